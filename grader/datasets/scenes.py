"""Scenes for semantic segmentation: a handwritten digit over a photograph, and a mask of the digit's pixels.

The photograph is darkened, and the digit has a bright colour and nearly fills the picture: with thin digits
of any colour, brief training at best separates digits from background, not digits from each other
(docs/data.md).

All of it is integer arithmetic on fixed random streams (see `drawing`), so the same photographs and digits
give the same scenes on every machine, and a smaller set of scenes is the beginning of a larger one.
"""

from collections import Counter

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from grader.base.errors import StaffError
from grader.base.text import Text
from grader.datasets.dataset import Dataset
from grader.datasets.drawing import Ints, Stream, integers

SEED = 20250303
SMALLEST = 32
"""Minimum side of a photograph, in pixels."""
FRAME = (36, 40)
"""Smallest and largest side of a digit's picture after scaling. MNIST leaves four of its 28 pixels empty on
every side; they may lie outside the photograph."""
EMPTY = 7
"""The side of a digit's picture, in widths of its empty border."""
DIM = 3
"""A photograph's colours are divided by this."""
BRIGHT = (192, 255)
"""The range of a digit's colours."""
CHUNK = 1000
"""Number of scenes composed at a time, to limit memory use."""


Labelled = tuple[Tensor, Tensor]
"""Images and their labels."""


def compose(photographs: Dataset, digits: Dataset) -> Dataset:
    """Lay one digit over each photograph, keeping training and test images apart.

    Returns:
        as many scenes as there are of both. A pixel's label is 0 for the background and d + 1 for digit d.

    Raises:
        StaffError: the photographs are too small for digits.
    """
    height, width = photographs.train_images.shape[2:]
    if min(height, width) < SMALLEST:
        raise _too_small(photographs.title, height, width)
    stand_in = (("figures", photographs.provisional), ("digits", digits.provisional))
    train_images, train_masks = _scenes(
        (photographs.train_images, photographs.train_labels), (digits.train_images, digits.train_labels), SEED
    )
    test_images, test_masks = _scenes(
        (photographs.test_images, photographs.test_labels), (digits.test_images, digits.test_labels), SEED + 1
    )
    return Dataset(
        name="-".join(("scenes", *(name for name, provisional in stand_in if provisional))),
        title=Text(
            ko=f"{photographs.title.ko} 위의 {digits.title.ko}",
            en=f"{digits.title.en} over {photographs.title.en}",
        ),
        classes=("background", *digits.classes),
        train_images=train_images,
        train_labels=train_masks,
        test_images=test_images,
        test_labels=test_masks,
        provisional=photographs.provisional or digits.provisional,
    )


def _scenes(photographs: Labelled, digits: Labelled, seed: int) -> Labelled:
    """Compose scenes (n, 3, h, w) and their masks (n, h, w)."""
    n = min(len(photographs[0]), len(digits[0]))
    below = photographs[0][_in_turn(photographs[1], shifted=True)[:n]].numpy()
    above, labels = (each[_in_turn(digits[1], shifted=False)[:n]].numpy() for each in digits)
    draws = integers(Stream(seed), 0, 2**31 - 1, (n, 6))  # one row per scene
    pieces = [
        _overlaid(below[i : i + CHUNK], above[i : i + CHUNK], labels[i : i + CHUNK], draws[i : i + CHUNK])
        for i in range(0, n, CHUNK)
    ]
    images, masks = (torch.from_numpy(np.concatenate(each)) for each in zip(*pieces, strict=True))
    return images, masks


def _in_turn(labels: Tensor, *, shifted: bool) -> list[int]:
    """Return indexes ordered in turns: the first image of each class, then the second of each, and so on.

    If shifted, the second turn begins with the second class, and so on, so that every class of one kind of
    image is paired equally often with every class of the other.
    """
    seen: Counter[int] = Counter()
    classes = int(labels.max()) + 1
    keys = []
    for label in labels.tolist():
        turn = seen[label]
        keys.append((turn, (label - turn * shifted) % classes))
        seen[label] += 1
    return sorted(range(len(keys)), key=keys.__getitem__)


def _overlaid(
    photographs: NDArray[np.uint8], digits: NDArray[np.uint8], labels: NDArray[np.int64], draws: Ints
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    height, width = photographs.shape[2:]
    least, most = FRAME
    side = least + draws[:, 0] % (most - least + 1)
    border = side // EMPTY
    top, left = (
        draws[:, column] % (size - side + 2 * border + 1) - border
        for column, size in ((1, height), (2, width))
    )
    ink = _scaled(digits, side, top, left, height, width)[:, None]
    dark, bright = BRIGHT
    colour = (dark + draws[:, 3:] % (bright - dark + 1))[:, :, None, None]
    images = (photographs.astype(np.int32) // DIM * (255 - ink) + colour * ink + 127) // 255
    masks = np.where(ink[:, 0] >= 128, labels[:, None, None] + 1, 0)
    return images.astype(np.uint8), masks.astype(np.uint8)


def _scaled(digits: NDArray[np.uint8], side: Ints, top: Ints, left: Ints, height: int, width: int) -> Ints:
    """Scale each digit of (n, 1, s, s) to its own side and place it in (n, height, width).

    Pixels are interpolated linearly; the area around a digit is 0.
    """
    padded = np.pad(digits[:, 0], ((0, 0), (2, 2), (2, 2))).astype(np.int32)
    rows = _weights(height, top, side, digits.shape[2])
    columns = _weights(width, left, side, digits.shape[3])
    which = np.arange(len(digits))[:, None, None]
    ink = np.zeros((len(digits), height, width), np.int32)
    for row, down in rows:
        for column, across in columns:
            ink += padded[which, row[:, :, None], column[:, None]] * (down[:, :, None] * across[:, None])
    return ink // (2 * side[:, None, None]) ** 2


def _weights(size: int, start: Ints, side: Ints, original: int) -> tuple[tuple[Ints, Ints], ...]:
    """Return the two pixels of a padded digit on either side of each pixel of a line, and their weights.

    The two weights add up to twice the side.
    """
    whole = 2 * side[:, None]
    position = (2 * (np.arange(size, dtype=np.int32) - start[:, None]) + 1) * original - side[:, None]
    before = np.clip(position // whole, -2, original)
    share = position % whole
    return (before + 2, whole - share), (before + 3, share)


def _too_small(title: Text, height: int, width: int) -> StaffError:
    return StaffError(
        Text(
            ko=f"숫자를 얹기에는 이미지가 너무 작습니다: {title.ko}, {width}x{height}",
            en=f"The images are too small to lay digits over: {title.en}, {width}x{height}",
        ),
        Text(
            ko=f"가로와 세로가 {SMALLEST}픽셀 이상인 이미지가 필요합니다.",
            en=f"Images of at least {SMALLEST}x{SMALLEST} pixels are needed.",
        ),
    )
