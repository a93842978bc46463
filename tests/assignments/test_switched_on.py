"""The course's parts beside its models, which one word in an assignment's file switches on."""

from pathlib import Path

import pytest

from grader import intake
from grader.checks.assignment import Assignment
from grader.grading import course
from grader.grading.grade import grade
from grader.grading.trainer import Settings
from grader.records.report import Result
from tests.assignments.switching import Switch, switched
from tests.hosts import shared

__all__ = ["switched"]

pytestmark = pytest.mark.slow


def results(assignment: Assignment, part: str, file: Path) -> dict[str, Result]:
    report = grade(intake.read(file), assignment, Settings(training=False), shared(), lambda *_: None)
    (found,) = [each for each in report.parts if each.id == part]
    return {result.id: result for result in found.results}


def changed(file: Path, old: str, new: str) -> Path:
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
    return file


def test_the_accuracy_function_of_assignment0_can_be_switched_on(switched: Switch, tmp_path: Path) -> None:
    assignment = switched("assignment0", "GRADED_ACCURACY")
    file = tmp_path / "reference" / "assignment0.py"

    right = results(assignment, "accuracy", file)
    wrong = results(assignment, "accuracy", changed(file, "    network.eval()\n", ""))

    assert {each.status for each in right.values()} == {"passed"}
    assert sum(each.points for each in right.values()) <= 15
    assert {name for name, each in wrong.items() if each.status != "passed"} == {"function_values"}


def test_the_training_loop_of_assignment1_can_be_switched_on(switched: Switch, tmp_path: Path) -> None:
    assignment = switched("assignment1", "GRADED_LOOP")
    file = tmp_path / "reference" / "assignment1.py"

    right = results(assignment, "training", file)
    wrong = results(assignment, "training", changed(file, "        optimizer.zero_grad()\n", ""))

    assert {each.status for each in right.values()} == {"passed"}
    assert sum(each.points for each in right.values()) == 15
    assert {name for name, each in wrong.items() if each.status != "passed"} == {"loop_zeroes"}


@pytest.mark.parametrize("name", ["assignment0", "assignment1"])
def test_the_parts_are_switched_off(name: str) -> None:
    assignment = course.load(name)

    assert assignment.code_parts == []
    assert sum(check.points for part in assignment.every_part for check in part.checks) == 100
