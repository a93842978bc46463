"""Which submissions of a class are graded, and which results are still valid."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from grader.base.progress import silent
from grader.base.version import code_digest
from grader.batch.schedule import Plan, RegradeSelection, plan
from grader.batch.store import Store
from grader.batch.worker import BatchTask
from grader.grading import provenance
from grader.grading.trainer import Settings
from grader.records.provenance import Provenance
from grader.records.submissions import Handed, Roll
from tests.reports import samples


class Class:
    """A class of one student, and the plan of grading it."""

    def __init__(self, store: Store, file: Path) -> None:
        self.store = store
        self.file = file

    def plan(self, selection: RegradeSelection | None = None) -> Plan:
        settings = Settings(data=("standin",), training=False, official=True)
        task = BatchTask("assignment1", settings, "T1", (self.file.parent,))
        roll = Roll((Handed(student="kim", files=(str(self.file),)),), ())
        return plan(self.store, roll, task, selection or RegradeSelection(), silent)

    def grade(self) -> None:
        here = Provenance(installation=provenance.installation(), training=False)
        report = msgspec.structs.replace(samples.full_marks(), provenance=here)
        self.store.put("kim", self.plan().keys["kim"], "graded", report=report)


@pytest.fixture
def graded(tmp_path: Path) -> Iterator[Class]:
    """A class whose one submission is graded already."""
    file = tmp_path / "kim.py"
    file.write_text("class LeNet5: pass")
    (tmp_path / "out").mkdir()
    with Store(tmp_path / "out", "assignment1") as store:
        found = Class(store, file)
        found.grade()
        yield found


def _other_check(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        provenance, "code_digest", lambda *packages: "another" if not packages else code_digest(*packages)
    )


def _other_course(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(provenance, "course_digest", lambda: "another")


def _other_torch(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(provenance, "version", lambda _library: "9.9")


def test_plan_keeps_what_still_holds(graded: Class) -> None:
    found = graded.plan()
    assert (found.todo, found.kept, found.outdated) == ({}, 1, None)


@pytest.mark.parametrize(
    ("change", "what"), [(_other_check, "grader"), (_other_course, "course"), (_other_torch, "torch")]
)
def test_plan_regrades_what_another_installation_graded_and_says_so(
    graded: Class, monkeypatch: pytest.MonkeyPatch, change: Callable[[pytest.MonkeyPatch], None], what: str
) -> None:
    change(monkeypatch)
    found = graded.plan()
    assert (list(found.todo), found.kept) == (["kim"], 0)
    assert found.outdated is not None
    assert f"another {what}" in found.outdated.en


def test_plan_regrades_a_changed_file(graded: Class) -> None:
    graded.file.write_text("class LeNet5: x = 1")
    found = graded.plan()
    assert (list(found.todo), found.outdated) == (["kim"], None)


def test_plan_regrades_what_is_asked_for(graded: Class) -> None:
    assert list(graded.plan(RegradeSelection(regrade=True)).todo) == ["kim"]
