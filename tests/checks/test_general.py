"""Criteria that hold of any model are marked as such, so that nothing passes for nothing."""

import msgspec
import pytest

from grader.checks.assignment import Part
from grader.checks.checked_part import Check
from grader.checks.evidence import Attempt, Curve
from grader.checks.verdict import Failed
from grader.grading import course
from grader.grading.evidence import Evidence
from grader.records.capture_protocol import Captured
from grader.records.graph import Graph, Input
from grader.records.source import Candidate, Line
from tests.hosts import measuring

PARTS = [part for name in course.names() for part in course.load(name).parts]


def empty(part: Part) -> Graph:
    """A model without layers, which returns its input."""
    like = next(iter(part.solutions.values()))
    size = (like.input[0], *part.input)
    return msgspec.structs.replace(
        like, input=size, nodes=(), output=Input(), output_training=Input(), tensors=(), modules=()
    )


def holds(check: Check, evidence: Evidence) -> bool:
    try:
        answer = check.function(*(evidence.of(kind) for kind in check.evidence))
    except Failed:
        return False
    return answer is None or answer.fraction > 0


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.id)
def test_whatever_holds_of_a_model_without_layers_is_general(part: Part) -> None:
    model = Candidate(part.model, "class", Line(0, 1), (), (), True)
    attempt = Attempt(part.model, model, Captured(empty(part), ""), ())
    evidence = Evidence(part, attempt, lambda *_: pytest.fail("it trains"), measuring())
    asked = [check for check in part.checks if Curve not in check.evidence and not check.general]
    assert asked
    assert [check.id for check in asked if holds(check, evidence)] == []
