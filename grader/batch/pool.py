"""Grades submissions beside each other; one that brings down its process brings down nothing else."""

from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TypeVar

from grader.base.text import Text
from grader.batch.worker import BatchTask, Graded, start, work
from grader.confinement.process_pool import process_pool

GIVEN_UP = Text(
    ko="채점하던 프로세스가 두 번 죽어서 포기했습니다. 사람이 확인해야 합니다.",
    en="The process that graded it died twice. A person must look at it.",
)

Submissions = Mapping[str, tuple[Path, ...]]
"""The files of each student."""


def grade(task: BatchTask, submissions: Submissions, jobs: int) -> Iterator[tuple[str, Graded]]:
    """Yield what became of each student's submission, as it becomes known.

    When a process dies, those that were being graded are tried again, each alone: it is clear then which of
    them is at fault.

    Args:
        task: what the processes are told.
        submissions: what is to be graded.
        jobs: how many processes there are.
    """
    waiting: Sequence[str] = list(submissions)
    while waiting:
        running, waiting = yield from _until_one_dies(task, submissions, waiting, jobs)
        for student in running:
            died, _ = yield from _until_one_dies(task, submissions, [student], 1)
            if died:
                yield student, Graded(fault=GIVEN_UP)


def _until_one_dies(
    task: BatchTask, submissions: Submissions, students: Sequence[str], jobs: int
) -> Generator[tuple[str, Graded], None, tuple[list[str], list[str]]]:
    """Yield results until a process dies; return who was being graded then, and who is left."""
    waiting = deque(students)
    running: dict[Future[Graded], str] = {}
    most = min(jobs, len(students))
    with process_pool(most, start, (task,)) as pool:
        try:
            for student, future in window(
                lambda student: pool.submit(work, submissions[student]), waiting, running, lambda: most
            ):
                try:
                    result = future.result()
                except BrokenProcessPool:
                    return [student, *running.values()], list(waiting)
                yield student, result
        except BrokenProcessPool:  # while one was submitted
            return list(running.values()), list(waiting)
    return [], []


# -- a window --------------------------------------------------------------------------------------------


T = TypeVar("T")
R = TypeVar("R")

LOOK_SECONDS = 2.0
"""How often it is asked anew how much there is room for."""


def window(
    start: Callable[[T], Future[R]], waiting: deque[T], running: dict[Future[R], T], room: Callable[[], int]
) -> Iterator[tuple[T, Future[R]]]:
    """Start what waits, no more at a time than there is room for, and yield each with its ended future.

    None waits in the executor: what waits there when a process dies is suspected as well, and costs memory.

    Args:
        start: submits one.
        waiting: what is to be started, from the left; more may be put in meanwhile.
        running: what is under way; a caller may look into it when something went wrong.
        room: how many may be under way.
    """
    while waiting or running:
        most = room()
        while waiting and len(running) < most:
            future = start(waiting[0])
            running[future] = waiting.popleft()
        done, _ = wait(running, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
        for future in done:
            yield running.pop(future), future
