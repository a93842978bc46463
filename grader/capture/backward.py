"""Whether the backward of a student's autograd.Function derives its forward. Runs in the child.

A Graph records what forward computes, and the grader derives that. A backward that computes something else is
not seen in it, so it is held against finite differences of its own forward.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch

from grader.capture.draws import seed_draws
from grader.records.graph import Remark
from grader.records.source import Line

STEP = 1e-4
TOLERANCE = 0.02
"""Relative. A few numbers of a random tensor lie so near a bend that their difference is none."""
DIRECTIONS = 3


@dataclass(frozen=True)
class AppliedFunction:
    """A call of an autograd.Function: its arguments, with the shape in the place of each tensor of floats."""

    function: Any
    arguments: tuple[Any, ...]
    at: Line | None


def watch_functions(applied: list[AppliedFunction], at: Callable[[], Line | None]) -> None:
    """Note every student's autograd.Function that is applied.

    Args:
        applied: where they are noted.
        at: returns the student's line that is being executed.
    """
    apply = vars(torch.autograd.Function)["apply"]

    def watching(function: Any, *arguments: Any, **named: Any) -> Any:
        known = any(each.function is function for each in applied)
        if function.__module__ == "submission" and not named and not known:
            applied.append(AppliedFunction(function, tuple(map(_described, arguments)), at()))
        return apply.__get__(None, function)(*arguments, **named)

    torch.autograd.Function.apply = classmethod(watching)


def _described(argument: Any) -> Any:
    if isinstance(argument, torch.Tensor) and argument.is_floating_point():
        return argument.shape
    return argument


def remarks(applied: list[AppliedFunction]) -> Iterator[Remark]:
    """Yield a remark for every function whose backward does not derive its forward."""
    for each in applied:
        if any(isinstance(argument, torch.Tensor) for argument in each.arguments):
            continue  # whole numbers, such as indices, that cannot be made up
        if not _derives(each):
            yield Remark("backward", each.at, each.function.__name__[:100])


def _derives(each: AppliedFunction) -> bool:
    """Return whether the derivative is right in most of some random directions, or cannot be asked for."""
    generator = torch.Generator().manual_seed(0)
    try:
        return 2 * sum(_holds(each, generator) for _ in range(DIRECTIONS)) > DIRECTIONS
    except Exception:  # the student's own, such as a forward that takes no other numbers
        return True


def _holds(each: AppliedFunction, generator: torch.Generator) -> bool:
    def drawn(shape: torch.Size) -> torch.Tensor:
        return torch.randn(shape, generator=generator, dtype=torch.float64)

    point = [drawn(shape) for shape in each.arguments if isinstance(shape, torch.Size)]
    ways = [drawn(tensor.shape) for tensor in point]
    with torch.no_grad():
        ahead, behind = (
            _computed(each, [p + step * w for p, w in zip(point, ways, strict=True)])
            for step in (STEP, -STEP)
        )
    factors = drawn(ahead.shape)
    difference = float((factors * (ahead - behind).double()).sum() / (2 * STEP))
    leaves = [tensor.requires_grad_() for tensor in point]
    out = _computed(each, leaves)
    found = torch.autograd.grad(out, leaves, factors.to(out.dtype), allow_unused=True)
    parts = [way * slope for way, slope in zip(ways, found, strict=True) if slope is not None]
    derived = sum(float(part.sum()) for part in parts)
    scale = max([abs(difference), abs(derived), *(float(part.norm()) for part in parts)])
    return abs(difference - derived) <= TOLERANCE * scale


def _computed(each: AppliedFunction, tensors: list[torch.Tensor]) -> torch.Tensor:
    waiting = iter(tensors)
    arguments = [
        next(waiting) if isinstance(argument, torch.Size) else argument for argument in each.arguments
    ]
    seed_draws(0)
    result = each.function.apply(*arguments)
    assert isinstance(result, torch.Tensor)
    return result
