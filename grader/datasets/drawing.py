"""Random integers for drawing pictures, the same on every machine.

They come from the raw stream of numpy's PCG64, which numpy promises not to change, unlike its distributions.
Pictures computed from them in integer arithmetic are the same everywhere, to the last bit.
"""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from grader.base.progress import Progress
from grader.base.text import Text

Ints = NDArray[np.int32]
Stream = np.random.PCG64
Draw = Callable[[int, Stream], NDArray[np.uint8]]
"""Draws n pictures (n, c, h, w) of one class."""

TRAIN = 10_000
TEST = 2_000
"""Number of pictures in a stand-in."""


def split(
    classes: Sequence[Draw], n: int, seed: int, what: Text, progress: Progress
) -> tuple[Tensor, Tensor]:
    """Draw n pictures, equally many of each class, from their own stream; return them with their labels."""
    stream, each = Stream(seed), n // len(classes)
    pictures = []
    for index, draw in enumerate(classes):
        progress(what, index * each, n)
        pictures.append(draw(each, stream))
    progress(what, n, n)
    return torch.from_numpy(np.concatenate(pictures)), torch.arange(len(classes)).repeat_interleave(each)


def integers(stream: Stream, low: int, high: int, shape: tuple[int, ...]) -> Ints:
    """Return integers from low to high, inclusive."""
    raw: NDArray[np.uint64] = stream.random_raw(int(np.prod(shape)))
    offsets: Ints = ((raw >> np.uint64(32)) % np.uint64(high - low + 1)).astype(np.int32).reshape(shape)
    return offsets + np.int32(low)


def byte_values(stream: Stream, shape: tuple[int, ...]) -> Ints:
    """Return integers from 0 to 255, eight per number of the stream; the shape holds a multiple of 8."""
    raw: NDArray[np.uint64] = stream.random_raw(int(np.prod(shape)) // 8)
    return raw.astype("<u8").view(np.uint8).astype(np.int32).reshape(shape)
