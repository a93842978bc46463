"""Grade the submissions that need it, and store every result as soon as it is known."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from grader.base.progress import Progress
from grader.base.text import Text
from grader.batch.conditions import Condition
from grader.batch.store import Store
from grader.batch.worker import BatchTask, Graded
from grader.datasets import load
from grader.grading import provenance
from grader.records.provenance import Provenance
from grader.records.submissions import Entry, Handed, Roll, State, reasons


@dataclass(frozen=True)
class RegradeSelection:
    """Which results are computed again; those that are out of date always are."""

    regrade: bool = False
    failed: bool = False
    """Whether results that failed through the grader's own fault or have a withheld score are included."""
    only: tuple[str, ...] = ()
    """The only students to grade; all if empty."""
    where: tuple[Condition, ...] = ()
    """What must hold of a result for it to be computed again; others are left alone."""


@dataclass(frozen=True)
class Plan:
    """What a run has to do."""

    todo: dict[str, tuple[Path, ...]]
    keys: dict[str, str]
    kept: int
    """The number of results that are up to date."""
    outdated: Text | None = None
    """How the installation has changed since results that are now out of date."""
    before: dict[str, Entry] = field(default_factory=dict)
    """The results that are computed again, as they are so far."""
    taken: int = 0
    """The number of results that were only tried so far and count now."""


def plan(store: Store, roll: Roll, task: BatchTask, wanted: RegradeSelection, progress: Progress) -> Plan:
    """Enrol a class, and find out what there is to do.

    Raises:
        NothingToGrade: a requested student does not exist.
        StaffError: the data or the assignment cannot be read.
    """
    store.enrol(roll)
    for student in wanted.only:
        store.entry(student)  # raises if there is no such student
    base = _class_key(task, progress)
    todo: dict[str, tuple[Path, ...]] = {}
    keys: dict[str, str] = {}
    kept, stale = 0, list[str]()
    for handed in roll.handed:
        if wanted.only and handed.student not in wanted.only:
            continue
        if not all(condition.holds(store.entry(handed.student)) for condition in wanted.where):
            continue
        keys[handed.student] = key = provenance.key(base, provenance.contents(handed.files))
        if not handed.files:
            if not store.is_graded(handed.student):  # a result is kept even if its files are gone
                state, why = without_files(handed)
                store.put(handed.student, key, state, message=why)
        elif _is_wanted(store, handed.student, key, wanted):
            todo[handed.student] = tuple(map(Path, handed.files))
            stale.append(handed.student)
        else:
            kept += 1
    before = {student: entry for student in stale if (entry := store.entry(student)).state != "waiting"}
    return Plan(todo, keys, kept, _outdated(store, stale), before)


def take_tried(store: Store, plan: Plan) -> Plan:
    """Let results count that were only tried so far and are planned now; return what is left to do."""
    todo = {
        student: files
        for student, files in plan.todo.items()
        if not store.take_tried(student, plan.keys[student])
    }
    return replace(plan, todo=todo, taken=len(plan.todo) - len(todo))


def run(
    store: Store,
    plan: Plan,
    found: Iterable[tuple[str, Graded]],
    tell: Callable[[str, Graded], None],
    *,
    dry: bool = False,
) -> None:
    """Store the result of each submission as it is graded.

    Args:
        store: stores every result before the next one is requested.
        plan: the submissions to grade.
        found: the results, from this machine (`pool.grade`) or others (`cluster.dispatch.dispatch`).
        tell: called with each student's result once it is stored.
        dry: whether to store the results beside those that count.

    Raises:
        StaffError: a result cannot be stored.
    """
    for student, result in found:
        message = result.fault or _nothing(store, student, result.nothing)
        put = store.put_tried if dry else store.put
        put(student, plan.keys[student], state_of(result), report=result.report, message=message)
        tell(student, result)


def without_files(handed: Handed) -> tuple[State, Text | None]:
    """Return the state of a student without a file that could be graded, and why there is none."""
    if handed.refused:
        return "nothing", reasons(handed.refused)
    if handed.unclear:
        return "fault", reasons(handed.unclear)
    return "missing", None


def state_of(found: Graded) -> State:
    """Return a student's state after a result."""
    if found.report is not None:
        return "graded"
    return "nothing" if found.nothing is not None else "fault"


def _nothing(store: Store, student: str, why: Text | None) -> Text | None:
    """Return why nothing of a student's could be graded, with what was refused before."""
    refused = store.entry(student).handed.refused
    if why is None or not refused:
        return why
    more = reasons(refused)
    return Text(ko=f"{why.ko} {more.ko}", en=f"{why.en} {more.en}")


def _outdated(store: Store, students: Iterable[str]) -> Text | None:
    """Return how the installation differs from that of the first report among these students."""
    here = provenance.installation()
    for report in (store.entry(student).report for student in students):
        if report is not None and isinstance(report.provenance, Provenance):
            return report.provenance.installation.differs(here)
    return None


def _is_wanted(store: Store, student: str, key: str, wanted: RegradeSelection) -> bool:
    state, known = store.known(student)
    if wanted.regrade or wanted.where or state == "waiting" or known != key:
        return True
    return wanted.failed and store.entry(student).withheld


# -- what a result depends on ----------------------------------------------------------------------------


def _class_key(task: BatchTask, progress: Progress) -> str:
    """Return a key of what all results of a run depend on: the installation, the data and the settings."""
    settings = task.settings
    recipes = [part.recipe for part in task.course.load(task.assignment).parts if part.recipe is not None]
    data = [
        load(each.data, settings.data, train=each.train_images, test=each.test_images, progress=progress)
        for each in (recipes if settings.training else ())
    ]
    rests_on = provenance.of_report(settings.training, data)
    return provenance.key(rests_on, settings.device, settings.official)
