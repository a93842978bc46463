"""The types of evidence that a check may ask for. Evidence that no check asks for is never computed.

Besides these types, a check may ask for `Graph` (what the student's model does), `Curve` (the history of its
brief training) and `Threshold` (the part's threshold for the data that it was trained on). All evidence is
plain data: a student's model is computed elsewhere, within bounds.
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
from grader.records.source import Candidate, LeftOut, Problem

__all__ = [
    "UNTOLD",
    "Alone",
    "Attempt",
    "Carrying",
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
    """The student's model as it was found, and the outcome of running it.

    `candidate` and `outcome` are None if the file contains no model for this part.
    """

    model: str
    candidate: Candidate | None
    outcome: Outcome | None
    problems: tuple[Problem, ...]
    others: tuple[str, ...] = ()
    """The names of the models that serve no part, if the part has none."""
    serves_as: str = ""
    """The name that is asked for where the model with this part's name serves, if it serves another one."""

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The names that the model uses and that only work that is not done here can define."""
        return self.candidate.left_out if self.candidate else ()

    @property
    def broken(self) -> Broken | None:
        """Why there is no Graph; None if there is one."""
        return self.outcome if isinstance(self.outcome, Broken) else None


@dataclass(frozen=True)
class Carrying:
    """A model as it is written, and without what carries nothing to the output, such as `e * 0`.

    Other evidence is about the latter.
    """

    written: Graph
    carrying: Graph


@dataclass(frozen=True)
class Comparison:
    """The student's layers, aligned with those of the nearest reference."""

    student: tuple[Layer, ...]
    expected: tuple[Layer, ...]
    pairs: tuple[LayerPair, ...]
    graph: Graph
    reference: Graph


@dataclass(frozen=True)
class Forward:
    """The outputs of student and reference for one random batch in evaluation mode, with the same weights.

    Weights are copied in the order in which they are used. If they do not fit, `student` is None, and
    `misfit` is the first two shapes that differ.
    """

    student: torch.Tensor | None
    reference: torch.Tensor
    misfit: tuple[tuple[int, ...] | None, tuple[int, ...] | None] | None = None


@dataclass(frozen=True)
class Independence:
    """How one image's output changes, in evaluation mode, when the other images of its batch change.

    `difference` is the largest change, and `scale` the largest output; both may be NaN. `difference` is None
    if there is not one output for each image.
    """

    graph: Graph
    difference: float | None
    scale: float


@dataclass(frozen=True)
class Foresight:
    """How much the outputs of the first steps change when the last steps of a sequence do."""

    graph: Graph
    difference: float | None
    """None if there is not one output for each step."""
    scale: float


@dataclass(frozen=True)
class Alone:
    """What comes out, in evaluation mode, when the batch is a single image."""

    graph: Graph
    shape: tuple[int, ...] | None
    """None if the model takes batches of one size alone."""


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
    """The sizes of the weights' gradients, for a random batch in training mode.

    The loss is the sum of the outputs, each with a random factor, and so works for any shape of output.
    `largest` contains the largest absolute value by the weight's index, without weights that the loss does
    not depend on.
    """

    graph: Graph
    largest: Mapping[int, float]
