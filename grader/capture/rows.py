"""Cut what a model is called with out of rows of data, and draw rows to try a model with."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from grader.records.graph import Graph
from grader.records.signature import Given

SPREAD = 9973.0
"""Makes tokens of drawn numbers: a prime, so that near numbers are other tokens."""


def cut(rows: Tensor, given: Sequence[Given]) -> tuple[Tensor, ...]:
    """Return what a model is called with; the rows themselves if that is all."""
    if not given:
        return (rows,)
    pieces = torch.split(rows.reshape(len(rows), -1), [each.size for each in given if each.is_cut], dim=1)
    waiting = iter(pieces)
    found: list[Tensor] = []
    for each in given:
        if each.is_cut:
            piece = next(waiting).reshape(len(rows), *each.shape)
            found.append(piece.long() if each.kind == "tokens" else piece.float())
        else:
            found.append(_found(each, found[0]))
    return tuple(found)


def _found(given: Given, first: Tensor) -> Tensor:
    """Return the lengths of the sequences of the first input, at least 1, or where they are padded."""
    is_step = (first != 0).reshape(*first.shape[:2], -1).any(2)
    steps = torch.arange(1, first.shape[1] + 1, device=first.device)
    lengths = (is_step * steps).amax(1).clamp_min(1)
    return lengths if given.kind == "lengths" else steps > lengths[:, None]


def drawn(
    size: int, shape: Sequence[int], given: Sequence[Given], draw: Callable[[tuple[int, ...]], Tensor]
) -> Tensor:
    """Return rows to call a model with.

    If lengths or padding matter, the first sequence is whole, and the others end earlier and earlier.

    Args:
        size: the number of rows.
        shape: the shape of a row.
        given: what the model is called with.
        draw: draws numbers of a shape.
    """
    if not given:
        return draw((size, *shape))
    parts: list[Tensor] = []
    for each in given:
        if not each.is_cut:
            continue
        piece = draw((size, *each.shape))
        if each.kind == "tokens":
            piece = (piece.abs() * SPREAD).floor().remainder(each.below - 1) + 1
        if not parts and not all(other.is_cut for other in given):
            _shorten(piece)
        parts.append(piece.reshape(size, -1))
    return torch.cat(parts, 1).reshape(size, *shape)


def _shorten(sequences: Tensor) -> None:
    steps = sequences.shape[1]
    for index, each in enumerate(sequences):
        each[steps - index % max(steps // 2, 1) :] = 0


def noise(graph: Graph, size: int, seed: int) -> Tensor:
    """Return normal rows for a Graph, with tokens and lengths where it takes these."""
    generator = torch.Generator().manual_seed(seed)
    shape = [each for each in graph.input[1:] if isinstance(each, int)]
    return drawn(size, shape, graph.given, lambda sizes: torch.randn(sizes, generator=generator))
