"""Where the points of a training's curves go; the templates draw them."""

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
"""Points that are written out beside the curve; of more, the last alone."""


@dataclass(frozen=True)
class Point:
    """A point of a curve and what to write beside it, or a number on an axis."""

    x: float
    y: float
    label: str
    written: bool = True
    """Whether there is room to write it."""
    beside: tuple[float, float] = (0.0, 0.0)
    """Where what is written stands, measured from the point."""
    anchor: str = "middle"
    """Which end of what is written stands there."""


@dataclass(frozen=True)
class Chart:
    """A curve over the epochs, in the units of the drawing; epoch 0 is before the training."""

    points: tuple[Point, ...]
    epochs: tuple[Point, ...]
    levels: tuple[Point, ...]

    @property
    def line(self) -> str:
        """The curve as an SVG polyline has it."""
        return polyline((point.x, point.y) for point in self.points)


def score_chart(curve: Curve) -> Chart:
    """Return the score on the test images before training and after every epoch."""
    step = BEST[curve.measure] / 5
    return _chart(measured(curve), step, len(curve.epochs), lambda score: written(curve.measure, score))


def measured(curve: Curve) -> list[tuple[int, float]]:
    """Return the scores that were measured, each with its epoch; 0 is before the training."""
    scores = enumerate([curve.before, *(epoch.score for epoch in curve.epochs)])
    return [(epoch, score) for epoch, score in scores if score is not None and math.isfinite(score)]


def polyline(points: Iterable[tuple[float, float]]) -> str:
    """Write points as an SVG polyline has them."""
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def loss_chart(curve: Curve) -> Chart:
    """Return the mean loss of every epoch; one that was no longer finite has no point."""
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
    """Draw values from 0 to the first level above them all."""
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
    """The axes of a drawing over the epochs."""

    last: int
    """The last epoch."""
    step: float
    """From one level to the next; the first is 0."""
    steps: int

    @classmethod
    def around(cls, values: Iterable[float], step: float, last: int) -> "Frame":
        """Return axes that reach to the first level above all values."""
        return cls(last, step, max(1, math.ceil(max(values, default=0.0) / step - 1e-9)))

    def at(self, epoch: float, value: float) -> tuple[float, float]:
        """Return where a value stands."""
        share = min(max(value / (self.steps * self.step), 0.0), 1.0)
        x = LEFT + (WIDTH - LEFT - RIGHT) * epoch / max(1, self.last)
        return x, TOP + (HEIGHT - TOP - BOTTOM) * (1 - share)

    @property
    def epochs(self) -> tuple[Point, ...]:
        """The numbers below the drawing."""
        every = max(1, math.ceil(self.last / 10))
        numbers = range(0, self.last + 1, every)
        return tuple(Point(self.at(epoch, 0)[0], HEIGHT - BOTTOM, str(epoch)) for epoch in numbers)

    def levels(self, label: Callable[[float], str]) -> tuple[Point, ...]:
        """The lines across the drawing."""
        values = [n * self.step for n in range(self.steps + 1)]
        return tuple(Point(LEFT, self.at(0, value)[1], label(value).replace(".0 ", " ")) for value in values)


def _beside(epoch: int, last: int, y: float) -> tuple[tuple[float, float], str]:
    """Where to write a point's value: not across the axis, not out of the drawing, not on a rising curve."""
    if epoch == 0:
        return (8.0, min(14.0, HEIGHT - BOTTOM - 3 - y)), "start"
    return ((6.0, -9.0), "end") if epoch == last else ((0.0, -9.0), "middle")
