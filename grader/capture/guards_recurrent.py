"""Check the arguments of recurrent layers: their kernels trust that all weights fit one another.

The weights of a layer come as one list: for each layer and direction the input's weight, the state's weight,
both biases, and the projection's weight if the state is smaller than the cell.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor

MOST_LAYERS = 64


def require(holds: bool, what: str) -> None:
    """Raise `ValueError` unless a condition holds."""
    if not holds:
        raise ValueError(what)


def lstm(source: Tensor, state: Sequence[Tensor], weights: Sequence[Tensor], *rest: Any) -> None:
    """Require a batch of sequences, a state and a cell of it, and weights that fit both."""
    _whole(4, source, state, weights, *rest)


def gru(source: Tensor, state: Tensor, weights: Sequence[Tensor], *rest: Any) -> None:
    """Require the same of a GRU, which has no cell."""
    _whole(3, source, [state], weights, *rest)


def rnn(source: Tensor, state: Tensor, weights: Sequence[Tensor], *rest: Any) -> None:
    """Require the same of a simple recurrent layer."""
    _whole(1, source, [state], weights, *rest)


def packed_lstm(
    source: Tensor, sizes: Tensor, state: Sequence[Tensor], weights: Sequence[Tensor], *rest: Any
) -> None:
    """Require the same of an LSTM on sequences of several lengths."""
    _packed(4, source, sizes, state, weights, *rest)


def packed_gru(source: Tensor, sizes: Tensor, state: Tensor, weights: Sequence[Tensor], *rest: Any) -> None:
    """Require the same of a GRU."""
    _packed(3, source, sizes, [state], weights, *rest)


def packed_rnn(source: Tensor, sizes: Tensor, state: Tensor, weights: Sequence[Tensor], *rest: Any) -> None:
    """Require the same of a simple recurrent layer."""
    _packed(1, source, sizes, [state], weights, *rest)


def _whole(
    gates: int,
    source: Tensor,
    state: Sequence[Tensor],
    weights: Sequence[Tensor],
    biases: bool,
    layers: int,
    dropout: float,
    _train: bool,
    both: bool,
    batch_first: bool,
) -> None:
    require(source.dim() == 3 and source.numel() > 0, "a recurrent layer takes sequences of vectors")
    batch = source.shape[0 if batch_first else 1]
    _fits(gates, source, batch, state, weights, biases, layers, dropout, both)


def _packed(
    gates: int,
    source: Tensor,
    sizes: Tensor,
    state: Sequence[Tensor],
    weights: Sequence[Tensor],
    biases: bool,
    layers: int,
    dropout: float,
    _train: bool,
    both: bool,
) -> None:
    require(source.dim() == 2, "packed sequences are rows of vectors")
    packed_sizes(sizes, len(source))
    _fits(gates, source, int(sizes[0]), state, weights, biases, layers, dropout, both)


def packed_sizes(sizes: Tensor, rows: int) -> None:
    """Require numbers of sequences that go on at each step, which never grow and add up to the rows."""
    require(sizes.dim() == 1 and sizes.dtype == torch.int64 and sizes.numel() > 0, "packed sizes")
    require(bool((sizes > 0).all()) and bool((sizes[1:] <= sizes[:-1]).all()), "packed sizes that grow")
    require(int(sizes.sum()) == rows, "packed sizes of other rows")


def _fits(
    gates: int,
    source: Tensor,
    batch: int,
    state: Sequence[Tensor],
    weights: Sequence[Tensor],
    biases: bool,
    layers: int,
    dropout: float,
    both: bool,
) -> None:
    require(0 < layers <= MOST_LAYERS and 0 <= dropout <= 1, "the number of layers or the dropout")
    require(len(state) == (2 if gates == 4 else 1), "the number of states")
    require(all(each.dim() == 3 for each in state), "a state of another rank")
    directions = 2 if both else 1
    out, cell = state[0].shape[2], state[-1].shape[2]
    require(out > 0 and cell > 0, "an empty state")
    for each in state:
        require(each.shape[:2] == (layers * directions, batch), "a state for other layers or another batch")
    expected = list(_shapes(gates, source.shape[-1], out, cell, biases, layers, directions))
    require([tuple(weight.shape) for weight in weights] == expected, "weights of other sizes")
    _of_one_type([source, *state, *weights])


def _shapes(
    gates: int, inputs: int, out: int, cell: int, biases: bool, layers: int, directions: int
) -> Iterator[tuple[int, ...]]:
    for layer in range(layers):
        for _ in range(directions):
            yield gates * cell, inputs if layer == 0 else out * directions
            yield gates * cell, out
            if biases:
                yield from ((gates * cell,), (gates * cell,))
            if out != cell:
                yield out, cell


def _of_one_type(tensors: Sequence[Tensor]) -> None:
    require(tensors[0].is_floating_point(), "numbers that are no floats")
    require(len({each.dtype for each in tensors}) == 1, "numbers of several types")


def lstm_cell(source: Tensor, state: Sequence[Tensor], *weights: Tensor | None) -> None:
    """Require vectors, a state and a cell for each, and weights that fit both."""
    require(len(state) == 2, "the number of states")
    _cell(4, source, list(state), weights)


def gru_cell(source: Tensor, state: Tensor, *weights: Tensor | None) -> None:
    """Require the same of a GRU's cell."""
    _cell(3, source, [state], weights)


def rnn_cell(source: Tensor, state: Tensor, *weights: Tensor | None) -> None:
    """Require the same of a simple recurrent cell."""
    _cell(1, source, [state], weights)


def _cell(gates: int, source: Tensor, state: list[Tensor], weights: Sequence[Tensor | None]) -> None:
    require(source.dim() == 2 and source.numel() > 0, "a recurrent cell takes vectors")
    require(all(each.dim() == 2 for each in state), "a state of another rank")
    size = state[0].shape[1]
    require(size > 0, "an empty state")
    for each in state:
        require(tuple(each.shape) == (len(source), size), "a state for another batch")
    expected = ((gates * size, source.shape[1]), (gates * size, size), (gates * size,), (gates * size,))
    for weight, shape in zip(weights, expected, strict=False):
        require(weight is None or tuple(weight.shape) == shape, "weights of other sizes")
    _of_one_type([source, *state, *(weight for weight in weights if weight is not None)])


def packing(source: Tensor, lengths: Tensor, batch_first: bool) -> None:
    """Require a length for each sequence, from 1 to the sequence's own, and the longest first."""
    require(source.dim() >= 2, "packing takes sequences")
    batch, steps = source.shape[:2] if batch_first else (source.shape[1], source.shape[0])
    require(lengths.dtype == torch.int64 and tuple(lengths.shape) == (batch,), "lengths of other sequences")
    require(bool((lengths > 0).all()) and bool((lengths <= steps).all()), "a length beyond its sequence")
    require(bool((lengths[1:] <= lengths[:-1]).all()), "sequences that are not in the order of their lengths")


def unpacking(source: Tensor, sizes: Tensor, _batch_first: bool, _value: Any, total: int) -> None:
    """Require the sizes of the rows themselves, and a length in which the longest has room."""
    require(source.dim() >= 1, "packed sequences are rows")
    packed_sizes(sizes, len(source))
    require(total <= 65_536 and (total <= 0 or total >= len(sizes)), "a total length below the longest")


def bag(
    table: Tensor,
    indices: Tensor,
    offsets: Tensor,
    _by_frequency: bool,
    mode: int,
    _sparse: bool,
    factors: Tensor | None,
    last: bool,
    *_: Any,
) -> None:
    """Require a table of vectors, indices within it, and bags that begin one after another."""
    require(table.dim() == 2 and indices.dim() == 1 and offsets.dim() == 1, "bags of another rank")
    whole = (torch.int64, torch.int32)
    require(indices.dtype in whole and offsets.dtype == indices.dtype, "indices that are no whole numbers")
    require(0 <= mode <= 2, "a mode that is none")
    require(offsets.numel() > int(last), "no bag")
    require(int(offsets[0]) == 0 and bool((offsets[1:] >= offsets[:-1]).all()), "bags that do not follow")
    require(int(offsets[-1]) <= len(indices), "a bag beyond the indices")
    require(not last or int(offsets[-1]) == len(indices), "a last bag that ends before the indices")
    if indices.numel():
        require(int(indices.min()) >= 0 and int(indices.max()) < len(table), "an index beyond the table")
    if factors is not None:
        require(mode == 0 and factors.shape == indices.shape and factors.dtype == table.dtype, "factors")
