"""What a model is called with, if that is not one batch of images.

A data set holds one row of numbers for each example. What a model is called with is cut out of the row, or
found from it: the lengths of sequences, and where they are padded.
"""

import math
from typing import Literal

import msgspec

LARGEST = 65_536


class Given(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One of the things that a model is called with, by their order."""

    shape: tuple[int, ...]
    """Without the batch."""
    kind: Literal["numbers", "tokens", "lengths", "padding"] = "numbers"
    """`tokens` are whole numbers from 0; `lengths` are the numbers of steps of the first thing's sequences,
    and `padding` says which steps are beyond them. A step of nothing but zeros at the end is padding."""
    below: int = 0
    """Of tokens: the size of the vocabulary."""

    @property
    def is_cut(self) -> bool:
        """Whether it is a part of the row, and is not found from the rest."""
        return self.kind in ("numbers", "tokens")

    @property
    def size(self) -> int:
        """How many numbers of the row it takes."""
        return math.prod(self.shape) if self.is_cut else 0


def numbers(*shape: int) -> Given:
    """Return an input of floats, e.g. `numbers(3, 32, 32)`."""
    return Given(shape)


def tokens(*shape: int, below: int) -> Given:
    """Return an input of whole numbers from 0 to `below` - 1, e.g. `tokens(40, below=64)`; 0 is padding.

    Without a shape it is one number an example, such as a label: `tokens(below=10)`.

    Raises:
        ValueError: there is nothing to choose between.
    """
    if not 2 <= below <= LARGEST:
        raise ValueError(f"tokens(below={below}): the size of the vocabulary, from 2 to {LARGEST:,}")
    return Given(shape, "tokens", below)


def lengths() -> Given:
    """Return the number of steps of each sequence of the first input, without its padding."""
    return Given((), "lengths")


def padding(steps: int) -> Given:
    """Return a mask that is true where the first input's sequence is padded, as `key_padding_mask` is."""
    return Given((steps,), "padding")


def row(given: tuple[Given, ...]) -> tuple[int, ...]:
    """Return the shape of one row of the data that the inputs are cut out of."""
    parts = [each for each in given if each.is_cut]
    return parts[0].shape if len(parts) == 1 and parts[0].shape else (sum(each.size for each in parts),)
