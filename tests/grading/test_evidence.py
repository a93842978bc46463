"""One submission's evidence leaves nothing behind for the next one's."""

import torch

from grader.checks import Assignment
from grader.checks.evidence import Attempt, Curve, Graph
from grader.grading.evidence import Evidence
from grader.records.assignment import Recipe
from grader.records.capture_protocol import Captured
from tests.hosts import measuring


def untrained(_graph: Graph, _recipe: Recipe, _seed: int) -> Curve:
    raise AssertionError("no check asks for a training here")


def evidence(assignment: Assignment) -> Evidence:
    """That of a submission which is the solution itself."""
    part = next(part for part in assignment.parts if part.model == "LeNet5")
    (graph,) = part.references.values()
    return Evidence(part, Attempt(part.model, None, Captured(graph, "LeNet5()"), ()), untrained, measuring())


def test_evidence_keeps_its_outputs_when_a_check_writes_into_them(assignment1: Assignment) -> None:
    first = evidence(assignment1).forward
    assert first.student is not None
    expected = first.reference.clone()
    first.reference.zero_()
    first.student.zero_()
    again = evidence(assignment1).forward
    assert again.student is not None
    assert torch.equal(again.reference, expected)
    assert torch.equal(again.student, expected)
