"""Every example gets the verdicts that its own first lines ask for."""

from pathlib import Path

import pytest

from grader.authoring.expectations import (
    checks,
    examples,
    expectation,
    flaws,
    remarks,
    results,
    surprises,
    untold,
)
from grader.authoring.validate import unshown
from grader.base.cache import folder
from grader.base.progress import silent
from grader.checks.assignment import Assignment
from grader.checks.evidence import Curve
from grader.grading import course
from grader.grading.grade import grade
from grader.grading.trainer import Settings
from grader.intake import read
from tests.hosts import shared

FILES = [(name, path) for name in course.names() for path in examples(course.load(name))]
TRAINED = {
    "assignment0": (
        "right_lab_notebook.ipynb",
        "right_flatten_outside.py",
        "wrong_slp_softmax.ipynb",
        "wrong_mlp_no_sigmoid.ipynb",
        "wrong_cifar_sigmoid.ipynb",
        "wrong_cifar_zero_weights.py",
    ),
    "assignment1": (
        "right_lab_notebook.ipynb",
        "wrong_softmax.ipynb",
        "wrong_sigmoid.py",
    ),
    "assignment2": ("wrong_no_skips.py", "wrong_classifier_zero_weights.py"),
    "assignment3": ("right_narrow.ipynb", "wrong_equal_weights.py"),
}
"""Examples whose training is run as well; for the others the calibration stands."""


def id_of(value: object) -> str:
    return value.name if isinstance(value, Path) else str(value)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        pytest.param(name, path, marks=pytest.mark.slow if "endless" in path.name else ())
        for name, path in FILES
    ],
    ids=id_of,
)
def test_examples_get_the_statuses_they_ask_for(name: str, path: Path) -> None:
    assignment = course.load(name)
    expected = expectation(remarks(path)["expect"]).statuses(assignment, training=False)
    report = grade(read(path), assignment, Settings(data=("standin",), training=False), shared(), silent)
    assert surprises(report, expected) == []
    assert untold(report) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "file"), [(name, file) for name, files in TRAINED.items() for file in files], ids=id_of
)
def test_examples_when_trained_get_the_statuses_they_ask_for(name: str, file: str) -> None:
    assignment = course.load(name)
    path = assignment.here / "examples" / file
    settings = Settings(data=("standin",), device="cpu", trainings=folder("trainings"))
    report = grade(read(path), assignment, settings, shared(), silent)
    expected = expectation(remarks(path)["expect"]).statuses(assignment, training=True)
    assert surprises(report, expected) == []
    trained = {check.id for check in checks(assignment) if Curve in check.evidence}
    assert {result.id for result in results(report).values() if result.provisional} == trained


@pytest.mark.parametrize(("name", "path"), FILES, ids=id_of)
def test_examples_name_real_checks_and_say_what_is_wrong(name: str, path: Path) -> None:
    assert flaws(path, course.load(name)) == []


def test_examples_fail_every_check(assignment: Assignment) -> None:
    assert unshown(assignment) == []


@pytest.mark.parametrize(
    "line", ["runs", "runs broken", "rest blocked, runs failed", "rest failed", "runs failed,"]
)
def test_expectation_refuses_a_line_outside_the_grammar(line: str) -> None:
    with pytest.raises(ValueError, match="no expectation"):
        expectation(line)
