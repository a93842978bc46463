"""A batch graded in this process, for tests of what becomes of its results: a process imports torch twice.

`tests.batch.test_pool` tries the processes, and `test_batch` grades its class with them for the first time.
"""

from collections.abc import Iterator
from contextlib import nullcontext

import pytest

from grader.batch.pool import Submissions
from grader.batch.worker import BatchTask, Graded, Worker
from grader.confinement.host import Host
from grader.confinement.tiers import Tier
from tests.hosts import shared


def grade_here(patch: pytest.MonkeyPatch) -> None:
    """Let `grade batch` start no process, as long as the patch holds."""
    patch.setattr("grader.batch.pool.grade", _grade)
    patch.setattr("grader.batch.worker.Host", _shared)


def _grade(task: BatchTask, submissions: Submissions, _jobs: int) -> Iterator[tuple[str, Graded]]:
    worker = Worker(task)
    try:
        for student, paths in submissions.items():
            yield student, worker.grade(paths)
    finally:
        worker.end()


def _shared(*_entries: str, tier: Tier) -> "nullcontext[Host]":
    return nullcontext(shared(tier.name))
