"""Grades submissions beside each other; one that brings down its process brings down nothing else."""

from collections import deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context
from pathlib import Path

from grader.batch.window import window
from grader.batch.worker import Graded, Task, start, work
from grader.records.text import Text

GIVEN_UP = Text(
    ko="채점하던 프로세스가 두 번 죽어서 포기했습니다. 사람이 확인해야 합니다.",
    en="The process that graded it died twice. A person must look at it.",
)

Submissions = Mapping[str, tuple[Path, ...]]
"""The files of each student."""


def graded(task: Task, submissions: Submissions, jobs: int) -> Iterator[tuple[str, Graded]]:
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
    task: Task, submissions: Submissions, students: Sequence[str], jobs: int
) -> Generator[tuple[str, Graded], None, tuple[list[str], list[str]]]:
    """Yield results until a process dies; return who was being graded then, and who is left."""
    waiting = deque(students)
    running: dict[Future[Graded], str] = {}
    most = min(jobs, len(students))
    pool = ProcessPoolExecutor(most, get_context("spawn"), initializer=start, initargs=(task,))
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
    except BaseException:  # Ctrl-C, or nobody wants more: what is under way is dropped
        for process in active_children():
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
    return [], []
