"""Grade a Graph by itself, without a file: what needs no training."""

from typing import Final, NoReturn

from grader.analysis.rules.simplify import simplify
from grader.capture.measuring import Measuring
from grader.checks.assignment import Part
from grader.checks.evidence import Attempt, Graph
from grader.grading.evaluate import Evaluation
from grader.grading.evidence import Evidence
from grader.records.capture_protocol import Captured
from grader.records.report import Result
from grader.records.source import Candidate, Line, Position

NOWHERE: Final = Line(0, 1)


def grade_graph(part: Part, graph: Graph, measuring: Measuring) -> tuple[Result, ...]:
    """Return the results of a part's checks for a model that is known by its Graph alone.

    Args:
        part: the part of the assignment.
        graph: the model, with trusted shapes (`grader.capture.verify`).
        measuring: computes the model.
    """
    candidate = Candidate(part.model, "class", NOWHERE, (), (), written=True)
    attempt = Attempt(part.model, candidate, Captured(simplify(graph), part.model), ())
    evidence = Evidence(part, attempt, _train, measuring)
    evaluation = Evaluation(part.checks, evidence, _located, training=False, provisional=lambda: False)
    evaluation.before_training()
    return evaluation.results


def _train(*_: object) -> NoReturn:
    raise AssertionError("nothing is trained here")


def _located(line: Line) -> Position:
    return Position("", None, line.line, "")
