"""Operations that are not in the table, written with those that are. Runs in the child.

Torch itself cannot take them apart, or takes them apart into what no Graph should hold. Each is computed with
the recorder on, so that what is recorded is what is computed.
"""

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
    """Pick along one dimension by a list of whole numbers; nothing else is that simple."""
    given = [dim for dim, index in enumerate(indices) if index is not None]
    index = indices[given[0]] if len(given) == 1 else None
    if index is None or index.dim() != 1 or index.dtype not in (torch.int64, torch.int32):
        return NotImplemented
    size = source.shape[given[0]]
    return torch.index_select(source, given[0], torch.where(index < 0, index + size, index))


def _index_put(target: Tensor, indices: list[Tensor | None], values: Tensor, accumulate: bool = False) -> Any:
    """Write one number where a mask of the tensor's own shape is true, as `x[x < 0] = 0` does."""
    mask = indices[0] if len(indices) == 1 else None
    if mask is None or mask.dtype != torch.bool or mask.shape != target.shape or accumulate:
        return NotImplemented
    if values.numel() != 1:
        return NotImplemented
    return target.copy_(torch.where(mask, values.to(target.dtype), target))


def _normal(mean: float, std: float, size: list[int], **options: Any) -> Tensor:
    options.pop("generator", None)
    return torch.randn(size, **options) * std + mean


EXPANSIONS: Mapping[str, Callable[..., Any]] = {
    "_weight_norm_interface.default": _weight_norm,
    "index.Tensor": _index,
    "index_put_.default": _index_put,
    "normal.float_float": _normal,
}
"""By the operation's name; one that returns `NotImplemented` leaves it to torch."""
