"""Guess from an error which batch sizes are built into a model. Runs in the child.

Only a reshape, and what stands beside a tensor of a fixed size, asks for one batch size. Any other error is
the same for all of them, so no other size is tried.
"""

import math
import re

from grader.records.capture_protocol import Broken

LARGEST = 1024
"""The largest batch size that is tried."""

RESHAPE = re.compile(r"shape '\[([-\d, ]+)\]' is invalid for input of size (\d+)")
UNFLATTEN = re.compile(r"Provided sizes \[([-\d, ]+)\] don't multiply up to the size of dim 0 \((\d+)\)")
BESIDE = (
    re.compile(r"size of tensor a \((\d+)\) must match .* tensor b \((\d+)\) .* dimension 0"),
    re.compile(r"Expected size (\d+) but got size (\d+) for tensor"),
    re.compile(
        r"expanded size of the tensor \((\d+)\) must match the existing size \((\d+)\) .* dimension 0"
    ),
    re.compile(r"Expected hidden(?:\[\d\])? size \(\d+, (\d+), \d+\), got \[\d+, (\d+), \d+\]"),
)
"""Errors of an operation on the batch and on a tensor whose first dimension is a number."""
MISFIT = "shapes cannot be multiplied"
"""What torch says of a fully connected layer after a reshape that took the batch away."""


def built_in(broken: Broken) -> tuple[int, ...]:
    """Return the batch sizes to try with a model that failed."""
    if broken.reason != "exception" or not broken.shapes:
        return ()
    batch = broken.shapes[0][0]
    sizes = _of_reshape(broken.message, batch) + _beside(broken.message, batch)
    if MISFIT in broken.message:
        sizes += _flattened(broken.shapes, batch)
    return tuple(dict.fromkeys(size for size in sizes if 1 <= size <= LARGEST and size != batch))


def _of_reshape(message: str, batch: int) -> list[int]:
    """Return the smallest batch whose numbers can be put into the shape that was asked for."""
    found = RESHAPE.search(message) or UNFLATTEN.search(message)
    if found is None:
        return []
    asked = [int(size) for size in found[1].split(",")]
    image = int(found[2]) // batch
    fixed = math.prod(size for size in asked if size != -1)
    if image < 1 or fixed < 1:
        return []
    if "Provided" in found[0]:
        return [fixed]
    fits = fixed // math.gcd(fixed, image)
    return [asked[0], fits] if -1 in asked else [fits] * (fixed == fits * image)


def _beside(message: str, batch: int) -> list[int]:
    pairs = (found for each in BESIDE if (found := each.search(message)))
    sizes = [{int(size) for size in found.groups()} for found in pairs]
    return [size for pair in sizes if batch in pair for size in pair]


def _flattened(shapes: tuple[tuple[int, ...], ...], batch: int) -> list[int]:
    """Return the first dimension that a reshape put in the batch's place, and 1, where none is left."""
    if shapes[-1][:1] == (batch,) or not shapes[-1]:
        return []
    return [shapes[-1][0], 1]
