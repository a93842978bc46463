"""What an elementwise function is: it is sampled, and called by what it computes, however it is written.

`clamp(min=0)`, `maximum(x, 0)`, `x * (x > 0)` and `where(x > 0, x, 0)` are ReLU. A curve follows one tensor
through elementwise operations: the values that a function takes on a grid of numbers stand for the function.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import torch
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from grader.capture.operations import resolve
from grader.records.graph import Argument, Dtype, Reference

GRID: Final = torch.cat(
    [torch.linspace(-4, 4, 161), torch.linspace(-60, 60, 81), torch.tensor([1e-3, -1e-3, 0.37, -2.71])]
)
"""Numbers that maps and logits hold; zero is among them, as are values at which saturation shows."""
TOLERANCE: Final = 1e-5
"""Relative to the value, from 1 on. Two ways to write a sigmoid in float32 differ by 1e-7; a slope of 0.001,
or a bend at 0.001, by 1e-3."""
TINY: Final = 1e-6
"""What is less than this for every number of the grid carries nothing: float32 keeps 7 digits of a sum."""
OPERATIONS: Final = frozenset({
    "relu", "leaky_relu", "elu", "celu", "gelu", "silu", "mish", "hardswish", "hardtanh", "hardsigmoid",
    "sigmoid", "tanh", "softplus", "log_sigmoid", "threshold",
    "add", "sub", "rsub", "mul", "div", "neg", "abs", "sign", "exp", "log", "log1p", "log2", "sqrt", "rsqrt",
    "reciprocal", "sin", "cos", "erf", "square", "pow", "clamp", "clamp_min", "clamp_max", "maximum",
    "minimum", "where", "gt", "ge", "lt", "le", "eq", "ne", "logical_not", "logical_and", "logical_or",
    "logical_xor", "bitwise_not", "bitwise_and", "bitwise_or", "masked_fill", "expm1", "fmax",
    "fmin", "nan_to_num", "heaviside", "zeros_like", "ones_like", "full_like", "to",
    "ceil", "floor", "trunc", "round", "sinh", "cosh", "tan", "atan", "erfc",
})  # fmt: skip
"""Operations that work on each number alone, whatever stands beside it. `detach` is none of them: it changes
what is learnt."""


@dataclass(frozen=True)
class Sampled:
    """A function of one tensor: what it makes of the grid. Of no tensor, it is a constant."""

    source: Reference | None
    values: torch.Tensor


def of(source: Reference) -> Sampled:
    """Return the curve of a tensor itself."""
    return Sampled(source, GRID)


def constant(value: float | bool) -> Sampled:
    """Return the curve of one number."""
    return Sampled(None, torch.full_like(GRID, value))


def apply(op: str, args: Sequence[Argument | Sampled]) -> Sampled | None:
    """Return the curve of an operation's result; None if it is no function of one tensor.

    Args:
        op: a name in the table of operations.
        args: its arguments, a curve in the place of each tensor.
    """
    sources = {each.source for each in args if isinstance(each, Sampled) and each.source is not None}
    if op.split(".")[0] not in OPERATIONS or len(sources) != 1:
        return None
    values = [_value(each) for each in args]
    try:
        made = _compute(op, values)
    except (RuntimeError, TypeError, ValueError, IndexError):  # the Graph's own affair, as when it is run
        return None
    if made.dtype not in (torch.float32, torch.float64, torch.bool) or made.shape != GRID.shape:
        return None
    return Sampled(next(iter(sources)), made)


def _value(argument: Argument | Sampled) -> Any:
    if isinstance(argument, Sampled):
        return argument.values
    return getattr(torch, argument.name) if isinstance(argument, Dtype) else argument


def _compute(op: str, values: list[Any]) -> torch.Tensor:
    operation = resolve(op)
    schema = operation._schema.arguments
    positional = [value for value, each in zip(values, schema, strict=True) if not each.kwarg_only]
    named = {
        each.name: value
        for value, each in zip(values, schema, strict=True)
        if each.kwarg_only and value is not None and each.name != "device"
    }
    made = operation(*positional, **named)
    assert isinstance(made, torch.Tensor)
    return made


# -- names -----------------------------------------------------------------------------------------------

Function = tuple[str, tuple[Argument, ...]]
"""An operation of the table, and its arguments after the first."""
_NAMED: Final[tuple[tuple[Function, Callable[[torch.Tensor], torch.Tensor]], ...]] = (
    (("relu.default", ()), torch.relu),
    (("sigmoid.default", ()), torch.sigmoid),
    (("tanh.default", ()), torch.tanh),
    (("silu.default", ()), F.silu),
    (("gelu.default", ("none",)), F.gelu),
    (("gelu.default", ("tanh",)), lambda x: F.gelu(x, approximate="tanh")),
    (("elu.default", (1.0, 1, 1)), F.elu),
    (("softplus.default", (1, 20)), F.softplus),
    (("mish.default", ()), F.mish),
    (("hardswish.default", ()), F.hardswish),
    (("hardsigmoid.default", ()), F.hardsigmoid),
    (("hardtanh.default", (-1, 1)), F.hardtanh),
    (("hardtanh.default", (0.0, 6.0)), F.relu6),
    (("log_sigmoid.default", ()), F.logsigmoid),
)
_CURVES: Final = tuple((function, compute(GRID)) for function, compute in _NAMED)


def is_zero(curve: Sampled) -> bool:
    """Whether a function carries nothing of its tensor."""
    return curve.values.dtype == torch.float32 and bool((curve.values.abs() < TINY).all())


def is_identity(curve: Sampled) -> bool:
    """Whether a function leaves every number as it is."""
    return _alike(curve.values, GRID)


def keeps_zero(curve: Sampled) -> bool:
    """Whether a function makes zero of zero."""
    return not bool(curve.values[GRID == 0].any())


def recognise(curve: Sampled) -> Function | None:
    """Return the activation that a function is; None if it is none that has a name."""
    found = next((function for function, values in _CURVES if _alike(curve.values, values)), None)
    return found or _leaky(curve.values)


def _leaky(values: torch.Tensor) -> Function | None:
    """A leaky ReLU has any slope below zero, 1 above."""
    if values.dtype != torch.float32:
        return None
    slope = float(values[0] / GRID[0])
    if 0 < abs(slope) < 1 and _alike(values, F.leaky_relu(GRID, slope)):
        return "leaky_relu.default", (round(slope, 6),)
    return None


def _alike(one: torch.Tensor, other: torch.Tensor) -> bool:
    if one.dtype != torch.float32:  # in another precision, what follows is computed in that
        return False
    return bool(torch.allclose(one, other, rtol=TOLERANCE, atol=TOLERANCE))
