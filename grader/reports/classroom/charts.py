"""Drawings of a class for its page: how the scores lie, and everyone's training in one picture."""

from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import Final

from grader.records.measure import BEST, written
from grader.records.submissions import Entry
from grader.reports.charts import Frame, Point, measured, polyline
from grader.reports.classroom.summary import BINS, Trained

BAR: Final = 34
"""The width of a bar of the histogram with the gap beside it, in units of the drawing."""
HIGHEST: Final = 130
"""The height of its highest bar."""


@dataclass(frozen=True)
class ScoreBar:
    """A tenth of the scores: where its bar stands, and how many there are."""

    x: float
    height: float
    count: int
    start: int
    """The lowest share of the points in it, in %."""
    end: int


def bars(histogram: tuple[int, ...]) -> tuple[ScoreBar, ...]:
    """Return a bar for each tenth, the most frequent one the highest."""
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
    """The last score, in words."""


@dataclass(frozen=True)
class ClassChart:
    """Everyone's scores on the test images over the epochs, and the class's median of each epoch."""

    lines: tuple[StudentCurve, ...]
    median: str
    end: Point
    """Where the median ends, and what it is there."""
    epochs: tuple[Point, ...]
    levels: tuple[Point, ...]


def class_chart(trained: Trained) -> ClassChart | None:
    """Return the drawing of a part's trainings; None if no answer was ever measured."""
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
