"""The stand-in for MNIST: handwritten-looking digits that the project draws itself.

Every digit is a few strokes of a pen. Its position, size, proportions, slant, tilt and bend, the width of the
pen and the grain of the ink vary from picture to picture. All of it is integer arithmetic (see `drawing`), so
every machine draws the same pictures to the last bit.

How models rank on them, and how that was measured: docs/data.md.
"""

from functools import partial
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from grader.base.progress import Progress
from grader.base.text import Text
from grader.datasets.dataset import Dataset
from grader.datasets.drawing import TEST, TRAIN, Ints, Stream, byte_values, integers, split

SEED = 20250302
SIDE = 28

Stroke = tuple[tuple[int, int], ...]
STROKES: dict[str, tuple[Stroke, ...]] = {
    "0": (((32, 2), (2, 2), (2, 98), (62, 98), (62, 2), (32, 2)),),
    "1": (((14, 24), (34, 2)), ((34, 2), (34, 98))),
    "2": (((6, 26), (6, 2), (60, 2), (60, 40), (30, 60), (4, 97)), ((4, 97), (62, 97))),
    "3": (((6, 10), (56, -6), (62, 46), (22, 46)), ((22, 46), (66, 46), (66, 98), (34, 100), (4, 88))),
    "4": (((44, 2), (4, 66)), ((4, 66), (62, 66)), ((44, 2), (44, 98))),
    "5": (
        ((56, 3), (12, 3)),
        ((12, 3), (8, 46)),
        ((8, 46), (34, 28), (64, 46), (62, 98), (28, 100), (4, 86)),
    ),
    "6": (((50, 4), (4, 20), (0, 98), (32, 98), (62, 98), (62, 44), (32, 44), (8, 50), (6, 72)),),
    "7": (((4, 3), (60, 3)), ((60, 3), (40, 40), (24, 98))),
    "8": (
        ((32, 46), (6, 46), (6, 2), (32, 2), (58, 2), (58, 46), (32, 46)),
        ((32, 46), (0, 46), (0, 98), (32, 98), (64, 98), (64, 46), (32, 46)),
    ),
    "9": (
        ((56, 26), (56, 2), (30, 2), (4, 2), (4, 52), (30, 52), (54, 52), (56, 26)),
        ((56, 26), (54, 66), (40, 98)),
    ),
}
"""The points (x, y) along which each stroke is drawn, on paper of 64 x 100 units."""
PAPER = (64, 100)
MARGIN = 30
"""Units around the paper where the width of a pen still shows."""
ROUNDS = 5
"""How many times the corners of a stroke are cut: enough to bring its points closer than a pen is wide."""

SHIFT = 12
"""Maximum distance of a digit's centre from the picture's, to each side, in quarters of a pixel."""
SCALE = (72, 104)
"""Units of the paper per 16 pixels of the picture, from the largest to the smallest digit."""
STRETCH = 16
SLANT = (-12, 28)
TILT = 22
"""How much a digit may be stretched in width, slanted and tilted, in the units of `SCALE`."""
BEND = 28
PEN = (5, 9)
"""Half the width of the pen in units, from the thinnest to the thickest."""
INK = 176
"""The faintest ink within a stroke, out of 255."""

DRAWING = Text(ko="대체 숫자를 그립니다", en="Drawing the stand-in digits")


def draw(progress: Progress) -> Dataset:
    """Draw all pictures; the training and the test pictures come from separate streams."""
    classes = [partial(_pictures, _distances(strokes)) for strokes in STROKES.values()]
    train_images, train_labels = split(classes, TRAIN, SEED, DRAWING, progress)
    test_images, test_labels = split(classes, TEST, SEED + 1, DRAWING, progress)
    return Dataset(
        name="digits",
        title=Text(ko="대체 숫자", en="stand-in digits"),
        classes=tuple(STROKES),
        train_images=train_images,
        train_labels=train_labels,
        test_images=test_images,
        test_labels=test_labels,
        provisional=True,
    )


def _distances(strokes: tuple[Stroke, ...]) -> Ints:
    """Return the distance to the nearest stroke from each unit of paper and margin, in 64ths of a unit."""
    width, height = (size + 2 * MARGIN for size in PAPER)
    y, x = 64 * (np.mgrid[:height, :width].astype(np.int32) - MARGIN)
    nearest = np.full((height, width), np.iinfo(np.int32).max, np.int32)
    for px, py in np.concatenate([_curve(stroke) for stroke in strokes]):
        np.minimum(nearest, (x - px) ** 2 + (y - py) ** 2, out=nearest)
    return np.array([isqrt(square) for square in nearest.ravel().tolist()], np.int32).reshape(nearest.shape)


def _curve(stroke: Stroke) -> Ints:
    """Return the points of a stroke, its corners cut by Chaikin's algorithm, in 64ths of a unit."""
    points = 64 * np.array(stroke, np.int32)
    for _ in range(ROUNDS):
        start, end = points[:-1], points[1:]
        cut = np.stack(((3 * start + end) // 4, (start + 3 * end) // 4), 1).reshape(-1, 2)
        points = np.concatenate((points[:1], cut, points[-1:]))
    return points


def _pictures(distances: Ints, n: int, stream: Stream) -> NDArray[np.uint8]:
    """Draw n pictures (n, 1, 28, 28) of one digit by looking up every pixel on the paper."""
    u, v = _on_paper(n, stream)
    (height, width), (right, bottom) = distances.shape, PAPER
    row = np.clip(v + bottom // 2 + MARGIN, 0, height - 1)
    column = np.clip(u + right // 2 + MARGIN, 0, width - 1)
    pen = 64 * integers(stream, *PEN, (n, 1, 1))
    covered = np.clip((pen - distances[row, column]) * 2 // 3 + 128, 0, 255)  # over 6 units, about a pixel
    ink = INK + byte_values(stream, (n, SIDE, SIDE)) * (256 - INK) // 256
    pixels: Ints = covered * ink // 255
    return pixels[:, None].astype(np.uint8)


def _on_paper(n: int, stream: Stream) -> tuple[Ints, Ints]:
    """Return the position on the paper, from its centre, of every pixel (n, 28, 28) of n pictures."""
    one = (n, 1, 1)
    middle = 2 * SIDE
    y, x = 4 * np.mgrid[:SIDE, :SIDE].astype(np.int32) + 2
    dx = x - integers(stream, middle - SHIFT, middle + SHIFT, one)
    dy = y - integers(stream, middle - SHIFT, middle + SHIFT, one)
    scale = integers(stream, *SCALE, one)
    wide = scale + integers(stream, -STRETCH, STRETCH, one)
    v = (dy * scale + dx * integers(stream, -TILT, TILT, one)) >> 6
    u = (dx * wide + dy * integers(stream, *SLANT, one)) >> 6
    return u + ((integers(stream, -BEND, BEND, one) * v * v) >> 11), v
