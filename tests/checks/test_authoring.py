"""An assignment that is written wrong fails when it is imported, not when a student is graded."""

from pathlib import Path

import pytest

import assignments.assignment1
from grader.checks import Assignment, Part
from grader.checks.evidence import Attempt, Graph
from grader.records.text import Text, same

HERE = Path(assignments.assignment1.__file__).parent


def part() -> Part:
    return Assignment("assignment1", HERE).part(
        id="p", model="M", title=same("M"), input=(3, 32, 32), output=(10,), references=("LeNet5",)
    )


def test_two_checks_of_one_name_are_refused() -> None:
    made = part()

    def runs(attempt: Attempt) -> None:
        """Full marks."""

    made.check(points=1, title=same("runs"))(runs)
    with pytest.raises(ValueError, match="runs"):
        made.check(points=1, title=same("runs"))(runs)


def test_evidence_is_read_from_the_types_of_the_arguments() -> None:
    made = part()

    @made.check(points=1, title=same("both"))
    def both(attempt: Attempt, graph: Graph) -> None:
        """Full marks."""

    assert both.evidence == (Attempt, Graph)


def test_missing_language_is_refused() -> None:
    with pytest.raises(ValueError, match="ko"):
        Text(ko=" ", en="only English")


def test_reference_that_was_never_captured_is_refused() -> None:
    with pytest.raises(KeyError, match="AlexNet"):
        Assignment("assignment1", HERE).part(
            id="p", model="M", title=same("M"), input=(3,), output=(10,), references=("AlexNet",)
        )
