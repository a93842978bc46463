"""From a file to a report, and which files cannot be graded."""

from pathlib import Path

import pytest

from grader.base.errors import NothingToGrade
from grader.base.progress import silent
from grader.checks import Assignment
from grader.grading.code_listings import listings
from grader.grading.grade import Listener, grade
from grader.grading.trainer import Settings
from grader.intake import read
from grader.records.report import PartReport
from tests.hosts import shared

EXAMPLES = Path(__file__).parents[2] / "assignments" / "assignment1" / "examples"
NO_TRAINING = Settings(data=("standin",), device="cpu", training=False)


@pytest.mark.parametrize(
    ("name", "text"),
    [("empty.py", "x = 1\n"), ("loop.py", "for i in range(3):\n    print(i)\n"), ("blank.py", " \n")],
)
def test_grade_finds_nothing_to_grade_without_a_model(
    name: str, text: str, tmp_path: Path, assignment1: Assignment
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NothingToGrade):
        grade(read(path), assignment1, NO_TRAINING, shared(), silent)


def test_grade_reports_once_what_was_unreadable_and_where(assignment1: Assignment) -> None:
    for name, notices in {
        "wrong_syntax_error.ipynb": [],  # the check that finds no LeNet5 says so
        "right_broken_other_cell.ipynb": ["cell 6, line 2: This part was left out"],
    }.items():
        report = grade(read(EXAMPLES / name), assignment1, NO_TRAINING, shared(), silent)
        *unread, skipped = report.notices
        assert "Training was skipped" in skipped.en
        assert [notice.en[: len(start)] for notice, start in zip(unread, notices, strict=True)] == notices


def test_grade_shows_layers_that_follow_from_a_wrong_one(assignment1: Assignment) -> None:
    report = grade(read(EXAMPLES / "wrong_padding_2.py"), assignment1, NO_TRAINING, shared(), silent)
    kinds = [row.kind for row in report.parts[1].layers]
    assert kinds == ["changed", *["follows"] * 7, *["same"] * 4]


def test_grade_gives_all_but_the_skipped_points_for_a_right_submission(assignment1: Assignment) -> None:
    told: list[PartReport] = []
    listener = Listener(told.append)
    source = read(EXAMPLES / "right_functional.py")
    report = grade(source, assignment1, NO_TRAINING, shared(), silent, listener)
    assert tuple(told) == report.parts
    assert report.listings == listings(source, source.candidates)
    results = [result for part in report.parts for result in part.results]
    assert {r.id: r.status for r in results if r.status != "passed"} == {"accuracy": "skipped"}
    assert (report.points, report.earned) == (100, 92)
    assert [part.parameters for part in report.parts] == [part.expected_parameters for part in report.parts]
    assert (report.data, report.provisional) == ((), False)
