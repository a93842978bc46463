"""Charts for the page of a class: the distribution of scores, and everyone's training in one picture."""

from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import Final

from grader.records.measure import BEST, written
from grader.records.submissions import Entry
from grader.reports.charts import Frame, Point, measured, polyline
from grader.reports.classroom.summary import BINS, Trained

BAR: Final = 34
"""The width of a histogram bar and the gap beside it, in drawing units."""
HIGHEST: Final = 130
"""The height of the highest bar, in drawing units."""


@dataclass(frozen=True)
class ScoreBar:
    """A tenth of the range of scores: where its bar stands, and how many scores it counts."""

    x: float
    height: float
    count: int
    start: int
    """The lowest score in it, in % of the points."""
    end: int


def bars(histogram: tuple[int, ...]) -> tuple[ScoreBar, ...]:
    """Return a bar for each tenth; that of the most frequent one is the highest."""
    most = max(histogram, default=0) or 1
    return tuple(
        ScoreBar(n * BAR, HIGHEST * count / most, count, 100 * n // BINS, 100 * (n + 1) // BINS)
        for n, count in enumerate(histogram)
    )


@dataclass(frozen=True)
class StudentCurve:
    """One student's curve."""

    entry: Entry
    points: str
    last: str
    """The last score, as shown to people."""


@dataclass(frozen=True)
class ClassChart:
    """Everyone's scores on the test images over the epochs, and the median of the class in each epoch."""

    lines: tuple[StudentCurve, ...]
    median: str
    end: Point
    """The last point of the median, labelled with its value."""
    epochs: tuple[Point, ...]
    levels: tuple[Point, ...]


def class_chart(trained: Trained) -> ClassChart | None:
    """Return the chart of a part's trainings; None if no score was ever measured."""
    scores = [(entry, curve, measured(curve)) for entry, curve in trained.curves]
    scores = [each for each in scores if each[2]]
    if not scores:
        return None
    measure = scores[0][1].measure
    last = max(epoch for _, _, values in scores for epoch, _ in values)
    frame = Frame.around((value for _, _, values in scores for _, value in values), BEST[measure] / 5, last)
    by_epoch: dict[int, list[float]] = defaultdict(list)
    for _, _, values in scores:
        for epoch, value in values:
            by_epoch[epoch].append(value)
    medians = [(epoch, median(by_epoch[epoch])) for epoch in sorted(by_epoch)]
    return ClassChart(
        lines=tuple(
            StudentCurve(entry, polyline(frame.at(*each) for each in values), written(measure, values[-1][1]))
            for entry, _, values in scores
        ),
        median=polyline(frame.at(*each) for each in medians),
        end=Point(*frame.at(*medians[-1]), written(measure, medians[-1][1])),
        epochs=frame.epochs,
        levels=frame.levels(lambda score: written(measure, score)),
    )
