"""The batch sizes that an error asks for."""

import pytest

from grader.capture.batch_sizes import built_in
from grader.records.capture_protocol import Broken, Reason

BESIDE = "The size of tensor a (2) must match the size of tensor b (64) at non-singleton"


def failed(message: str, *shapes: tuple[int, ...]) -> Broken:
    return Broken("forward", "exception", "RuntimeError", message, shapes=((2, 3, 32, 32), *shapes))


@pytest.mark.parametrize(
    ("message", "shapes", "sizes"),
    [
        ("shape '[64, 400]' is invalid for input of size 800", (), (64,)),
        ("shape '[64, -1]' is invalid for input of size 800", (), (64, 4)),
        ("shape '[-1, 256]' is invalid for input of size 800", (), (16,)),
        ("shape '[400]' is invalid for input of size 800", (), (1,)),
        ("shape '[64, 401]' is invalid for input of size 800", (), ()),
        (
            f"{BESIDE} dimension 0",
            (),
            (64,),
        ),
        (
            f"{BESIDE} dimension 1",
            (),
            (),
        ),
        ("mat1 and mat2 shapes cannot be multiplied (32x25 and 400x120)", ((32, 25),), (32, 1)),
        ("mat1 and mat2 shapes cannot be multiplied (2x400 and 256x120)", ((2, 400),), ()),
        ("expected input[2, 128, 32, 32] to have 64 channels, but got 128 channels instead", (), ()),
    ],
)
def test_built_in_is_asked_for_by_reshapes_and_what_stands_beside_the_batch_alone(
    message: str, shapes: tuple[tuple[int, ...], ...], sizes: tuple[int, ...]
) -> None:
    assert built_in(failed(message, *shapes)) == sizes


@pytest.mark.parametrize("reason", ["batch", "random"])
def test_built_in_is_no_size_of_a_model_that_ran_with_two(reason: Reason) -> None:
    assert built_in(Broken("trace", reason)) == ()
