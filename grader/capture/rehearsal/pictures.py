"""Made-up pictures that say which they are, after most of what transforms do to a picture.

A picture has black, white, and in more than half of it one grey level of its own. Scaling, normalising,
flipping, cropping, turning and flattening keep that level's place between the darkest and the brightest.
Both sides of a trial make the same pictures.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np

TRAIN: Final = 75
"""Pictures to train with: a fifth of them leaves 60, and batches of 8 or 16 leave a smaller last one."""
TEST: Final = 21
DARKEST: Final = 30
BETWEEN: Final = 2
"""Grey levels from one picture to the next."""
UNKNOWN: Final = -1
FIRST_TEST: Final = 1_000_000
"""The number of the first test picture; those of the training pictures begin at 0."""

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Pictures:
    """One split: pictures as bytes, batch x height x width x channels, and their labels."""

    pixels: Array
    labels: Array


@cache
def made(split: str, image: tuple[int, int, int], classes: int) -> Pictures:
    """Return the pictures of a split, `train` or `test`.

    Args:
        split: of the two.
        image: channels, height and width.
        classes: the number of labels.
    """
    levels = _levels(split)
    draw = np.random.default_rng(len(split))
    labels = draw.permutation(np.arange(len(levels)) % classes).astype(np.int64)
    return Pictures(np.stack([_picture(level, image) for level in levels]), labels)


def number(split: str, index: int) -> int:
    """Return the number of a picture of a split."""
    return index + (FIRST_TEST if split == "test" else 0)


@cache
def _level_numbers() -> dict[int, int]:
    return {
        int(level): number(split, index)
        for split in ("train", "test")
        for index, level in enumerate(_levels(split))
    }


def decoded(low: float, middle: float, high: float) -> int:
    """Return the number of the picture with a channel of these extremes and this median, or `UNKNOWN`."""
    if not high > low:
        return UNKNOWN
    level = 255 * (middle - low) / (high - low)
    steps = round((level - DARKEST) / BETWEEN)
    nearest = DARKEST + BETWEEN * steps
    return _level_numbers().get(nearest, UNKNOWN) if abs(level - nearest) < BETWEEN / 4 else UNKNOWN


@cache
def _levels(split: str) -> Array:
    """Return the grey levels of a split's pictures. The test's are brighter, so that its mean is another."""
    draw = np.random.default_rng(7)
    every = DARKEST + BETWEEN * np.arange(TRAIN + TEST)
    test = draw.choice(np.arange(len(every) // 3, len(every)), TEST, replace=False)
    is_test = np.isin(np.arange(len(every)), test)
    return draw.permutation(every[is_test if split == "test" else ~is_test])


def _picture(level: int, image: tuple[int, int, int]) -> Array:
    channels, height, width = image
    found = np.empty((height, width, channels), np.uint8)
    for channel in range(channels):
        found[..., channel] = (level, 255 - level, 30 + level // 2)[channel % 3]
        black, white = (3, 5) if channel != 1 else (2, 6)
        found[: height * black // 10, : width * 6 // 10, channel] = 0
        found[height * 4 // 10 : height * (4 + white) // 10, width // 2 :, channel] = 255
    return found
