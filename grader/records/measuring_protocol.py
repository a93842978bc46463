"""What crosses between the grader and the confined process that computes a submission's Graphs.

Arrays are safetensors. The process is told no label, no output of a reference and no result.
"""

from typing import Literal

import msgspec

from grader.records.graph import Graph, Shape

Shapes = tuple[tuple[Shape, ...], ...]
"""Of every result of every node."""


class ShapesWanted(msgspec.Struct, frozen=True, tag="shapes", forbid_unknown_fields=True):
    """Compute a Graph on trial: is it one that can be computed, and what shapes do its results have?"""

    graph: Graph


class OutputsWanted(msgspec.Struct, frozen=True, tag="outputs", forbid_unknown_fields=True):
    """Compute a batch in evaluation mode."""

    graph: Graph
    images: bytes
    """A tensor `images`."""
    weights: int | bytes
    """The seed that they are drawn from; or the weights themselves, by their indices, the others at zero."""
    kept: int | None
    """Of how many images the outputs are wanted, counted from the first; None for all."""


class GradientsWanted(msgspec.Struct, frozen=True, tag="gradients", forbid_unknown_fields=True):
    """Compute a batch in training mode, and the gradients of a sum of its outputs with random factors."""

    graph: Graph
    images: bytes
    """A tensor `images`."""
    seed: int
    """Of the weights, the factors and dropout."""


Wanted = ShapesWanted | OutputsWanted | GradientsWanted


class Tried(msgspec.Struct, frozen=True, tag="tried", forbid_unknown_fields=True):
    """The shape of every result of every node."""

    shapes: Shapes


class Computed(msgspec.Struct, frozen=True, tag="computed", forbid_unknown_fields=True):
    """What the Graph makes of a batch."""

    shape: tuple[int, ...]
    """Of all that it returns."""
    values: bytes
    """A tensor `outputs`: what was wanted of it, in float32."""


class Differentiated(msgspec.Struct, frozen=True, tag="differentiated", forbid_unknown_fields=True):
    """The largest absolute value of each weight's gradient, by its index, where there is a gradient."""

    largest: dict[int, float]


class Uncomputed(msgspec.Struct, frozen=True, tag="uncomputed", forbid_unknown_fields=True):
    """The Graph breaks a bound, or one of its operations does not take its arguments."""

    reason: Literal["exception", "memory", "beyond", "invalid"]
    why: str


Answer = Tried | Computed | Differentiated | Uncomputed
