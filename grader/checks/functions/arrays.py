"""Read the arrays of an answer, strictly and within bounds, and compare them."""

from collections.abc import Iterator
from dataclasses import dataclass

import safetensors
import safetensors.torch
import torch
from torch import Tensor

from grader.records.rehearsal_protocol import CallAnswer, ValuePart

SEQUENCES = {"tuple", "list"}
MOST = 2_000_000
"""Numbers that an answer may hold."""


class Unreadable(Exception):  # noqa: N818 - an outcome
    """Raised if an answer's arrays are not what it says."""


@dataclass(frozen=True)
class Leaf:
    """One value of an answer: a number or an array, as a tensor."""

    kind: str
    value: Tensor | None
    """None for what is no number."""


def leaves(answer: CallAnswer) -> list[Leaf]:
    """Return the values of an answer in order.

    Raises:
        Unreadable: its arrays are missing or too large.
    """
    arrays = read(answer)
    return list(_leaves(answer.value, arrays)) if answer.value is not None else []


def gradients(answer: CallAnswer) -> dict[str, Tensor]:
    """Return the gradients of an answer, by argument.

    Raises:
        Unreadable: its arrays are missing or too large.
    """
    return {name: each for name, each in read(answer).items() if name.startswith("gradient ")}


def read(answer: CallAnswer) -> dict[str, Tensor]:
    """Return the arrays of an answer.

    Raises:
        Unreadable: they are not safetensors, or too large.
    """
    if not answer.arrays:
        return {}
    try:
        found: dict[str, Tensor] = safetensors.torch.load(answer.arrays)
    except (safetensors.SafetensorError, ValueError, KeyError, RuntimeError):
        raise Unreadable from None
    if sum(each.numel() for each in found.values()) > MOST:
        raise Unreadable
    return found


def _leaves(piece: ValuePart, arrays: dict[str, Tensor]) -> Iterator[Leaf]:
    if piece.items or piece.kind in (*SEQUENCES, "dict"):
        for item in piece.items:
            yield from _leaves(item, arrays)
    elif piece.array:
        if piece.array not in arrays:
            raise Unreadable
        yield Leaf(piece.kind, arrays[piece.array])
    elif piece.kind in ("float", "int", "bool"):
        number = float("nan") if piece.number is None else piece.number
        yield Leaf(piece.kind, torch.tensor(number, dtype=torch.float64))
    else:
        yield Leaf(piece.kind, None)


def equal(student: Tensor, expected: Tensor, tolerance: float) -> bool:
    """Return whether two arrays are equal within a tolerance, relative to the largest expected number."""
    if student.shape != expected.shape:
        return False
    if not student.numel():
        return True
    one, other = student.to(torch.float64), expected.to(torch.float64)
    finite = other[other.isfinite()].abs()
    largest = float(finite.max()) if finite.numel() else 0.0
    return bool(
        torch.isclose(one, other, rtol=tolerance, atol=tolerance * largest + 1e-12, equal_nan=True).all()
    )


def form(answer: CallAnswer) -> str:
    """Return the form of an answer in words of Python: `tensor (8, 10) float32`, `(float, float)`."""
    try:
        return _form(answer.value, read(answer)) if answer.value is not None else "-"
    except Unreadable:
        return "-"


def _form(piece: ValuePart, arrays: dict[str, Tensor]) -> str:
    if piece.array:
        array = arrays.get(piece.array)
        if array is None:
            raise Unreadable
        return f"{piece.kind} {tuple(array.shape)} {str(array.dtype).removeprefix('torch.')}"
    if piece.kind in (*SEQUENCES, "dict"):
        inside = ", ".join(_form(each, arrays) for each in piece.items)
        return (
            f"[{inside}]" if piece.kind == "list" else f"{'dict' if piece.kind == 'dict' else ''}({inside})"
        )
    return {"none": "None", "text": "str"}.get(
        piece.kind, piece.name if piece.kind == "other" else piece.kind
    )
