"""What a student's function is called with: cases, made on the trusted side."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import safetensors.torch
import torch
from torch import Tensor

from grader.base.text import Text, same
from grader.records.rehearsal_protocol import CallArgument, TrialCall


@dataclass(frozen=True, eq=False)
class WeightedModel:
    """A model of one matrix, which gives logits of images, and has dropout in training.

    Args:
        weight: the matrix: classes by numbers in an image.
    """

    weight: Tensor


@dataclass(frozen=True, eq=False)
class Batches:
    """A `DataLoader` of images and labels, in their order.

    Args:
        images: the images.
        labels: their labels.
        batch: images in a batch.
    """

    images: Tensor
    labels: Tensor
    batch: int


class Case:
    """One call of a function.

    Args:
        name: what the case is, in words for people and, as `Text.en`, for `checks.values`.
        arguments: tensors, numpy arrays, numbers, texts, None, lists of these, a `WeightedModel`, `Batches`.
        gradients: whether the gradients with respect to the floating tensors are compared as well.
        tolerance: how far a number may be from the reference's, relative to the largest of them.
        seed: what torch's and numpy's random numbers begin with.
    """

    def __init__(
        self,
        name: str | Text,
        *arguments: object,
        gradients: bool = False,
        tolerance: float = 1e-4,
        seed: int = 0,
    ) -> None:
        self.name = same(name) if isinstance(name, str) else name
        self.tolerance = tolerance
        arrays: dict[str, Tensor] = {}
        given = tuple(_given(each, arrays, gradients) for each in arguments)
        self.call = TrialCall(given, safetensors.torch.save(arrays), seed, gradients)


def given_values(values: Iterable[object]) -> tuple[CallArgument, ...]:
    """Return plain arguments without tensors, such as what a class is made with."""
    arrays: dict[str, Tensor] = {}
    found = tuple(_given(each, arrays, gradients=False) for each in values)
    if arrays:
        raise TypeError("a class is made with numbers and texts alone")
    return found


def digest(calls: Iterable[TrialCall]) -> str:
    """Return a digest of what a function is called with: results of other calls are out of date."""
    whole = hashlib.sha256()
    for call in calls:
        whole.update(repr((call.arguments, call.seed, call.gradients)).encode() + call.arrays)
    return whole.hexdigest()


def _given(value: object, arrays: dict[str, Tensor], gradients: bool) -> CallArgument:
    if isinstance(value, Tensor):
        wanted = gradients and value.is_floating_point()
        return CallArgument("tensor", _named(value, arrays), gradient=wanted)
    if isinstance(value, np.ndarray):
        return CallArgument("array", _named(torch.from_numpy(value), arrays))
    if isinstance(value, WeightedModel):
        return CallArgument("model", _named(value.weight, arrays))
    if isinstance(value, Batches):
        return CallArgument("loader", _named(value.images, arrays), _named(value.labels, arrays), value.batch)
    if isinstance(value, list):
        return CallArgument("list", items=tuple(_given(each, arrays, gradients) for each in value))
    return _plain(value)


def _plain(value: object) -> CallArgument:
    match value:
        case None:
            return CallArgument("none")
        case bool():
            return CallArgument("flag", number=value)
        case int():
            return CallArgument("whole", number=value)
        case float():
            return CallArgument("number", number=value)
        case str():
            return CallArgument("text", text=value)
    raise TypeError(f"no function of a student's can be called with {type(value).__name__}")


def _named(value: Tensor, arrays: dict[str, Tensor]) -> str:
    name = f"given {len(arrays)}"
    arrays[name] = value.detach().contiguous().clone()
    return name
