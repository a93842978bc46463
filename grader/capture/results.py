"""What forward returns: a tensor, or something that has the right one in it. Runs in the child."""

import dataclasses
import sys
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

import torch

from grader.records.graph import Remark
from grader.records.source import Line

NATURAL = ("logits", "output", "outputs", "out", "pred", "prediction", "predictions", "y", "x")
"""Names of a model's output, the most natural first."""


def named(result: Any) -> dict[str, Any]:
    """Return the values in a result by their names or places; none of what is no collection."""
    if isinstance(result, dict):
        return {str(name): value for name, value in result.items()}
    if isinstance(result, tuple) and hasattr(result, "_fields"):
        return dict(zip(map(str, result._fields), result, strict=False))
    if isinstance(result, tuple | list):
        return {str(place): value for place, value in enumerate(result)}
    if dataclasses.is_dataclass(result) and not isinstance(result, type):
        return {each.name: getattr(result, each.name, None) for each in dataclasses.fields(result)}
    return {}


def chosen(values: Mapping[str, Any], names: tuple[str, ...]) -> list[torch.Tensor] | None:
    """Return the tensors that an assignment asks for by name, or by place where they have no names.

    None if one of them is missing.

    Args:
        values: what forward returns, by name.
        names: the names that are asked for.
    """
    if all(name in values for name in names):
        found = [values[name] for name in names]
    else:
        found = list(values.values())[: len(names)] if all(map(str.isdigit, values)) else []
    tensors = [value for value in found if isinstance(value, torch.Tensor)]
    return tensors if len(tensors) == len(names) else None


def right(values: Mapping[str, Any], shapes: tuple[tuple[int, ...], ...], size: int) -> str | None:
    """Return the name of the tensor that is meant: of a right shape, or of the most natural name.

    Args:
        values: what forward returns, by name.
        shapes: the shapes, without the batch, that an output may have.
        size: the batch size.
    """
    tensors = {name: value for name, value in values.items() if isinstance(value, torch.Tensor)}
    fitting = [name for name, value in tensors.items() if tuple(value.shape) in _with_batch(shapes, size)]
    natural = [name for name in NATURAL if name in (fitting or tensors)]
    return next(iter((*natural, *fitting)), None)


def _with_batch(shapes: tuple[tuple[int, ...], ...], size: int) -> set[tuple[int, ...]]:
    return {(size, *shape) for shape in shapes}


def remark(result: Any, chosen: str, at: Line | None) -> Remark:
    """Return the remark that a tensor was chosen: the result's type, how many values it has, and which."""
    return Remark("returns_several", at, f"{type(result).__name__[:100]} {len(named(result))} {chosen[:100]}")


def line_of_return(
    forward: Callable[[], Any], names: Mapping[str, int], *, of_nothing: bool = False
) -> Line | None:
    """Run forward again and return the student's line that returned its result, or the last one it ran.

    Args:
        forward: runs the model.
        names: the units of the student's code, by file name.
        of_nothing: whether it returns None.
    """
    lines: list[Line] = []

    def watch(frame: FrameType, event: str, value: Any) -> None:
        if event == "return" and (value is None) == of_nothing and frame.f_code.co_filename in names:
            lines.append(Line(names[frame.f_code.co_filename], frame.f_lineno))

    sys.setprofile(watch)
    try:
        forward()
    finally:
        sys.setprofile(None)
    return lines[-1] if lines else None
