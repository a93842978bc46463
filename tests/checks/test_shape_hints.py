"""A hint about an output's shape fits what the assignment asks for."""

import pytest

from grader.checks.difference_messages import hint_on_shape
from grader.records.graph import Batch, Shape

N = Batch(1)
CLASSES, IMAGE = (10,), (3, 32, 32)


@pytest.mark.parametrize(
    ("found", "expected", "batch", "hint"),
    [
        ((N, 16, 5, 5), CLASSES, N, "Flatten it"),
        ((N, 100), CLASSES, N, "number of outputs"),
        ((N,), CLASSES, N, "no argmax"),
        ((N, 1, 10), CLASSES, N, "one dimension of size 1 too many"),
        ((N, 2, 10), CLASSES, N, "no squeeze"),
        ((Batch(4), 10), CLASSES, N, "dimension 0"),
        ((10,), CLASSES, N, "dimension 0"),
        ((), CLASSES, N, "dimension 0"),
        ((10,), CLASSES, 64, "dimension 0"),
        ((N, 16, 32, 32), IMAGE, N, "must make 3 channels"),
        ((N, 3, 28, 28), IMAGE, N, "padding of the convolutions"),
        ((N, 3072), IMAGE, N, "do not flatten"),
        ((N, 32, 32), IMAGE, N, "no argmax"),
        ((), IMAGE, N, "dimension 0"),
    ],
)
def test_hint_on_shape_fits_what_was_asked_for(
    found: Shape, expected: tuple[int, ...], batch: int | Batch, hint: str
) -> None:
    text = hint_on_shape(found, expected, batch)
    assert hint in text.en
    assert ("펼친" in text.ko) == (hint == "Flatten it")
