"""What a check may ask for, by type. Whatever no check asks for is never computed.

Besides the types here a check may ask for `Graph` (what the student's model does), `Curve` (the history of
its brief training) and `Threshold` (the line of the part for the data that was trained on). All of it is
plain data: a student's model is computed elsewhere, in bounds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import torch

from grader.analysis.alignment import LayerPair
from grader.analysis.layers import Layer
from grader.records.assignment import Recipe, Threshold
from grader.records.capture_protocol import Broken, Outcome
from grader.records.graph import Graph
from grader.records.report import Curve
from grader.records.source import Candidate, Problem

__all__ = [
    "UNTOLD",
    "Attempt",
    "Comparison",
    "Curve",
    "Forward",
    "Gradients",
    "Graph",
    "Independence",
    "Recipe",
    "Tail",
    "Threshold",
]


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


@dataclass(frozen=True)
class Independence:
    """What becomes of one image's output, in evaluation mode, when the other images of its batch change.

    `difference` is the largest one, beside `scale`, the largest output; None if there is no output for each
    image. Neither need be a number.
    """

    graph: Graph
    difference: float | None
    scale: float


@dataclass(frozen=True)
class Tail:
    """What becomes of the last layer's output on its way out of the model.

    Of logits nothing does, or what leaves them logits: it is linear, and an average of them. So equal numbers
    stay what they are.
    """

    graph: Graph | None
    """The operations, from the last layer's output on; None if there are none that could be told apart."""
    made: float | None
    """What a 3 becomes among nothing but threes, the value that is farthest off; None if it is unknown."""
    keeps: bool
    """Whether equal numbers stay what they are, large and negative ones too."""
    is_linear: bool


UNTOLD: Final = Tail(None, None, keeps=True, is_linear=True)
"""Of a model whose output is its last layer's own, or comes from several layers."""


@dataclass(frozen=True)
class Gradients:
    """How large the gradients of the weights are, for a random batch in training mode.

    The loss is a sum of the outputs, each with a random factor: that there is one does not depend on the
    output's shape. `largest` holds the largest absolute value by the weight's index; a weight that the loss
    does not depend on is not in it.
    """

    graph: Graph
    largest: Mapping[int, float]
