"""The stand-in for CIFAR-10: small colour pictures that the project draws itself.

A picture shows one of ten figures near its centre on a background of soft colour. The figure's position, size
and tilt, all colours and the noise vary from picture to picture; only the figure's shape determines its
class. Everything is integer arithmetic on the raw stream of numpy's PCG64, which numpy promises not to
change, so every machine draws the same pictures to the last bit.

How models rank on them, and how that was measured: docs/data.md.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from grader.base.progress import Progress
from grader.base.text import Text
from grader.datasets.dataset import Dataset
from grader.datasets.drawing import TEST, TRAIN, Ints, Stream, byte_values, integers, split

Mask = NDArray[np.bool_]

SEED = 20250301
SIDE = 32

SHIFT = 12
"""Maximum distance of a figure's centre from the picture's, to each side, in quarters of a pixel."""
RADIUS = (32, 44)
"""Radius of the smallest and the largest figure, in quarters of a pixel."""
BACK = (0, 228)
FORE = (32, 255)
"""The colour ranges of the background and of the figure. Figures are slightly brighter, so a linear model has
something to learn from; with ranges farther apart, every model finds the figures too easily."""
NOISE = 80
"""Strength of the noise; 255 would drown everything."""
TILTS = ((64, 0), (62, 17), (55, 32), (62, -17), (55, -32))
"""64 times the cosine and the sine of 0, ±15 and ±30 degrees."""

DRAWING = Text(ko="대체 이미지를 그립니다", en="Drawing the stand-in pictures")


# Each function returns where (u, v), relative to the centre of a figure of radius r, is inside the figure.


def _disc(u: Ints, v: Ints, r: Ints) -> Mask:
    return u * u + v * v < r * r


def _ring(u: Ints, v: Ints, r: Ints) -> Mask:
    return _disc(u, v, r) & ~_disc(u, v, r * 5 // 8)


def _square(u: Ints, v: Ints, r: Ints) -> Mask:
    return np.maximum(abs(u), abs(v)) < r * 7 // 8


def _frame(u: Ints, v: Ints, r: Ints) -> Mask:
    return _square(u, v, r) & ~_square(u, v, r * 5 // 8)


def _triangle(u: Ints, v: Ints, r: Ints) -> Mask:
    return (v < r * 3 // 4) & (2 * abs(u) < v + r)


def _plus(u: Ints, v: Ints, r: Ints) -> Mask:
    return (np.minimum(abs(u), abs(v)) < r // 4) & (np.maximum(abs(u), abs(v)) < r)


def _rows(u: Ints, v: Ints, r: Ints) -> Mask:
    return _square(u, v, r) & (v % 16 < 8)


def _columns(u: Ints, v: Ints, r: Ints) -> Mask:
    return _square(u, v, r) & (u % 16 < 8)


def _board(u: Ints, v: Ints, r: Ints) -> Mask:
    return _square(u, v, r) & ((u % 24 < 12) ^ (v % 24 < 12))


def _dots(u: Ints, v: Ints, r: Ints) -> Mask:
    return _rows(u, v, r) & _columns(u, v, r)


Figure = Callable[[Ints, Ints, Ints], Mask]
FIGURES: dict[str, Figure] = {
    "disc": _disc,
    "ring": _ring,
    "square": _square,
    "frame": _frame,
    "triangle": _triangle,
    "plus": _plus,
    "rows": _rows,
    "columns": _columns,
    "board": _board,
    "dots": _dots,
}


def draw(progress: Progress) -> Dataset:
    """Draw all pictures; the training and the test pictures come from separate streams."""
    classes = [partial(_pictures, figure) for figure in FIGURES.values()]
    train_images, train_labels = split(classes, TRAIN, SEED, DRAWING, progress)
    test_images, test_labels = split(classes, TEST, SEED + 1, DRAWING, progress)
    return Dataset(
        name="standin",
        title=Text(ko="대체 이미지(도형 10종)", en="stand-in pictures (ten figures)"),
        classes=tuple(FIGURES),
        train_images=train_images,
        train_labels=train_labels,
        test_images=test_images,
        test_labels=test_labels,
        provisional=True,
    )


def _pictures(figure: Figure, n: int, stream: Stream) -> NDArray[np.uint8]:
    """Draw n pictures (n, 3, 32, 32) of one figure."""
    y, x = 4 * np.mgrid[:SIDE, :SIDE].astype(np.int32) + 2
    mask = _mask(figure, x, y, n, stream)[:, None]
    back = _back(x, y, n, stream)
    fore = integers(stream, *FORE, (n, 3, 1, 1))
    drawn = np.where(mask, fore, back) + _noise(stream, (n, 3, SIDE, SIDE))
    return np.clip(drawn, 0, 255).astype(np.uint8)


def _mask(figure: Figure, x: Ints, y: Ints, n: int, stream: Stream) -> Mask:
    """Return which pixels (n, 32, 32) are in the figure, drawn near the centre with random size and tilt."""
    middle = 2 * SIDE
    dx = x - integers(stream, middle - SHIFT, middle + SHIFT, (n, 1, 1))
    dy = y - integers(stream, middle - SHIFT, middle + SHIFT, (n, 1, 1))
    radius = integers(stream, *RADIUS, (n, 1, 1))
    tilt = np.array(TILTS, np.int32)[integers(stream, 0, len(TILTS) - 1, (n, 1, 1))]
    cos, sin = tilt[..., 0], tilt[..., 1]
    return figure((dx * cos + dy * sin) >> 6, (dy * cos - dx * sin) >> 6, radius)


def _back(x: Ints, y: Ints, n: int, stream: Stream) -> Ints:
    """Return backgrounds (n, 3, 32, 32) that each blend the colours of four corners."""
    corners = integers(stream, *BACK, (4, n, 3, 1, 1))
    full = 4 * SIDE
    left, right, up, down = full - x, x, full - y, y
    shares: Ints = np.stack((left * up, right * up, left * down, right * down))[:, None, None]
    blend: Ints = (corners * shares).sum(0, dtype=np.int32)
    return blend // full**2


def _noise(stream: Stream, shape: tuple[int, ...]) -> Ints:
    """Return noise of mean 0; the sum of two bytes is triangular, which is close enough to a bell curve."""
    both: Ints = byte_values(stream, (2, *shape)).sum(0, dtype=np.int32)
    return ((both - 255) * NOISE) >> 8
