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
from grader.records.repair import Hints, Repair
from grader.records.source import File, Position, Prose

Status = Literal["passed", "partial", "failed", "blocked", "error", "skipped"]


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What one check found. `skipped` means that the check was not requested (`--no-training`)."""

    id: str
    title: Text
    status: Status
    points: float
    earned: float
    provisional: bool = False
    """Whether the points are based on stand-in data and may change on the real data."""
    message: Text | None = None
    expected: Text | None = None
    found: Text | None = None
    hint: Text | None = None
    at: tuple[Position, ...] = ()
    blocked_by: str | None = None
    """The id of the check whose failure blocks this one."""
    trained: bool = False
    """Whether the result came from the brief training, after those of the other checks."""
    hidden: Literal[True] | msgspec.UnsetType = msgspec.UNSET
    """Students do not see this check before the due date."""
    awaited: Literal[True] | msgspec.UnsetType = msgspec.UNSET
    """A person grades this, and has not yet; unset for all else."""


class ShownLayer(msgspec.Struct, frozen=True, kw_only=True):
    """A layer in the notation of the lecture."""

    kind: str
    """The torch name of the layer, e.g. `Conv2d`."""
    notation: str
    """The lab's notation, e.g. `[5x5x3]x6, s1, p0` or `MaxPool, k2, s2`."""
    shape: str
    """The shape of the feature map after the layer, `28x28x6`, or the length of a vector, `400`."""
    weights: int
    """Number of weights, without biases."""
    parameters: int
    """Number of weights and biases."""
    at: Position | None = None
    joins: tuple[int, ...] = ()
    """The places, from 0, of the layers whose feature maps this layer joins: where a skip begins."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the layer table: the student's layer beside the expected one, as in a diff."""

    kind: Literal["same", "follows", "changed", "missing", "extra", "free"]
    """`follows` is a correct layer that differs because of an earlier one; `free` is a place where any layer
    that obeys the rules is accepted."""
    layer: ShownLayer | None
    expected: ShownLayer | None


class Epoch(msgspec.Struct, frozen=True):
    """One pass over the training data."""

    loss: float | None
    """The mean loss over the epoch; None if it was no longer finite, which ended the training."""
    score: float
    """The score on the test images, in the curve's measure."""


class Picture(msgspec.Struct, frozen=True):
    """A small picture."""

    width: int
    height: int
    png: bytes


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """A test image and the trained model's output for it."""

    image: Picture
    truth: Picture | str
    """The image's class, the image itself, or its mask."""
    output: Picture | str


class TrainingRun(msgspec.Struct, frozen=True, kw_only=True):
    """One of several trainings of the same model."""

    seed: int
    score: float | None
    """The score after the last epoch; None if the training did not finish."""
    counts: bool
    """Whether the model learnt: its score is above chance."""


class Repeats(msgspec.Struct, frozen=True, kw_only=True):
    """A doubtful training and those that followed it."""

    why: Literal["chance", "line"]
    """The first training stayed at chance (`chance`) or ended just below the line for full marks (`line`)."""
    runs: tuple[TrainingRun, ...]
    """All trainings, the doubtful one first."""


class Curve(msgspec.Struct, frozen=True, kw_only=True):
    """The history of the brief training; of several trainings, that of the first that learnt."""

    data: str
    data_title: Text
    device: str
    seed: int
    train_images: int
    test_images: int
    measure: Measure
    before: float | None
    """The score on the test images before training; None if the training never answered."""
    epochs: tuple[Epoch, ...]
    by_class: dict[str, float] = {}
    """The last score of each class, by class name, if the measure has one per class."""
    samples: tuple[Sample, ...] = ()
    stopped: Reason | None = None
    """Why the training did not finish: it took too long, needed too much memory, or the like."""
    seconds: float
    reused: bool = False
    """Whether the training was reused from an equal model on the same data."""
    repeats: Repeats | None = None
    """All trainings, if there were several; `seconds` is then their total."""

    @property
    def score(self) -> float:
        """The last measured score; of several trainings, the mean of those that learnt.

        Raises:
            ValueError: there is no score, since the training stopped before it answered.
        """
        counted = [run.score for run in self.repeats.runs if run.counts] if self.repeats else []
        if scores := [score for score in counted if score is not None]:
            return math.fsum(scores) / len(scores)
        last = self.epochs[-1].score if self.epochs else self.before
        if last is None:
            raise ValueError("the training gave no answer")
        return last


class GradedModel(msgspec.Struct, frozen=True, kw_only=True):
    """Which of the student's models was graded, and why."""

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
    """Points of the total that this part's weight gives it; if unset, the sum of its checks' points."""
    hidden: float | msgspec.UnsetType = msgspec.UNSET
    """Points of the checks left out here because students do not see them before the due date."""

    @property
    def points(self) -> float:
        """The most points that this part's checks can earn."""
        return added(result.points for result in self.results)

    @property
    def earned(self) -> float | None:
        """The points earned; None if they are withheld because of a fault in the grader."""
        if any(result.status == "error" for result in self.results):
            return None
        return added(result.earned for result in self.results)

    @property
    def worth(self) -> float:
        """The most points that this part can contribute to the total."""
        return self.points if isinstance(self.weighted, msgspec.UnsetType) else self.weighted

    @property
    def counted(self) -> float | None:
        """The points that this part contributes to the total; None if they are withheld."""
        return None if self.earned is None else self.of_total(self.earned)

    def of_total(self, points: float) -> float:
        """Return what points of this part's checks are worth in the total."""
        if isinstance(self.weighted, msgspec.UnsetType):
            return points
        return scaled(points, self.points, self.weighted)


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """The code of one cell or script as the student wrote it, for a report to show."""

    file: str
    cell: int | None
    """The cell's number, counted as in a `Position`."""
    lines: tuple[str, ...]
    whole: bool = True
    """False if there were too many lines and the rest was dropped."""
    model: tuple[tuple[int, int], ...] = ()
    """The first and last line, from 1, of each statement that the graded models consist of."""


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
    """What the score depends on; unset in reports from graders that did not record it yet."""
    device: str
    confinement: Text
    """How untrusted code was confined."""
    official: bool = False
    """Whether the score counts; that of a student's own run does not."""
    parts: tuple[PartReport, ...]
    listings: tuple[Listing, ...] = ()
    """The student's code, in the order of the submission."""
    prose: tuple[Prose, ...] = ()
    """The student's Markdown cells, in the order of the submission; cut short if they are too long."""
    notices: tuple[Text, ...] = ()
    """What the reader must know about this run: stand-in data, no training, unreadable cells."""
    doubts: tuple[Text, ...] | msgspec.UnsetType = msgspec.UNSET
    """The notices on which a person should decide: another file or assignment may be meant, or the model may
    not be what the file makes. Unset if there are none."""
    points: float
    earned: float | None
    """The final points, after any deduction for lateness; None if withheld for a person to look at."""
    provisional: bool
    seconds: float
    deadline: Deadline | msgspec.UnsetType = msgspec.UNSET
    """When the assignment was due, and what lateness costs; unset if neither is specified."""
    late: Lateness | msgspec.UnsetType = msgspec.UNSET
    """Whether the submission was late; unset if lateness does not apply."""
    hidden: float | msgspec.UnsetType = msgspec.UNSET
    """Points of the total left out here because students do not see them before the due date."""
    repairs: tuple[Repair, ...] | msgspec.UnsetType = msgspec.UNSET
    """The repairs that were found, in the order in which to make them; unset if none were looked for."""
    hints: Hints | msgspec.UnsetType = msgspec.UNSET
    """How much a student may be told of a repair; unset for all of it."""

    @property
    def deducted(self) -> float:
        """The points deducted for lateness."""
        return self.late.deducted if isinstance(self.late, Lateness) else 0.0

    @property
    def raw(self) -> float | None:
        """The points earned before any deduction for lateness; None if they are withheld."""
        counted = [part.counted for part in self.parts]
        return None if None in counted else added(each or 0.0 for each in counted)
