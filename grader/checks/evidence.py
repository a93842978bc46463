"""What a check may ask for, by type. Whatever no check asks for is never computed.

Besides the types here a check may ask for `Graph` (what the student's model does), `Replay` (the model
rebuilt, with fresh weights of the grader's own), `Curve` (the history of its brief training) and `Threshold`
(the line of the part for the data that was trained on).
"""

from dataclasses import dataclass

import torch

from grader.analysis.alignment import LayerPair
from grader.analysis.layers import Layer
from grader.capture.replay import Replay
from grader.records.assignment import Recipe, Threshold
from grader.records.capture_protocol import Broken, Outcome
from grader.records.graph import Graph
from grader.records.report import Curve
from grader.records.source import Candidate, Problem

__all__ = ["Attempt", "Comparison", "Curve", "Forward", "Graph", "Recipe", "Replay", "Threshold"]


@dataclass(frozen=True)
class Attempt:
    """The student's model as it was found, and what came of running it.

    `candidate` and `outcome` are None if the file holds no model for this part.
    """

    model: str
    candidate: Candidate | None
    outcome: Outcome | None
    problems: tuple[Problem, ...]

    @property
    def broken(self) -> Broken | None:
        """Why there is no Graph, if there is none."""
        return self.outcome if isinstance(self.outcome, Broken) else None


@dataclass(frozen=True)
class Comparison:
    """The student's layers beside those of the nearest reference, aligned."""

    student: tuple[Layer, ...]
    expected: tuple[Layer, ...]
    pairs: tuple[LayerPair, ...]
    graph: Graph
    reference: Graph


@dataclass(frozen=True)
class Forward:
    """The outputs of student and reference for one random batch in evaluation mode, with the same weights.

    Weights are handed over in the order in which they are used. `student` is None if they do not fit, and
    `misfit` then says the first two shapes that differ.
    """

    student: torch.Tensor | None
    reference: torch.Tensor
    misfit: tuple[tuple[int, ...] | None, tuple[int, ...] | None] | None = None
