"""Coordinates of the training charts, which the templates draw."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from grader.records.measure import BEST, written
from grader.records.report import Curve

WIDTH: Final = 360
HEIGHT: Final = 200
LEFT: Final = 52
RIGHT: Final = 26
TOP: Final = 22
BOTTOM: Final = 30
MOST_LABELLED: Final = 6
"""Maximum number of points for all to be labelled; on a longer curve, only the last one is."""


@dataclass(frozen=True)
class Point:
    """A point of a curve with its label, or a number on an axis."""

    x: float
    y: float
    label: str
    written: bool = True
    """Whether there is room for the label."""
    beside: tuple[float, float] = (0.0, 0.0)
    """The label's offset from the point."""
    anchor: str = "middle"
    """The label's alignment at that position, as SVG's `text-anchor`."""


@dataclass(frozen=True)
class Chart:
    """A curve over the epochs, in drawing units; epoch 0 is before training."""

    points: tuple[Point, ...]
    epochs: tuple[Point, ...]
    levels: tuple[Point, ...]

    @property
    def line(self) -> str:
        """The curve as the points of an SVG polyline."""
        return polyline((point.x, point.y) for point in self.points)


def score_chart(curve: Curve) -> Chart:
    """Return a chart of the score on the test images before training and after every epoch."""
    step = BEST[curve.measure] / 5
    return _chart(measured(curve), step, len(curve.epochs), lambda score: written(curve.measure, score))


def measured(curve: Curve) -> list[tuple[int, float]]:
    """Return the measured scores, each with its epoch; epoch 0 is before training."""
    scores = enumerate([curve.before, *(epoch.score for epoch in curve.epochs)])
    return [(epoch, score) for epoch, score in scores if score is not None and math.isfinite(score)]


def polyline(points: Iterable[tuple[float, float]]) -> str:
    """Format points as those of an SVG polyline."""
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def loss_chart(curve: Curve) -> Chart:
    """Return a chart of the mean loss of every epoch; a loss that is not finite has no point."""
    losses = [(n, each.loss) for n, each in enumerate(curve.epochs, start=1) if each.loss is not None]
    finite = [(n, loss) for n, loss in losses if math.isfinite(loss)]
    highest = max((loss for _, loss in finite), default=1.0)
    step = 10.0 ** math.floor(math.log10(highest)) / 2 if highest > 0 else 1.0
    while highest / step > 5:
        step *= 2
    return _chart(finite, step, len(curve.epochs), lambda loss: f"{loss:.3g}")


def _chart(
    values: Sequence[tuple[int, float]], step: float, last: int, label: Callable[[float], str]
) -> Chart:
    """Return a chart of values, from 0 to the first level at or above all of them."""
    frame = Frame.around((value for _, value in values), step, last)
    shown = range(len(values)) if len(values) <= MOST_LABELLED else (len(values) - 1,)
    return Chart(
        points=tuple(
            Point(x, y, label(value), n in shown, *_beside(epoch, last, y))
            for n, (epoch, value) in enumerate(values)
            for x, y in [frame.at(epoch, value)]
        ),
        epochs=frame.epochs,
        levels=frame.levels(label),
    )


@dataclass(frozen=True)
class Frame:
    """The axes of a chart over the epochs."""

    last: int
    """The last epoch."""
    step: float
    """The distance from one level to the next; the first level is 0."""
    steps: int

    @classmethod
    def around(cls, values: Iterable[float], step: float, last: int) -> "Frame":
        """Return axes that reach to the first level at or above all values."""
        return cls(last, step, max(1, math.ceil(max(values, default=0.0) / step - 1e-9)))

    def at(self, epoch: float, value: float) -> tuple[float, float]:
        """Return the coordinates of a value."""
        share = min(max(value / (self.steps * self.step), 0.0), 1.0)
        x = LEFT + (WIDTH - LEFT - RIGHT) * epoch / max(1, self.last)
        return x, TOP + (HEIGHT - TOP - BOTTOM) * (1 - share)

    @property
    def epochs(self) -> tuple[Point, ...]:
        """The epoch numbers below the chart."""
        every = max(1, math.ceil(self.last / 10))
        numbers = range(0, self.last + 1, every)
        return tuple(Point(self.at(epoch, 0)[0], HEIGHT - BOTTOM, str(epoch)) for epoch in numbers)

    def levels(self, label: Callable[[float], str]) -> tuple[Point, ...]:
        """Return the horizontal lines across the chart."""
        values = [n * self.step for n in range(self.steps + 1)]
        return tuple(Point(LEFT, self.at(0, value)[1], label(value).replace(".0 ", " ")) for value in values)


def _beside(epoch: int, last: int, y: float) -> tuple[tuple[float, float], str]:
    """Return where to put a point's label, clear of the axis, the chart's edges and a rising curve."""
    if epoch == 0:
        return (8.0, min(14.0, HEIGHT - BOTTOM - 3 - y)), "start"
    return ((6.0, -9.0), "end") if epoch == last else ((0.0, -9.0), "middle")
