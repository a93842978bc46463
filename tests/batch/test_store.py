"""The store on a real disk: what it keeps and refuses, and that nothing is ever half written."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.base.errors import NothingToGrade, StaffError
from grader.base.text import same
from grader.batch.overrides import find
from grader.batch.store import NAME, Store
from grader.records.submissions import Handed, Override, OverrideStep, Roll, Unmatched
from tests.reports.samples import HOSTILE, full_marks, hostile, many_failures, withheld

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def roll(*students: str) -> Roll:
    return Roll(tuple(Handed(student=each, files=(f"/subs/{each}.py",)) for each in students))


def step(check: str, points: float | None, *, was: float | None = None) -> OverrideStep:
    return OverrideStep(
        part="lenet", check=check, points=points, was=was, why="이메일로 확인함", by="ta", at=NOW
    )


def filled(folder: Path) -> None:
    """A batch with one student graded and one still waiting."""
    with Store(folder, "assignment1") as store:
        store.enrol(roll("kim", "lee"))
        store.put("kim", "k1", "graded", report=full_marks())


def test_store_keeps_what_is_put(tmp_path: Path) -> None:
    filled(tmp_path)
    with Store(tmp_path) as store:
        assert store.assignment == "assignment1"
        kim, lee = store.entries()
        assert (kim.state, kim.report) == ("graded", full_marks())
        assert (lee.state, lee.report) == ("waiting", None)
        assert store.known("kim") == ("graded", "k1")


def test_store_keeps_order_and_results_when_enrolled_anew(tmp_path: Path) -> None:
    filled(tmp_path)
    with Store(tmp_path, "assignment1") as store:
        store.enrol(roll("park", "lee"))
        assert [each.handed.student for each in store.entries()] == ["park", "lee", "kim"]
        assert store.entry("kim").report == full_marks()


def test_store_follows_the_newest_roll(tmp_path: Path) -> None:
    filled(tmp_path)
    newer = Handed(student="kim", files=("/subs/new.py",), name="김민수", late=True, older=("/subs/kim.py",))
    with Store(tmp_path, "assignment1") as store:
        store.enrol(Roll((newer,), (Unmatched("/subs/x.txt", same("why")),)))
        assert store.entry("kim").handed == newer
        assert store.unmatched() == [Unmatched("/subs/x.txt", same("why"))]
        store.enrol(Roll((newer,)))
        assert store.unmatched() == []


def test_store_keeps_hostile_names_and_reports_as_they_are(tmp_path: Path) -> None:
    name = "'); drop table submissions; --\n" + HOSTILE
    with Store(tmp_path, "assignment1") as store:
        store.enrol(roll(name))
        store.put(name, "k", "graded", report=hostile())
    with Store(tmp_path) as store:
        [entry] = store.entries()
        assert (entry.handed.student, entry.report) == (name, hostile())


def test_store_says_why_a_result_has_no_report(tmp_path: Path) -> None:
    filled(tmp_path)
    with Store(tmp_path, "assignment1") as store:
        store.put("kim", "k2", "nothing", message=same("no model"))
        entry = store.entry("kim")
        assert (entry.state, entry.report, entry.message) == ("nothing", None, same("no model"))


def test_store_keeps_overrides_when_graded_anew(tmp_path: Path) -> None:
    filled(tmp_path)
    override = Override(part="lenet", check="kernel", points=20, why="이메일로 확인함", by="ta", at=NOW)
    with Store(tmp_path) as store:
        store.override([("kim", step("kernel", 20))])
        store.put("kim", "k2", "graded", report=many_failures())
        entry = store.entry("kim")
    assert entry.overrides == (override,)
    assert entry.report is not None
    before, after = many_failures().earned, entry.report.earned
    assert before is not None
    assert after == pytest.approx(before - 6.666666 + 20)


def test_store_goes_by_the_last_override_of_a_check(tmp_path: Path) -> None:
    filled(tmp_path)
    with Store(tmp_path) as store:
        for points in (3, 4):
            store.override([("kim", step("kernel", points))])
        assert [each.points for each in store.entry("kim").overrides] == [4]


def test_store_takes_the_last_override_back_and_keeps_the_whole_trail(tmp_path: Path) -> None:
    filled(tmp_path)
    changes = [step("kernel", 3), step("kernel", 4), step("kernel", None), step("runs", 1)]
    with Store(tmp_path) as store:
        for each in changes:
            store.override([("kim", each)])
        entry = store.entry("kim")
        assert entry.trail == tuple(changes)
        assert [(each.check, each.points) for each in entry.overrides] == [("kernel", 3), ("runs", 1)]
        store.override([("kim", step("kernel", None)), ("kim", step("kernel", None))])
        assert [each.check for each in store.entry("kim").overrides] == ["runs"]


@pytest.mark.parametrize("statement", ["update trail set points = 0", "delete from trail"])
def test_store_lets_nobody_change_the_trail(tmp_path: Path, statement: str) -> None:
    filled(tmp_path)
    with Store(tmp_path) as store:
        store.override([("kim", step("kernel", 3))])
    with closing(sqlite3.connect(tmp_path / NAME)) as base, pytest.raises(sqlite3.Error, match="is kept"):
        base.execute(statement)


def test_store_gives_points_to_who_was_not_graded(tmp_path: Path) -> None:
    filled(tmp_path)
    with Store(tmp_path) as store:
        store.put("lee", "k", "nothing", message=same("report.pdf: a document"))
        store.override([("lee", step("runs", 10))])
        entry = store.entry("lee")
        assert entry.report is not None
        assert entry.withheld  # the other checks have no points yet
        rest = [each.id for each in full_marks().parts[0].results if each.id != "runs"]
        store.override([("lee", step(check, 0)) for check in rest])
        entry = store.entry("lee")
        assert entry.report is not None
        assert (entry.state, entry.report.earned, entry.message) == (
            "graded",
            10,
            same("report.pdf: a document"),
        )
        assert store.known("lee") == ("nothing", "k")
        assert not store.is_graded("lee")


def test_store_lets_an_override_end_a_withheld_score(tmp_path: Path) -> None:
    with Store(tmp_path, "assignment1") as store:
        store.enrol(roll("kim"))
        store.put("kim", "k", "graded", report=withheld())
        assert store.entry("kim").withheld
        store.override([("kim", step("gradient", 45))])
        entry = store.entry("kim")
    assert not entry.withheld
    assert entry.report is not None
    assert entry.report.earned == 55


def test_store_answers_an_unknown_student_with_who_there_is(tmp_path: Path) -> None:
    filled(tmp_path)
    with Store(tmp_path) as store, pytest.raises(NothingToGrade) as caught:
        store.entry("park")
    assert caught.value.hint is not None
    assert "kim, lee" in caught.value.hint.en


# -- earlier results, and results on trial --------------------------------------------------------------


def test_store_keeps_the_result_that_a_newer_one_replaces(tmp_path: Path) -> None:
    filled(tmp_path)
    with Store(tmp_path) as store:
        assert store.earlier("kim") is None
        store.put("kim", "k1", "graded", report=full_marks())  # rests on the same: nothing new
        assert store.earlier("kim") is None
        store.override([("kim", step("kernel", 3))])
        store.put("kim", "k2", "graded", report=many_failures())
        earlier = store.earlier("kim")
        assert earlier is not None
        assert earlier.report is not None
        assert find(earlier.report, "runs")[1] == find(full_marks(), "runs")[1]
        assert find(earlier.report, "kernel")[1].earned == 3  # a person's points hold in both
        assert store.earlier("lee") is None


def test_store_counts_a_result_on_trial_only_when_it_is_taken(tmp_path: Path) -> None:
    filled(tmp_path)
    with Store(tmp_path) as store:
        store.put_tried("kim", "k2", "graded", report=many_failures())
        tried = store.tried("kim")
        assert tried is not None
        assert tried.report == many_failures()
        assert store.entry("kim").report == full_marks()
        assert not store.take_tried("kim", "k3")  # it rests on something else than what is wanted
        assert store.take_tried("kim", "k2")
        assert store.entry("kim").report == many_failures()
        assert (store.tried("kim"), store.take_tried("kim", "k2")) == (None, False)


# -- what is refused -------------------------------------------------------------------------------------


def refusal(folder: Path, assignment: str | None = None) -> str:
    with pytest.raises((StaffError, NothingToGrade)) as caught:
        Store(folder, assignment)
    assert caught.value.message.ko != caught.value.message.en
    return caught.value.message.en


def test_store_refuses_and_leaves_a_folder_without_results(tmp_path: Path) -> None:
    assert "no results" in refusal(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_store_does_not_mix_in_another_assignments_results(tmp_path: Path) -> None:
    filled(tmp_path)
    assert "holds results of assignment1" in refusal(tmp_path, "assignment2")
    with Store(tmp_path, "assignment1") as store:  # the refusal let go of it
        assert store.entry("kim").report == full_marks()


def test_store_refuses_another_edition(tmp_path: Path) -> None:
    filled(tmp_path)
    with sqlite3.connect(tmp_path / NAME) as base:
        base.execute("update about set value = '99' where key = 'format'")
    base.close()
    assert "another edition" in refusal(tmp_path)


def test_store_brings_an_earlier_edition_up_to_date(tmp_path: Path) -> None:
    filled(tmp_path)
    with closing(sqlite3.connect(tmp_path / NAME)) as base:
        base.executescript(
            "drop table trail; drop table earlier; drop table tried;"
            "update about set value = '1' where key = 'format';"
            "create table overrides (student text, part text, check_id text, points real, why text, at text);"
            "insert into overrides values ('kim', 'lenet', 'kernel', 5, 'seen', '2026-11-24 12:00:00');"
        )
    with Store(tmp_path) as store:
        [override] = store.entry("kim").overrides
        assert (override.points, override.why) == (5, "seen")
        assert override.at == datetime(2026, 11, 24, 12, tzinfo=UTC)
    with Store(tmp_path) as store:
        assert len(store.entry("kim").trail) == 1


@pytest.mark.parametrize("content", [b"no database " * 1000, b""])
def test_store_refuses_in_words_a_file_that_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    assert "cannot be used" in refusal(tmp_path)


def test_store_refuses_in_words_a_damaged_file(tmp_path: Path) -> None:
    filled(tmp_path)
    file = tmp_path / NAME
    file.write_bytes(file.read_bytes()[:4096] + b"\xff" * 8192)
    assert "cannot be used" in refusal(tmp_path)


def test_store_refuses_in_words_a_damaged_report(tmp_path: Path) -> None:
    filled(tmp_path)
    with sqlite3.connect(tmp_path / NAME) as base:
        base.execute("update submissions set report = '{}' where student = 'kim'")
    base.close()
    with Store(tmp_path) as store, pytest.raises(StaffError, match="cannot be used"):
        store.entry("kim")


def test_store_refuses_in_words_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "cannot be used" in refusal(tmp_path / "file" / "out", "assignment1")


HOLD = """
import sys
from pathlib import Path
from grader.batch.store import Store
with Store(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_store_is_never_held_by_two_processes(tmp_path: Path) -> None:
    filled(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        assert "another grading is using it right now" in refusal(tmp_path, "assignment1")
        other.kill()  # as it dies, it lets go
        other.wait()
    with Store(tmp_path, "assignment1") as store:
        assert store.entry("kim").report == full_marks()


def test_store_on_a_full_disk_keeps_a_result_whole_or_not_at_all(tmp_path: Path) -> None:
    filled(tmp_path)
    with Store(tmp_path) as store:
        store._one("pragma max_page_count = 1")  # no page more than there are
        with pytest.raises(StaffError) as caught:
            store.enrol(roll(*(f"student {number}" for number in range(2_000))))
        assert "full" in caught.value.message.en
        assert caught.value.hint is not None
        assert "The results so far are safe" in caught.value.hint.en
    with Store(tmp_path, "assignment1") as store:
        assert store.entry("kim").report == full_marks()
        assert [each.handed.student for each in store.entries()] == ["kim", "lee"]
        store.put("lee", "k", "graded", report=many_failures())
        assert store.entry("lee").report == many_failures()


def test_store_leaves_nothing_of_what_fails_half_way(tmp_path: Path) -> None:
    filled(tmp_path)
    with Store(tmp_path, "assignment1") as store:
        with pytest.raises(StaffError, match="cannot be used"):
            store.enrol(roll("park", "\udcff is no text"))
        assert [each.handed.student for each in store.entries()] == ["kim", "lee"]
