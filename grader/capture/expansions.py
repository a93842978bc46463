"""Operations that are not in the table, written with those that are. Runs in the child.

Torch itself cannot take them apart, or takes them apart into what no Graph should hold. Each is computed with
the recorder on, so that what is recorded is what is computed.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor


def _weight_norm(direction: Tensor, size: Tensor, dim: int = 0) -> tuple[Tensor, Tensor]:
    """Return a weight of a direction and a size, and the direction's own size."""
    others = [axis for axis in range(direction.dim()) if axis != dim % direction.dim()]
    norm = torch.linalg.vector_norm(direction, 2, others, keepdim=True)
    return direction * (size / norm), norm


def _index(source: Tensor, indices: list[Tensor | None]) -> Any:
    """Pick along one dimension by a list of whole numbers, or along the first two by a list for each."""
    given = [dim for dim, index in enumerate(indices) if index is not None]
    if given == [0, 1]:
        return _index_two(source, *indices)
    index = indices[given[0]] if len(given) == 1 else None
    if index is None or index.dim() != 1 or index.dtype not in (torch.int64, torch.int32):
        return NotImplemented
    size = source.shape[given[0]]
    return torch.index_select(source, given[0], torch.where(index < 0, index + size, index))


def _index_two(source: Tensor, first: Tensor | None, second: Tensor | None, *_: Any) -> Any:
    """Pick the last step of each sequence, as `y[torch.arange(n), lengths - 1]` does."""
    whole = (torch.int64, torch.int32)
    if first is None or second is None or first.shape != second.shape or first.dim() != 1:
        return NotImplemented
    if first.dtype not in whole or second.dtype not in whole:
        return NotImplemented
    rows, steps = source.shape[:2]
    place = torch.where(first < 0, first + rows, first) * steps
    place = place + torch.where(second < 0, second + steps, second)
    return torch.index_select(source.reshape(-1, *source.shape[2:]), 0, place)


def _index_put(target: Tensor, indices: list[Tensor | None], values: Tensor, accumulate: bool = False) -> Any:
    """Write one number where a mask of the tensor's own shape is true, as `x[x < 0] = 0` does, or parts."""
    given = [(dim, index) for dim, index in enumerate(indices) if index is not None]
    if len(given) == 1 and not accumulate and given[0][1].dtype in (torch.int64, torch.int32):
        return _index_put_along(target, *given[0], values)
    mask = indices[0] if len(indices) == 1 else None
    if mask is None or mask.dtype != torch.bool or mask.shape != target.shape or accumulate:
        return NotImplemented
    if values.numel() != 1:
        return NotImplemented
    return target.copy_(torch.where(mask, values.to(target.dtype), target))


def _index_put_along(target: Tensor, dim: int, index: Tensor, values: Tensor) -> Any:
    """Write a part of a tensor for each index along one dimension, as `x[:, [0, 2]] = y` does."""
    if index.dim() != 1:
        return NotImplemented
    size = target.shape[dim]
    places = torch.where(index < 0, index + size, index).to(torch.int64)
    shape = (*target.shape[:dim], index.shape[0], *target.shape[dim + 1 :])
    return target.copy_(torch.index_copy(target, dim, places, values.to(target.dtype).expand(shape)))


def _normal(mean: float, std: float, size: list[int], **options: Any) -> Tensor:
    options.pop("generator", None)
    return torch.randn(size, **options) * std + mean


def _norm(source: Tensor, p: float | None, dim: list[int] | None = None, keepdim: bool = False) -> Tensor:
    found: Tensor = torch.linalg.vector_norm(source, 2 if p is None else p, dim or None, keepdim)
    return found


def _convolution(
    source: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    stride: list[int],
    padding: list[int],
    dilation: list[int],
    transposed: bool,
    output_padding: list[int],
    groups: int,
    *_of_the_backend: bool,
) -> Any:
    """Convolve as the layers do whose inside this is, for `torch.vmap` and `torch.jit.trace`."""
    dims = weight.dim() - 2
    if dims not in (1, 2, 3):
        return NotImplemented
    if transposed:
        kinds = (torch.conv_transpose1d, torch.conv_transpose2d, torch.conv_transpose3d)
        turned = kinds[dims - 1]
        return turned(source, weight, bias, stride, padding, output_padding, groups, dilation)
    kind = (torch.conv1d, torch.conv2d, torch.conv3d)[dims - 1]
    return kind(source, weight, bias, stride, padding, dilation, groups)


def _rot90(source: Tensor, times: int, dims: list[int]) -> Tensor:
    first, second = dims
    turned = [source, source.flip(second), source.flip(dims), source.flip(first)][times % 4]
    return turned.transpose(first, second) if times % 2 else turned


def _softmax(source: Tensor, dim: int, _half_to_float: bool) -> Tensor:
    return torch.softmax(source, dim)


def _log_softmax(source: Tensor, dim: int, _half_to_float: bool) -> Tensor:
    return torch.log_softmax(source, dim)


def _lerp(start: Tensor, end: Tensor, weight: Tensor | float) -> Tensor:
    return start + (end - start) * weight


def _addcmul(source: Tensor, one: Tensor, other: Tensor, value: float = 1) -> Tensor:
    product = one * other
    return source + (product if value == 1 else product * value)


def _addcdiv(source: Tensor, one: Tensor, other: Tensor, value: float = 1) -> Tensor:
    quotient = one / other
    return source + (quotient if value == 1 else quotient * value)


def _hypot(one: Tensor, other: Tensor) -> Tensor:
    return torch.sqrt(one * one + other * other)


def _var_mean(source: Tensor, *args: Any, **options: Any) -> tuple[Tensor, Tensor]:
    dims = args[0] if args else options.get("dim")
    mean = source.mean() if dims is None else source.mean(dims, options.get("keepdim", False))
    return torch.var(source, *args, **options), mean


def _std_mean(source: Tensor, *args: Any, **options: Any) -> tuple[Tensor, Tensor]:
    variance, mean = _var_mean(source, *args, **options)
    return variance.sqrt(), mean


def _exp2(source: Tensor) -> Tensor:
    return torch.exp(source * math.log(2))


def _logaddexp(one: Tensor, other: Tensor) -> Tensor:
    return torch.maximum(one, other) + torch.log1p(torch.exp(-(one - other).abs()))


def _logaddexp2(one: Tensor, other: Tensor) -> Tensor:
    return torch.maximum(one, other) + torch.log1p(_exp2(-(one - other).abs())) / math.log(2)


def _copysign(size: Tensor, sign: Tensor | float) -> Tensor:
    sign = torch.as_tensor(sign)
    return torch.where(sign >= 0, size.abs(), -size.abs())


EXPANSIONS: Mapping[str, Callable[..., Any]] = {
    "_weight_norm_interface.default": _weight_norm,
    "index.Tensor": _index,
    "index_put_.default": _index_put,
    "normal.float_float": _normal,
    "norm.Scalar": _norm,
    "norm.ScalarOpt_dim": _norm,
    "convolution.default": _convolution,
    "_convolution.default": _convolution,
    "rot90.default": _rot90,
    "_softmax.default": _softmax,
    "_log_softmax.default": _log_softmax,
    "sgn.default": torch.sign,  # of real numbers, as all numbers of a Graph are
    "lerp.Scalar": _lerp,
    "lerp.Tensor": _lerp,
    "addcmul.default": _addcmul,
    "addcdiv.default": _addcdiv,
    "hypot.default": _hypot,
    "var_mean.correction": _var_mean,
    "std_mean.correction": _std_mean,
    "exp2.default": _exp2,
    "logaddexp.default": _logaddexp,
    "logaddexp2.default": _logaddexp2,
    "copysign.Tensor": _copysign,
    "copysign.Scalar": _copysign,
    "vdot.default": torch.dot,
}
"""By the operation's name; one that returns `NotImplemented` leaves it to torch."""
