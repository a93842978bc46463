"""Grades submissions beside each other; one that takes too long, or ends its process, costs nobody else."""

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
"""For a process to end its children, and itself."""

Submissions = Mapping[str, tuple[Path, ...]]
"""The files of each student."""


def grade(task: BatchTask, submissions: Submissions, jobs: int) -> Iterator[tuple[str, Graded]]:
    """Yield what became of each student's submission, as it becomes known.

    What is graded when its process dies is tried once more, after all others and alone. What takes longer
    than all its parts may is given up; nobody waits for it longer than that.

    Args:
        task: what the processes are told.
        submissions: what is to be graded.
        jobs: how many processes there are.
    """
    most = seconds(task.course.load(task.assignment), training=task.settings.training)
    died: list[str] = []
    yield from _Pool(task, submissions, list(submissions), jobs, most).results(died.append)
    given_up: list[str] = []
    yield from _Pool(task, submissions, died, 1, most).results(given_up.append)
    for student in given_up:
        yield student, Graded(fault=GIVEN_UP)


class _Pool:
    """Some processes, each of which grades one submission after another.

    Args:
        task: what they are told.
        submissions: the files of each student.
        students: whose are to be graded.
        jobs: how many processes there are.
        most: seconds for one submission.
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
        """Yield what becomes known; tell of whoever was being graded when a process died."""
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
                        yield student, Graded(fault=_overdue(self._most))
                    else:
                        on_death(student)
        finally:  # Ctrl-C, too, or nobody wants more: what is under way is dropped
            for member in self._members:
                member.end()

    def _hand_out(self) -> None:
        """Give everybody who is free something to do."""
        while self._waiting and len(self._members) < self._jobs:
            self._members.append(_Member(self._task))
        for member in self._members:
            if self._waiting and member.student is None:
                student = self._waiting.popleft()
                member.begin(student, self._submissions[student])

    def _heard(self) -> list["_Member"]:
        """Wait for those who have something to say, are gone, or take too long."""
        busy = [member for member in self._members if member.student is not None]
        left = min(member.left(self._most) for member in busy)
        ready = wait([member.line for member in busy], timeout=max(left, 0))
        return [member for member in busy if member.line in ready or member.overdue(self._most)]

    def _end(self, member: "_Member") -> None:
        member.end()
        self._members.remove(member)


class _Member:
    """One of the processes, as the one that started it sees it."""

    def __init__(self, task: BatchTask) -> None:
        context = get_context("spawn")
        self.line: Connection
        self.line, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(task, theirs))
        self._process.start()
        theirs.close()
        self.student: str | None = None
        """Whose submission it grades."""
        self._since = 0.0

    def begin(self, student: str, paths: tuple[Path, ...]) -> None:
        """Have a submission graded."""
        self.student = student
        self._since = time.monotonic()
        try:
            self.line.send(paths)
        except OSError:  # it is gone, which is seen when it is listened to
            return

    def left(self, most: float) -> float:
        """Return how many seconds it still has."""
        return self._since + most - time.monotonic()

    def overdue(self, most: float) -> bool:
        """Tell whether it takes too long."""
        return self.left(most) <= 0

    def said(self) -> Graded | None:
        """Return its answer; None if it is gone, or has none yet."""
        try:
            if not self.line.poll():
                return None
            found = self.line.recv()
        except (EOFError, OSError):
            return None
        assert isinstance(found, Graded)
        return found

    def end(self) -> None:
        """End it, and all that it started."""
        self._process.terminate()
        self._process.join(END_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self.line.close()


def _overdue(most: float) -> Text:
    minutes = math.ceil(most / 60)
    return Text(
        ko=f"채점이 {minutes}분 안에 끝나지 않아 포기했습니다. 사람이 확인해야 합니다.",
        en=f"Grading it did not end within {minutes} minutes. A person must look at it.",
    )
