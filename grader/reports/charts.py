"""Where the points of a training's curves go; the templates draw them."""

import math
from collections.abc import Callable, Sequence
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
        return " ".join(f"{point.x:.1f},{point.y:.1f}" for point in self.points)


def score_chart(curve: Curve) -> Chart:
    """Return the score on the test images before training and after every epoch."""
    scores = enumerate([curve.before, *(epoch.score for epoch in curve.epochs)])
    measured = [(epoch, score) for epoch, score in scores if score is not None and math.isfinite(score)]
    step = BEST[curve.measure] / 5
    return _chart(measured, step, len(curve.epochs), lambda score: written(curve.measure, score))


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
    steps = max(1, math.ceil(max((value for _, value in values), default=0.0) / step - 1e-9))
    top = steps * step

    def x(epoch: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * epoch / max(1, last)

    def y(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - min(max(value / top, 0.0), 1.0))

    shown = range(len(values)) if len(values) <= MOST_LABELLED else (len(values) - 1,)
    every = max(1, math.ceil(last / 10))
    return Chart(
        points=tuple(
            Point(x(epoch), y(value), label(value), n in shown, *_beside(epoch, last, y(value)))
            for n, (epoch, value) in enumerate(values)
        ),
        epochs=tuple(Point(x(epoch), HEIGHT - BOTTOM, str(epoch)) for epoch in range(0, last + 1, every)),
        levels=tuple(Point(LEFT, y(n * step), label(n * step).replace(".0 ", " ")) for n in range(steps + 1)),
    )


def _beside(epoch: int, last: int, y: float) -> tuple[tuple[float, float], str]:
    """Where to write a point's value: not across the axis, not out of the drawing, not on a rising curve."""
    if epoch == 0:
        return (8.0, min(14.0, HEIGHT - BOTTOM - 3 - y)), "start"
    return ((6.0, -9.0), "end") if epoch == last else ((0.0, -9.0), "middle")
