"""Grade submissions in parallel; one that takes too long or kills its process affects no other."""

import math
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path

from grader.base.text import Text
from grader.batch.time_limit import seconds
from grader.batch.worker import BatchTask, Graded, serve

GIVEN_UP = Text(
    ko="채점하던 프로세스가 두 번 죽어서 포기했습니다. 사람이 확인해야 합니다.",
    en="The process that graded it died twice. A person must look at it.",
)

END_SECONDS = 15.0
"""Time for a process to end its children and itself."""

Submissions = Mapping[str, tuple[Path, ...]]
"""The files of each student."""


def grade(task: BatchTask, submissions: Submissions, jobs: int) -> Iterator[tuple[str, Graded]]:
    """Yield the result of each student's submission as it becomes known.

    If a process dies, its submission is tried once more, after all others and alone. A submission that takes
    longer than all its parts may take (`time_limit.seconds`) is given up.

    Args:
        task: the batch, as the processes are given it.
        submissions: the submissions to grade.
        jobs: the number of processes.
    """
    most = seconds(task.course.load(task.assignment), training=task.settings.training)
    died: list[str] = []
    yield from _Pool(task, submissions, list(submissions), jobs, most).results(died.append)
    given_up: list[str] = []
    yield from _Pool(task, submissions, died, 1, most).results(given_up.append)
    for student in given_up:
        yield student, Graded(fault=GIVEN_UP)


class _Pool:
    """Several processes, each of which grades one submission after another.

    Args:
        task: the batch, as the processes are given it.
        submissions: the files of each student.
        students: the students whose submissions are graded.
        jobs: the number of processes.
        most: maximum seconds for one submission.
    """

    def __init__(
        self, task: BatchTask, submissions: Submissions, students: Sequence[str], jobs: int, most: float
    ) -> None:
        self._task = task
        self._submissions = submissions
        self._waiting = deque(students)
        self._jobs = min(jobs, len(students))
        self._most = most
        self._members: list[_Member] = []

    def results(self, on_death: Callable[[str], None]) -> Iterator[tuple[str, Graded]]:
        """Yield results as they become known; call `on_death` with the student whose process died."""
        try:
            while self._waiting or any(member.student for member in self._members):
                self._hand_out()
                for member in self._heard():
                    student, found = member.student, member.said()
                    assert student is not None
                    if found is not None:
                        member.student = None
                        yield student, found
                        continue
                    self._end(member)
                    if member.overdue(self._most):
                        yield student, Graded(fault=overdue(self._most))
                    else:
                        on_death(student)
        finally:  # after Ctrl-C or an early close as well, work in progress is dropped
            for member in self._members:
                member.end()

    def _hand_out(self) -> None:
        """Give each free process a submission."""
        while self._waiting and len(self._members) < self._jobs:
            self._members.append(_Member(self._task))
        for member in self._members:
            if self._waiting and member.student is None:
                student = self._waiting.popleft()
                member.begin(student, self._submissions[student])

    def _heard(self) -> list["_Member"]:
        """Wait for processes that have an answer, have died, or take too long, and return them."""
        busy = [member for member in self._members if member.student is not None]
        left = min(member.left(self._most) for member in busy)
        ready = wait([member.line for member in busy], timeout=max(left, 0))
        return [member for member in busy if member.line in ready or member.overdue(self._most)]

    def _end(self, member: "_Member") -> None:
        member.end()
        self._members.remove(member)


class _Member:
    """One of the processes, from its parent's side."""

    def __init__(self, task: BatchTask) -> None:
        context = get_context("spawn")
        self.line: Connection
        self.line, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(task, theirs))
        self._process.start()
        theirs.close()
        self.student: str | None = None
        """The student whose submission it grades; None if it is free."""
        self._since = 0.0

    def begin(self, student: str, paths: tuple[Path, ...]) -> None:
        """Start grading a submission."""
        self.student = student
        self._since = time.monotonic()
        try:
            self.line.send(paths)
        except OSError:  # it has died, which shows when its answer is read
            return

    def left(self, most: float) -> float:
        """Return how many seconds its submission has left."""
        return self._since + most - time.monotonic()

    def overdue(self, most: float) -> bool:
        """Return whether it has taken too long."""
        return self.left(most) <= 0

    def said(self) -> Graded | None:
        """Return its answer; None if it has died or has none yet."""
        try:
            if not self.line.poll():
                return None
            found = self.line.recv()
        except (EOFError, OSError):
            return None
        assert isinstance(found, Graded)
        return found

    def end(self) -> None:
        """End the process and everything that it started."""
        self._process.terminate()
        self._process.join(END_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self.line.close()


def overdue(most: float) -> Text:
    """Return the message for a submission that is given up after `most` seconds."""
    minutes = math.ceil(most / 60)
    return Text(
        ko=f"채점이 {minutes}분 안에 끝나지 않아 포기했습니다. 사람이 확인해야 합니다.",
        en=f"Grading it did not end within {minutes} minutes. A person must look at it.",
    )
