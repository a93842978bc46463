"""Every example and every mistake gets the verdicts that it expects."""

import pytest

from grader.authoring.examples import Example, examples, flaws, submitted
from grader.authoring.expectations import checks, expectation, results, surprises, untold
from grader.authoring.validate import unshown
from grader.base.cache import folder
from grader.base.progress import silent
from grader.checks.assignment import Assignment
from grader.checks.evidence import Curve
from grader.grading import course
from grader.grading.grade import grade
from grader.grading.trainer import Settings
from grader.intake import read
from grader.records.report import Report
from tests.hosts import shared

EXAMPLES = [(name, example) for name in course.names() for example in examples(course.load(name))]
TRAINED = {
    "assignment0": (
        "right_lab_notebook.ipynb",
        "right_flatten_outside.py",
        "slp_softmax",
        "mlp_no_sigmoid",
        "cifar_sigmoid",
        "cifar_zero_weights",
    ),
    "assignment1": (
        "right_lab_notebook.ipynb",
        "softmax",
        "sigmoid",
    ),
    "assignment2": ("no_skips", "classifier_zero_weights"),
    "assignment3": ("right_narrow.ipynb", "wrong_equal_weights.py"),
}
"""Examples whose training is run as well; for the others the calibration stands."""


def graded(example: Example, assignment: Assignment, settings: Settings) -> Report:
    with submitted(example) as path:
        return grade(read(path), assignment, settings, shared(), silent)


def id_of(value: object) -> str:
    return value.name if isinstance(value, Example) else str(value)


@pytest.mark.parametrize(
    ("name", "example"),
    [
        pytest.param(name, example, marks=pytest.mark.slow if "endless" in example.name else ())
        for name, example in EXAMPLES
    ],
    ids=id_of,
)
def test_examples_get_the_statuses_they_ask_for(
    name: str, example: Example, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "endless" in example.name:
        monkeypatch.setattr("grader.capture.capture.JOB_SECONDS", 3.0)
    assignment = course.load(name)
    expected = example.expectation().statuses(assignment, training=False)
    report = graded(example, assignment, Settings(data=("standin",), training=False))
    assert surprises(report, expected) == []
    assert untold(report) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "example"),
    [(name, example) for name, example in EXAMPLES if example.name in TRAINED[name]],
    ids=id_of,
)
def test_examples_when_trained_get_the_statuses_they_ask_for(name: str, example: Example) -> None:
    assignment = course.load(name)
    settings = Settings(data=("standin",), device="cpu", trainings=folder("trainings"))
    report = graded(example, assignment, settings)
    expected = example.expectation().statuses(assignment, training=True)
    assert surprises(report, expected) == []
    trained = {check.id for check in checks(assignment) if Curve in check.evidence}
    assert {result.id for result in results(report).values() if result.provisional} == trained


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=id_of)
def test_examples_name_real_checks_and_say_what_is_wrong(name: str, example: Example) -> None:
    assert flaws(example, course.load(name)) == []


def test_examples_fail_every_check(assignment: Assignment) -> None:
    assert unshown(assignment) == []


@pytest.mark.parametrize(
    "line", ["runs", "runs broken", "rest blocked, runs failed", "rest failed", "runs failed,"]
)
def test_expectation_refuses_a_line_outside_the_grammar(line: str) -> None:
    with pytest.raises(ValueError, match="no expectation"):
        expectation(line)


def test_examples_whose_training_is_run_exist() -> None:
    names = {(name, example.name) for name, example in EXAMPLES}
    assert {(name, example) for name, found in TRAINED.items() for example in found} <= names
