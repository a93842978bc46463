"""`--submitted` and `--due` for one submission: the cost of lateness by policy, and what is refused."""

import json
from pathlib import Path

import pytest

from tests.authoring.conftest import edit
from tests.cli.here import grade
from tests.cli.test_app import korean

DUE = "2026-03-02 23:59"
ALL = 80
"""What a right submission has without the training, of 100."""


def graded(folder: Path, *options: str, late: str = "") -> tuple[dict[str, object], str]:
    """The result of grading a right submission, and what was said beside it."""
    assignment = folder / "assignments" / "fresh" / "assignment.py"
    if late:
        edit(assignment, "import Assignment,", "import Assignment, Late,")
        edit(assignment, "    __file__,", f"    __file__, late={late},")
        edit(assignment, "from grader.base", "from datetime import timedelta\nfrom grader.base")
    right = assignment.parent / "examples" / "right_functional.py"
    done = grade("fresh", right, "--no-training", "--json", "-", *options)
    assert done.returncode == 1, done.stderr
    return json.loads(done.stdout), done.stderr


@pytest.mark.parametrize(
    ("late", "submitted", "earned", "days"),
    [
        ("Late(per_day=0.1)", "2026-03-02T15:00Z", ALL - 10, 1),  # a minute after midnight in Korea
        ("Late(per_day=0.3, at_most=0.5)", "2026-03-04 23:59", ALL - 50, 2),
        ("Late(per_day=0.1, grace=timedelta(minutes=15))", "2026-03-02T10:14-05:00", ALL, 0),
    ],
)
def test_lateness_costs_what_the_policy_says(
    fresh: Path, late: str, submitted: str, earned: float, days: int
) -> None:
    report, said = graded(fresh, "--due", DUE, "--submitted", submitted, late=late)
    assert (report["earned"], report["points"]) == (earned, 100)
    assert isinstance(report["late"], dict)
    assert report["late"]["days"] == days
    assert "lateness" not in said.lower()


def test_lateness_without_a_policy_is_told_and_costs_nothing(fresh: Path) -> None:
    report, _ = graded(fresh, "--due", DUE, "--submitted", "2026-03-04 00:00")
    assert report["earned"] == ALL
    assert isinstance(report["late"], dict)
    assert (report["late"]["days"], report["late"]["deducted"]) == (2, 0)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--submitted", "2026-03-04 00:00"), "It is not known when this is due"),
        (("--submitted", "2999-01-01 00:00", "--due", DUE), "2999-01-01 00:00 (UTC+09:00) has not come yet"),
    ],
)
def test_lateness_that_cannot_be_told_is_left_out_and_that_is_said(
    fresh: Path, options: tuple[str, ...], told: str
) -> None:
    report, said = graded(fresh, *options, late="Late(per_day=0.1)")
    assert report["earned"] == ALL
    assert "late" not in report
    assert told in said
    assert "Lateness was left out" in said or "lateness was left out" in said


@pytest.mark.parametrize("option", ["--due", "--submitted"])
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("2026-03-02", "'2026-03-02' lacks the time of day, as in '2026-03-02 23:59'."),
        ("2026-02-30 10:00", "'2026-02-30 10:00' is no date with a time of day"),
        ("next week", "'next week' is no date with a time of day, such as '2026-12-01 23:59' (Korean time)"),
    ],
)
def test_due_and_submitted_answer_a_bad_time_with_a_good_one(option: str, said: str, told: str) -> None:
    done = grade("assignment1", "lenet.py", option, said)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{option}: {told}" in done.stderr
    assert korean(grade("assignment1", "lenet.py", option, said, "--lang", "ko").stderr)
