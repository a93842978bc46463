"""What travels between the TA's machine and the workers, as JSON."""

import msgspec

from grader.base.text import Text
from grader.batch.worker import Graded
from grader.grading.trainer import Need
from grader.records.assignment import Recipe
from grader.records.graph import Graph
from grader.records.provenance import Installation
from grader.records.report import Curve


class Images(msgspec.Struct, frozen=True):
    """A data set that travels as a prepared file."""

    need: Need
    """Which recipes ask for it."""
    file: str
    """The sha256 of the file's bytes."""
    notices: tuple[Text, ...]
    """What a reader must know about the data; the file does not hold it."""


class BatchOrder(msgspec.Struct, frozen=True):
    """What every worker of a batch is told."""

    installation: Installation
    assignment: str
    device: str
    training: bool
    confined: bool
    """Whether a worker that cannot confine is refused."""
    images: tuple[Images, ...]


class ClusterTraining(msgspec.Struct, frozen=True):
    """A model that is to be trained, once in the cluster."""

    key: str
    """Of `grader.training.curve_cache.key`."""
    graph: Graph
    recipe: Recipe
    seed: int


class Answer(msgspec.Struct, frozen=True):
    """What became of a submission, or of a training."""

    graded: Graded | None = None
    wanted: ClusterTraining | None = None
    """The submission cannot be graded before this is trained."""
    curve: Curve | None = None
    fault: Text | None = None
    """Why there is none of these."""
    final: bool = False
    """Whether that would be the same elsewhere."""
