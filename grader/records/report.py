"""The result of grading one submission: everything that a report shows, in both languages."""

import math
from typing import Literal

import msgspec

from grader.base.text import Text
from grader.records.capture_protocol import Reason
from grader.records.deadline import Deadline, Lateness
from grader.records.measure import Measure
from grader.records.points import added, scaled
from grader.records.provenance import Provenance
from grader.records.source import File, Position, Prose

Status = Literal["passed", "partial", "failed", "blocked", "error", "skipped"]


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What one check found. `skipped` is a check that was not asked for (`--no-training`)."""

    id: str
    title: Text
    status: Status
    points: float
    earned: float
    provisional: bool = False
    """The points rest on stand-in data and may change on the real data."""
    message: Text | None = None
    expected: Text | None = None
    found: Text | None = None
    hint: Text | None = None
    at: tuple[Position, ...] = ()
    blocked_by: str | None = None
    """The id of the check whose failure blocks this one."""
    trained: bool = False
    """The answer came with the brief training, after those of the other checks."""
    hidden: Literal[True] | msgspec.UnsetType = msgspec.UNSET
    """Students do not see this check before the due date."""


class ShownLayer(msgspec.Struct, frozen=True, kw_only=True):
    """A layer as the lecture writes it."""

    kind: str
    """The torch name of the layer, e.g. `Conv2d`."""
    notation: str
    """The lab's notation, e.g. `[5x5x3]x6, s1, p0` or `MaxPool, k2, s2`."""
    shape: str
    """The feature map after it, `28x28x6`, or the length of a vector, `400`."""
    weights: int
    """Weights without biases."""
    parameters: int
    """Weights and biases."""
    at: Position | None = None
    joins: tuple[int, ...] = ()
    """The places, from 0, of the layers whose feature maps it brings together: where a skip begins."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the layer table: the student's layer beside the expected one, as in a diff."""

    kind: Literal["same", "follows", "changed", "missing", "extra", "free"]
    """`follows` is a right layer that differs because of one before it; `free` is a layer where any that obey
    the rules will do."""
    layer: ShownLayer | None
    expected: ShownLayer | None


class Epoch(msgspec.Struct, frozen=True):
    """One pass over the training data."""

    loss: float | None
    """The mean over the epoch; None if it was no longer finite, which ended the training."""
    score: float
    """On the test images, in the curve's measure."""


class Picture(msgspec.Struct, frozen=True):
    """A small picture."""

    width: int
    height: int
    png: bytes


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """A test image, and what the trained model makes of it."""

    image: Picture
    truth: Picture | str
    """The image's class, the image itself, or its mask."""
    output: Picture | str


class TrainingRun(msgspec.Struct, frozen=True, kw_only=True):
    """One of several trainings of the same model."""

    seed: int
    score: float | None
    """After its last epoch; None if it did not come to its end."""
    counts: bool
    """It learnt: its score is above chance."""


class Repeats(msgspec.Struct, frozen=True, kw_only=True):
    """A doubtful training and those that followed it."""

    why: Literal["chance", "line"]
    """The first stayed at chance, or came out just below the line for full marks."""
    runs: tuple[TrainingRun, ...]
    """The doubtful one first."""


class Curve(msgspec.Struct, frozen=True, kw_only=True):
    """The brief training's history; of several, that of the first that learnt."""

    data: str
    data_title: Text
    device: str
    seed: int
    train_images: int
    test_images: int
    measure: Measure
    before: float | None
    """The score on the test images before training; None if no answer came at all."""
    epochs: tuple[Epoch, ...]
    by_class: dict[str, float] = {}
    """The last score of each class by its name, where the measure has one a class."""
    samples: tuple[Sample, ...] = ()
    stopped: Reason | None = None
    """Why the training did not come to its end: it took too long, or too much memory, or the like."""
    seconds: float
    reused: bool = False
    """It was done before, for an equal model on the same data."""
    repeats: Repeats | None = None
    """All trainings, if there were several; `seconds` are those of all."""

    @property
    def score(self) -> float:
        """The last score that was measured; of several trainings, the mean of those that learnt.

        Raises:
            ValueError: none was, as the training stopped before any answer came.
        """
        counted = [run.score for run in self.repeats.runs if run.counts] if self.repeats else []
        if scores := [score for score in counted if score is not None]:
            return math.fsum(scores) / len(scores)
        last = self.epochs[-1].score if self.epochs else self.before
        if last is None:
            raise ValueError("the training gave no answer")
        return last


class GradedModel(msgspec.Struct, frozen=True, kw_only=True):
    """Which of the student's models was graded, and why it was that one."""

    name: str
    made_by: str | None
    why: Text
    at: Position


class PartReport(msgspec.Struct, frozen=True, kw_only=True):
    """One model of the assignment."""

    id: str
    title: Text
    taken: GradedModel | None
    results: tuple[Result, ...]
    layers: tuple[Row, ...] = ()
    weights: int | None = None
    parameters: int | None = None
    expected_parameters: int | None = None
    training: Curve | None = None
    weighted: float | msgspec.UnsetType = msgspec.UNSET
    """The points of the total that this part has by its weight; unset: those that its checks sum to."""
    hidden: float | msgspec.UnsetType = msgspec.UNSET
    """The points of the checks that are left out here, since students do not see them before the due date."""

    @property
    def points(self) -> float:
        """The most that the checks of this part can earn."""
        return added(result.points for result in self.results)

    @property
    def earned(self) -> float | None:
        """The points earned; None if a fault of the grader's own withholds them."""
        if any(result.status == "error" for result in self.results):
            return None
        return added(result.earned for result in self.results)

    @property
    def worth(self) -> float:
        """The most that this part can bring to the total."""
        return self.points if isinstance(self.weighted, msgspec.UnsetType) else self.weighted

    @property
    def counted(self) -> float | None:
        """What this part brings to the total; None if that is withheld."""
        return None if self.earned is None else self.of_total(self.earned)

    def of_total(self, points: float) -> float:
        """Return what points of this part's checks are in the total."""
        if isinstance(self.weighted, msgspec.UnsetType):
            return points
        return scaled(points, self.points, self.weighted)


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """The code of one cell or script as the student wrote it, so that a report can show it."""

    file: str
    cell: int | None
    """Counted as in a `Position`."""
    lines: tuple[str, ...]
    whole: bool = True
    """False where the lines after these were too many to be kept."""
    model: tuple[tuple[int, int], ...] = ()
    """The first and the last line, from 1, of each statement that the graded models are made of."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One graded submission."""

    format: Literal[1] = 1
    grader: str
    """The grader's version."""
    assignment: str
    title: Text
    files: tuple[File, ...]
    data: tuple[str, ...]
    """The data sets that the models were trained on."""
    provenance: Provenance | msgspec.UnsetType = msgspec.UNSET
    """What the score rests on; unset in reports of a grader that did not tell yet."""
    device: str
    confinement: Text
    """How what is not trusted was run."""
    official: bool = False
    """Whether the score counts; a student's own check does not."""
    parts: tuple[PartReport, ...]
    listings: tuple[Listing, ...] = ()
    """The student's code, in the order of the submission."""
    prose: tuple[Prose, ...] = ()
    """The student's Markdown cells, in the order of the submission; not all of them if they are long."""
    notices: tuple[Text, ...] = ()
    """What the reader must know about this run: stand-in data, no training, unreadable cells."""
    points: float
    earned: float | None
    """What counts, after any deduction for lateness; None if it is withheld for a person to look at."""
    provisional: bool
    seconds: float
    deadline: Deadline | msgspec.UnsetType = msgspec.UNSET
    """When the assignment was due, and what lateness costs; unset where nothing is said of either."""
    late: Lateness | msgspec.UnsetType = msgspec.UNSET
    """Whether the submission came late; unset where there is nothing to say of it."""
    hidden: float | msgspec.UnsetType = msgspec.UNSET
    """The points of the total that are left out here, since students do not see them before the due date."""

    @property
    def deducted(self) -> float:
        """The points that lateness costs."""
        return self.late.deducted if isinstance(self.late, Lateness) else 0.0

    @property
    def raw(self) -> float | None:
        """What was earned before any deduction for lateness; None if it is withheld."""
        counted = [part.counted for part in self.parts]
        return None if None in counted else added(each or 0.0 for each in counted)
