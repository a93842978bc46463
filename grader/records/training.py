"""What crosses between the grader and the confined process that trains a model."""

import msgspec

from grader.records.assignment import Recipe
from grader.records.graph import Graph


class Training(msgspec.Struct, frozen=True):
    """All that the process is told."""

    graph: Graph
    recipe: Recipe
    material: str
    """The path of a safetensors file with the images and the training labels, and no test labels."""
    seed: int


class Step(msgspec.Struct, frozen=True, tag="step", forbid_unknown_fields=True):
    """How far it is."""

    done: int
    total: int


class Answered(msgspec.Struct, frozen=True, tag="answered", forbid_unknown_fields=True):
    """The answers to the test images before the training, or after an epoch with this mean loss."""

    loss: float | None
    answers: bytes
    """Integers in the order, shape and type that the task says."""


class Done(msgspec.Struct, frozen=True, tag="done", forbid_unknown_fields=True):
    """The training is over."""


Said = Step | Answered | Done
