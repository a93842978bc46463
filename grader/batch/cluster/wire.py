"""The records that travel between the TA's machine and the workers, as JSON."""

import msgspec

from grader.base.text import Text
from grader.batch.worker import Graded
from grader.grading.trainer import Need
from grader.records.assignment import Recipe
from grader.records.graph import Graph
from grader.records.provenance import Installation
from grader.records.report import Curve


class Images(msgspec.Struct, frozen=True):
    """A data set that is sent as a prepared file."""

    need: Need
    """What recipes that use it ask for."""
    file: str
    """The sha256 of the file's bytes."""
    notices: tuple[Text, ...]
    """What a reader must know about the data; the file does not contain it."""


class BatchOrder(msgspec.Struct, frozen=True):
    """The order that every worker of a batch is given."""

    installation: Installation
    assignment: str
    device: str
    training: bool
    confined: bool
    """Whether a worker that cannot confine is refused."""
    images: tuple[Images, ...]


class ClusterTraining(msgspec.Struct, frozen=True):
    """A model to train, once in the cluster."""

    key: str
    """The key from `grader.training.curve_cache.key`."""
    graph: Graph
    recipe: Recipe
    seed: int


class Answer(msgspec.Struct, frozen=True):
    """The result of grading a submission, or of a training."""

    graded: Graded | None = None
    wanted: ClusterTraining | None = None
    """The training that must be done before the submission can be graded."""
    curve: Curve | None = None
    fault: Text | None = None
    """Why there is no result."""
    final: bool = False
    """Whether another worker would fail in the same way."""
