"""Grades what is not graded yet, and keeps every result as soon as it is known."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.base.progress import Progress
from grader.base.text import Text
from grader.batch.store import Store
from grader.batch.worker import BatchTask, Graded
from grader.datasets import load
from grader.grading import provenance
from grader.records.provenance import Provenance
from grader.records.submissions import Roll, State


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
    outdated: Text | None = None
    """Why results no longer hold, where another installation made them."""


def plan(store: Store, roll: Roll, task: BatchTask, wanted: RegradeSelection, progress: Progress) -> Plan:
    """Enrol a class, and find out what there is to do.

    Raises:
        NothingToGrade: a student is asked for who is not there.
        StaffError: the data or the assignment cannot be read.
    """
    store.enrol(roll)
    for student in wanted.only:
        store.entry(student)  # is there
    base = _class_key(task, progress)
    todo: dict[str, tuple[Path, ...]] = {}
    keys: dict[str, str] = {}
    kept, stale = 0, list[str]()
    for handed in roll.handed:
        if wanted.only and handed.student not in wanted.only:
            continue
        keys[handed.student] = key = provenance.key(base, provenance.contents(handed.files))
        if not handed.files:
            if store.entry(handed.student).report is None:  # a result outlives its files
                store.put(handed.student, key, "missing")
        elif _is_wanted(store, handed.student, key, wanted):
            todo[handed.student] = tuple(map(Path, handed.files))
            stale.append(handed.student)
        else:
            kept += 1
    return Plan(todo, keys, kept, _outdated(store, stale))


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


def _outdated(store: Store, students: Iterable[str]) -> Text | None:
    """Say what is not as it was when the first of these students that has a report was graded."""
    here = provenance.installation()
    for report in (store.entry(student).report for student in students):
        if report is not None and isinstance(report.provenance, Provenance):
            return report.provenance.installation.differs(here)
    return None


def _is_wanted(store: Store, student: str, key: str, wanted: RegradeSelection) -> bool:
    state, known = store.known(student)
    if wanted.regrade or state == "waiting" or known != key:
        return True
    return wanted.failed and store.entry(student).withheld


# -- what a result rests on ------------------------------------------------------------------------------


def _class_key(task: BatchTask, progress: Progress) -> str:
    """What all results of a run rest on: the installation, the data and the settings."""
    settings = task.settings
    recipes = [part.recipe for part in task.course.load(task.assignment).parts if part.recipe is not None]
    data = [
        load(each.data, settings.data, train=each.train_images, test=each.test_images, progress=progress)
        for each in (recipes if settings.training else ())
    ]
    rests_on = provenance.of_report(settings.training, data)
    return provenance.key(rests_on, settings.device, settings.official)
