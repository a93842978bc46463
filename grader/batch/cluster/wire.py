"""What travels between the TA's machine and the workers, as JSON."""

import msgspec

from grader.batch.edition import Edition
from grader.batch.worker import Graded
from grader.grading.trainer import Need
from grader.records.assignment import Recipe
from grader.records.graph import Graph
from grader.records.report import Curve
from grader.records.text import Text


class Images(msgspec.Struct, frozen=True):
    """A data set that travels as a prepared file."""

    need: Need
    """Which recipes ask for it."""
    file: str
    """The sha256 of the file's bytes."""
    notices: tuple[Text, ...]
    """What a reader must know about the data; the file does not hold it."""


class Order(msgspec.Struct, frozen=True):
    """What every worker of a batch is told."""

    edition: Edition
    assignment: str
    device: str
    training: bool
    confined: bool
    """Whether a worker that cannot confine is refused."""
    images: tuple[Images, ...]


class Training(msgspec.Struct, frozen=True):
    """A model that is to be trained, once in the cluster."""

    key: str
    """Of `grader.training.kept.key`."""
    graph: Graph
    recipe: Recipe
    seed: int


class Answer(msgspec.Struct, frozen=True):
    """What became of a submission, or of a training."""

    graded: Graded | None = None
    wanted: Training | None = None
    """The submission cannot be graded before this is trained."""
    curve: Curve | None = None
    fault: Text | None = None
    """Why there is none of these."""
    final: bool = False
    """Whether that would be the same elsewhere."""
