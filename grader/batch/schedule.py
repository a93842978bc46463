"""Grades what is not graded yet, and keeps every result as soon as it is known."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec

import grader
from grader.base.progress import Progress
from grader.batch.store import Store
from grader.batch.worker import BatchTask, Graded
from grader.datasets import load
from grader.grading import course, provenance
from grader.records.submissions import Handed, Roll, State

READ_BYTES = 1 << 20


@dataclass(frozen=True)
class RegradeSelection:
    """Which results are computed anew; those that are out of date always are."""

    regrade: bool = False
    failed: bool = False
    """Those of the grader's own fault, and those with a withheld score."""
    only: tuple[str, ...] = ()
    """These students and no others; all if empty."""


@dataclass(frozen=True)
class Plan:
    """What a run has to do."""

    todo: dict[str, tuple[Path, ...]]
    keys: dict[str, str]
    kept: int
    """How many results are up to date."""


def plan(store: Store, roll: Roll, task: BatchTask, wanted: RegradeSelection, progress: Progress) -> Plan:
    """Enrol a class, and find out what there is to do.

    Raises:
        NothingToGrade: a student is asked for who is not there.
        StaffError: the data or the assignment cannot be read.
    """
    store.enrol(roll)
    for student in wanted.only:
        store.entry(student)  # is there
    base = _base(task, progress)
    todo: dict[str, tuple[Path, ...]] = {}
    keys: dict[str, str] = {}
    kept = 0
    for handed in roll.handed:
        if wanted.only and handed.student not in wanted.only:
            continue
        keys[handed.student] = key = _key(base, handed)
        if not handed.files:
            if store.entry(handed.student).report is None:  # a result outlives its files
                store.put(handed.student, key, "missing")
        elif _is_wanted(store, handed.student, key, wanted):
            todo[handed.student] = tuple(map(Path, handed.files))
        else:
            kept += 1
    return Plan(todo, keys, kept)


def run(
    store: Store, plan: Plan, found: Iterable[tuple[str, Graded]], tell: Callable[[str, Graded], None]
) -> None:
    """Keep what becomes of each submission that is to be graded.

    Args:
        store: keeps every result before the next is asked for.
        plan: what is to be graded.
        found: grades it, on this machine (`pool.grade`) or on others (`cluster.dispatch.dispatch`).
        tell: told of each student's result when it is kept.

    Raises:
        StaffError: a result cannot be kept.
    """
    for student, result in found:
        message = result.nothing or result.fault
        store.put(student, plan.keys[student], state_of(result), report=result.report, message=message)
        tell(student, result)


def state_of(found: Graded) -> State:
    """Return the state in which a result leaves a student."""
    if found.report is not None:
        return "graded"
    return "nothing" if found.nothing is not None else "fault"


def _is_wanted(store: Store, student: str, key: str, wanted: RegradeSelection) -> bool:
    state, known = store.known(student)
    if wanted.regrade or state == "waiting" or known != key:
        return True
    return wanted.failed and store.entry(student).withheld


# -- what a result rests on ------------------------------------------------------------------------------


def _base(task: BatchTask, progress: Progress) -> bytes:
    """What all results of a run rest on: the grader, the course, the data and the settings."""
    settings = task.settings
    recipes = [part.recipe for part in course.load(task.assignment).parts if part.recipe is not None]
    data = [
        load(
            each.data, settings.data, train=each.train_images, test=each.test_images, progress=progress
        ).digest
        for each in (recipes if settings.training else ())
    ]
    rests = (
        grader.__version__,
        provenance.course(),
        data,
        settings.device,
        settings.training,
        settings.official,
    )
    return msgspec.json.encode(rests)


def _key(base: bytes, handed: Handed) -> str:
    digest = sha256(base)
    for name in handed.files:
        for path in _files(Path(name)):
            digest.update(os.fsencode(path.relative_to(Path(name).parent)) + b"\0")
            for block in _blocks(path):
                digest.update(sha256(block).digest())
    return digest.hexdigest()


def _files(path: Path) -> Sequence[Path]:
    if not path.is_dir():
        return [path]
    return sorted(Path(folder, name) for folder, _, names in os.walk(path) for name in names)


def _blocks(path: Path) -> Iterator[bytes]:
    """The content of a file; of a link, a pipe or what cannot be read, nothing: its reader says so."""
    with suppress(OSError):
        if path.is_symlink() or not path.is_file():
            return
        with path.open("rb") as file:
            while block := file.read(READ_BYTES):
                yield block
