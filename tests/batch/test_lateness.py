"""Submission times as platforms state them, and their cost in a batch without grading again."""

import csv
import io
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from grader.base.times import moment
from grader.batch.collect import collect
from grader.batch.store import Store
from grader.cli import main
from grader.cli.commands.batch import drop_times_ahead
from grader.records.deadline import Deadline, Late, Lateness
from grader.records.report import Report
from grader.records.submissions import Handed, OverrideStep, Roll
from tests.reports.samples import full_marks, ruled

DUE = moment("2020-12-01 23:59")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x = 1\n", encoding="utf-8")


def submitted(folder: Path, pattern: str | None = None) -> dict[str, datetime | None]:
    return {each.student: each.submitted for each in collect(folder, "assignment1", pattern).handed}


def test_collect_reads_the_time_in_nbgraders_exchange_names(tmp_path: Path) -> None:
    make(
        tmp_path,
        "kim+assignment1+2026-11-24 12:00:00.0 UTC+a/n.py",
        "lee+assignment1+2026-11-24 12:00:00 KST/n.py",
    )
    assert submitted(tmp_path) == {"kim": NOON, "lee": None}


def test_collect_reads_nbgraders_times_beside_the_files(tmp_path: Path) -> None:
    make(tmp_path, *(f"submitted/{name}/assignment1/n.py" for name in ("kim", "lee", "park")))
    times = {"kim": "2026-11-24 12:00:00.000000 UTC\n", "lee": "yesterday", "park": "x" * 5_000}
    for name, time in times.items():
        (tmp_path / "submitted" / name / "assignment1" / "timestamp.txt").write_text(time, encoding="ascii")
    assert submitted(tmp_path) == {"kim": NOON, "lee": None, "park": None}


def test_collect_reads_gradescopes_time_where_it_names_a_zone(tmp_path: Path) -> None:
    make(tmp_path, "submission_1/n.py", "submission_2/n.py")
    (tmp_path / "submission_metadata.yml").write_text(
        "submission_1:\n  :submitters:\n  - :sid: kim\n  :created_at: 2026-11-24 12:00:00.000000000 Z\n"
        "submission_2:\n  :submitters:\n  - :sid: lee\n  :created_at: 2026-11-24 12:00:00\n",
        encoding="utf-8",
    )
    assert submitted(tmp_path) == {"kim": NOON, "lee": None}


def test_collect_reads_the_time_by_staffs_own_pattern(tmp_path: Path) -> None:
    make(tmp_path, "kim 20261124T120000Z.py", "lee 20261124T120000.py")
    assert submitted(tmp_path, pattern=r"(?P<student>\w+) (?P<submitted>\S+)\.py") == {
        "kim": NOON,
        "lee": None,
    }


def test_collect_finds_no_time_in_canvas_and_plain_files(tmp_path: Path) -> None:
    make(tmp_path, "kim_LATE_1_11_n.py", "lee_2_12_n.py")
    assert submitted(tmp_path) == {"1": None, "2": None}


def test_without_times_ahead_drops_a_time_that_has_not_come_yet(capsys: pytest.CaptureFixture[str]) -> None:
    ahead = datetime.now(UTC) + timedelta(hours=9)
    roll = Roll(
        (Handed(student="kim", files=(), submitted=ahead), Handed(student="lee", files=(), submitted=NOON))
    )
    kept = drop_times_ahead(roll, "en")
    assert [each.submitted for each in kept.handed] == [None, NOON]
    assert "has not come yet, which was not believed: kim" in capsys.readouterr().err


# -- a batch ---------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def process() -> Iterator[None]:
    """Let the command decide for a while how the process takes to being terminated."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A batch: one in time, one two days late, one of whom nothing is known, one that Canvas calls late."""
    policy = Deadline(due=DUE, late=Late(per_day=0.1))
    report = msgspec.structs.replace(full_marks(), deadline=policy)
    handed = (
        Handed(student="kim", files=(), submitted=DUE),
        Handed(student="lee", files=(), submitted=DUE + timedelta(hours=25)),
        Handed(student="park", files=()),
        Handed(student="choi", files=(), late=True),
    )
    with Store(tmp_path / "out", "assignment1") as store:
        store.enrol(Roll(handed))
        for each in handed:
            store.put(each.student, "key", "graded", report=report)
    return tmp_path / "out"


def scores(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def test_report_command_deducts_and_keeps_the_score_before_it(folder: Path) -> None:
    assert main(["report", str(folder), "--lang", "en"]) == 0
    found = scores(folder)
    said = {
        name: (row["score"], row["before_deduction"], row["deducted"], row["late"])
        for name, row in found.items()
    }
    assert said == {
        "kim": ("100", "100", "0", ""),
        "lee": ("80", "100", "20", "yes"),
        "park": ("100", "100", "0", ""),
        "choi": ("100", "100", "0", "yes"),
    }
    page = (folder / "class.html").read_text(encoding="utf-8")
    assert "Late: -20 points. 2 days late" in page
    assert "Not known when they handed in" in page
    assert "marked as late, but not by how much" in page


def test_report_command_due_changes_the_scores_and_no_result(folder: Path) -> None:
    with Store(folder) as store:
        before = store.known("lee")
    later = (DUE + timedelta(days=1)).isoformat()
    assert main(["report", str(folder), "--due", later, "--lang", "en"]) == 0
    assert scores(folder)["lee"]["score"] == "90"
    assert main(["report", str(folder), "--lang", "en"]) == 0
    assert scores(folder)["lee"]["score"] == "90"  # it is kept
    with Store(folder) as store:
        assert store.known("lee") == before


def test_override_command_decides_what_lateness_costs(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["override", str(folder), "choi", "late", "--why", "3 days, by mail", "--lang", "en"]
    assert main([*given, "--points", "30"]) == 0
    assert capsys.readouterr().out == "choi: 70 / 100\n"
    assert "as a person decided: 3 days, by mail" in (folder / "feedback" / "choi.html").read_text(
        encoding="utf-8"
    )
    assert (
        main(["override", str(folder), "lee", "late", "--points", "0", "--why", "ill", "--lang", "en"]) == 0
    )
    assert scores(folder)["lee"]["score"] == "100"
    assert main([*given, "--points", "101"]) == 2
    assert "0 to 100 points" in capsys.readouterr().err


def test_lateness_is_taken_from_what_a_person_gave(folder: Path) -> None:
    with Store(folder) as store:
        step = OverrideStep(part="lenet", check="kernel", points=5, why="x", by="ta", at=datetime.now(UTC))
        store.override([("lee", step)])
        report = store.entry("lee").report
    assert report is not None
    assert (report.raw, report.earned) == (85, 65)


def test_nbgraders_table_has_the_dates_and_the_penalty(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(folder), "--report", "nbgrader=-", "--lang", "en"]) == 0
    rows = {row["student_id"]: row for row in csv.DictReader(io.StringIO(capsys.readouterr().out))}
    lee = rows["lee"]
    assert (lee["raw_score"], lee["late_submission_penalty"], lee["score"]) == ("100", "20", "80")
    assert (lee["duedate"], lee["timestamp"]) == ("2020-12-01 23:59:00+09:00", "2020-12-03 00:59:00+09:00")
    assert rows["park"]["timestamp"] == ""


def hidden_until(folder: Path, due: datetime) -> Report:
    """The batch's only student has hidden checks."""
    whole = msgspec.structs.replace(ruled(), late=msgspec.UNSET, deadline=Deadline(due=due))
    with Store(folder, "assignment1") as store:
        store.enrol(Roll((Handed(student="kim", files=()),)))
        store.put("kim", "key", "graded", report=whole)
    return whole


def test_report_command_hides_checks_only_on_students_pages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hidden_until(tmp_path, datetime.now(UTC) + timedelta(days=1))
    assert main(["report", str(tmp_path), "--lang", "en"]) == 0
    assert "leave the hidden checks out" in capsys.readouterr().err
    title = "It returns raw logits, not a softmax"
    assert title not in (tmp_path / "feedback" / "kim.html").read_text(encoding="utf-8")
    assert f"{title} [hidden until due]" in (tmp_path / "class.html").read_text(encoding="utf-8")
    assert main(["report", str(tmp_path), "--due", "2020-01-01 00:00", "--lang", "en"]) == 0
    assert title in (tmp_path / "feedback" / "kim.html").read_text(encoding="utf-8")


def test_store_reads_what_was_kept_before_there_were_rules(tmp_path: Path) -> None:
    with Store(tmp_path, "assignment1") as store:
        store.enrol(Roll((Handed(student="kim", files=(), late=True),)))
        store.put("kim", "key", "graded", report=full_marks())
        entry = store.entry("kim")
    assert entry.report == full_marks()
    assert not isinstance(full_marks().late, Lateness)
