"""From a file to a report, and what is no file to grade."""

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from grader.checks import Assignment
from grader.grading import course
from grader.grading.grade import Listener, Settings, grade
from grader.records.errors import NothingToGrade, StaffError
from grader.records.progress import silent
from grader.records.report import PartReport

EXAMPLES = Path(__file__).parents[2] / "assignments" / "assignment1" / "examples"
NO_TRAINING = Settings(data=("standin",), device="cpu", training=False)


def children() -> list[psutil.Process]:
    return [
        process
        for process in psutil.Process().children(recursive=True)
        if process.status() != psutil.STATUS_ZOMBIE and "grader.capture.child" in process.cmdline()
    ]


def test_names_and_titles_are_found_without_torch() -> None:
    code = (
        "import sys; from grader.grading import course; print(course.names(), course.titles());"
        "print('torch' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "assignment1" in told
    assert told.splitlines()[-1] == "False"


def test_an_assignment_that_is_not_installed_is_the_staffs_fault() -> None:
    with pytest.raises(StaffError, match="assignment99"):
        course.load("assignment99")


@pytest.mark.parametrize(
    ("name", "text"),
    [("empty.py", "x = 1\n"), ("loop.py", "for i in range(3):\n    print(i)\n"), ("blank.py", " \n")],
)
def test_a_file_without_a_model_is_nothing_to_grade_and_leaves_no_child(
    name: str, text: str, tmp_path: Path, assignment1: Assignment
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NothingToGrade):
        grade([path], assignment1, NO_TRAINING, silent)
    assert children() == []


def test_a_missing_file_is_nothing_to_grade(tmp_path: Path, assignment1: Assignment) -> None:
    with pytest.raises(NothingToGrade):
        grade([tmp_path / "none.py"], assignment1, NO_TRAINING, silent)
    assert children() == []


def test_a_right_submission_earns_everything_but_what_was_skipped(assignment1: Assignment) -> None:
    told: list[PartReport] = []
    listener = Listener(told.append)
    report = grade([EXAMPLES / "right_functional.py"], assignment1, NO_TRAINING, silent, listener)
    assert tuple(told) == report.parts
    results = [result for part in report.parts for result in part.results]
    assert {r.id: r.status for r in results if r.status != "passed"} == {"accuracy": "skipped"}
    assert (report.points, report.earned) == (100, 92)
    assert [part.parameters for part in report.parts] == [part.expected_parameters for part in report.parts]
    assert (report.data, report.provisional) == ((), False)
    assert children() == []
