"""Check the arguments of operations whose kernels do not, or not on every device.

Unchecked, they would read and write beyond a tensor's end, or do a division that no processor can: that ends
the process. A trial's shapes say nothing about another batch, so the check is done each time.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from grader.capture import guards_recurrent as recurrent
from grader.capture.guards_recurrent import require

Guard = Callable[..., None]
"""Takes the positional arguments; raises `ValueError` if they do not fit together."""


def _attention(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None, *_: Any) -> None:
    """Require as many keys as values, and all three for the same number of images and heads, or for one."""
    require(min(query.dim(), key.dim(), value.dim()) >= 2, "attention takes sequences of vectors")
    require(key.shape[-2] == value.shape[-2], f"{key.shape[-2]} keys for {value.shape[-2]} values")
    require(query.shape[-1] == key.shape[-1], f"queries of {query.shape[-1]} for keys of {key.shape[-1]}")
    require(key.shape[:-2] == value.shape[:-2], "keys and values for other batches or heads")
    if mask is not None:
        whole = (query.shape[-2], key.shape[-2])
        fits = all(size in (1, full) for size, full in zip(mask.shape[-2:][::-1], whole[::-1], strict=False))
        require(fits, "a mask of another size")


def _division(dividend: Any, divisor: Any, *_: Any) -> None:
    """Require that integers are not divided by zero, nor the least integer by -1, which overflows."""
    if not (_is_whole(dividend) and _is_whole(divisor)):
        return
    divisor = torch.as_tensor(divisor)
    require(not bool((divisor == 0).any()), "a whole number is divided by zero")
    if bool((divisor == -1).any()):
        dividend = torch.as_tensor(dividend)
        least = torch.iinfo(dividend.dtype).min
        require(not bool((dividend == least).any()), f"{least} is divided by -1")


def _is_whole(value: Any) -> bool:
    if isinstance(value, Tensor):
        return not value.is_floating_point() and value.dtype != torch.bool
    return isinstance(value, int)


def _embedding(table: Tensor, index: Tensor, *_: Any) -> None:
    _within(index, table.shape[0] if table.dim() else 0)


def _picking(of: Tensor, dim: int, index: Tensor, *_: Any) -> None:
    """Require that every index is within the dimension."""
    _within(index, of.shape[dim] if of.dim() else 1)


def _within(index: Tensor, size: int) -> None:
    require(not index.is_floating_point(), "an index is no whole number")
    if index.numel():
        least, most = int(index.min()), int(index.max())
        beyond = most if least >= 0 else least
        require(least >= 0 and most < size, f"the index {beyond} is out of range for {size}")


def _scattering(into: Tensor, dim: int, index: Tensor, source: Tensor) -> None:
    """Require that every index is within the dimension, and that there is a number for each."""
    require(into.dim() == index.dim() == source.dim(), "indices of another rank")
    require(into.dtype == source.dtype and index.dtype == torch.int64, "numbers of another type")
    require(all(i <= s for i, s in zip(index.shape, source.shape, strict=True)), "fewer numbers than indices")
    _picking(into, dim, index)


def _putting(into: Tensor, dim: int, index: Tensor, source: Tensor, *_: Any) -> None:
    """Require that every index is within the dimension, and that a part of the source goes to each."""
    require(into.dim() == source.dim() > 0 and index.dim() == 1, "indices of another rank")
    require(into.dtype == source.dtype and index.dtype == torch.int64, "numbers of another type")
    rest = [[size for at, size in enumerate(each.shape) if at != dim % into.dim()] for each in (into, source)]
    require(source.shape[dim] == len(index) and rest[0] == rest[1], "parts of another size")
    _picking(into, dim, index)


def _unpooling(of: Tensor, index: Tensor, size: Any, *_: Any) -> None:
    """Require a place within the map for every number."""
    require(of.shape == index.shape, "a number of places that differs from that of the numbers")
    _within(index, math.prod(size))


def _chances(of: Tensor, *_: Any) -> None:
    """Require that every number is a probability."""
    if of.numel():
        require(bool((of >= 0).all()) and bool((of <= 1).all()), "a probability that is none")


GUARDS: Mapping[str, Guard] = {
    "scaled_dot_product_attention.default": _attention,
    "div.Tensor_mode": _division,
    "remainder.Scalar": _division,
    "embedding.default": _embedding,
    "index_select.default": _picking,
    "gather.default": _picking,
    "scatter.src": _scattering,
    "index_add.default": _putting,
    "index_copy.default": _putting,
    "max_unpool2d.default": _unpooling,
    "bernoulli.default": _chances,
    "embedding_bag.default": recurrent.bag,
    "embedding_bag.padding_idx": recurrent.bag,
    "lstm.input": recurrent.lstm,
    "gru.input": recurrent.gru,
    "rnn_tanh.input": recurrent.rnn,
    "rnn_relu.input": recurrent.rnn,
    "lstm.data": recurrent.packed_lstm,
    "gru.data": recurrent.packed_gru,
    "rnn_tanh.data": recurrent.packed_rnn,
    "rnn_relu.data": recurrent.packed_rnn,
    "lstm_cell.default": recurrent.lstm_cell,
    "gru_cell.default": recurrent.gru_cell,
    "rnn_tanh_cell.default": recurrent.rnn_cell,
    "rnn_relu_cell.default": recurrent.rnn_cell,
    "_pack_padded_sequence.default": recurrent.packing,
    "_pad_packed_sequence.default": recurrent.unpacking,
}
"""The guards by the name of the operation."""
