"""Windows of a map: which of its numbers each number of a tensor is made of.

A view of a map picks, at every place, the number whose position is a sum of offsets, one for each axis:
slices, selections, permutations, reshapes, and the windows of `unfold` alike. Nothing of the map is computed.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import torch

from grader.analysis.arguments import two
from grader.analysis.walk import OFFSETS
from grader.records.graph import Argument, Node, Reference, Size

Axis = torch.Tensor | None
"""The offsets along an axis, the first of them 0; None stands for the batch, which there is once."""
Function = Literal["max", "sum"]


@dataclass(frozen=True)
class Windows:
    """A tensor of which every number is made of a window of a map.

    The number at (i, n, j, …) is made of those of image n at the positions
    `axes[0][i] + axes[2][j] + … + each of window`, if the batch is axis 1.
    """

    source: Reference
    axes: tuple[Axis, ...]
    window: torch.Tensor
    function: Function | None = None
    """What is made of a window's numbers; None if it holds one number."""
    factor: float = 1.0
    """What a sum is multiplied by."""

    @property
    def count(self) -> int:
        """The number of offsets."""
        return len(self.window) + sum(len(axis) for axis in self.axes if axis is not None)


def same(one: Axis, other: Axis) -> bool:
    """Return whether two axes have the same offsets."""
    return one is other if one is None or other is None else torch.equal(one, other)


def from_zero(offsets: torch.Tensor) -> torch.Tensor:
    """Return the offsets without what they begin with."""
    return offsets - offsets[0]


def named_axes(argument: Argument, rank: int) -> set[int]:
    """Return the places of the axes that an argument names."""
    items = argument if isinstance(argument, tuple) else (argument,)
    return {item % rank for item in items if isinstance(item, int)}


def _permuted(node: Node, before: Windows) -> Windows | None:
    order = node.args[1]
    assert isinstance(order, tuple)
    return replace(before, axes=tuple(before.axes[each] for each in order if isinstance(each, int)))


def _selected(node: Node, before: Windows) -> Windows | None:
    return _picked(node, before, lambda axis, index: axis[index : index + 1], keeps=False)


def _sliced(node: Node, before: Windows) -> Windows | None:
    end, step = node.args[3:5]
    return _picked(node, before, lambda axis, start: axis[start:end:step])


def _flipped(node: Node, before: Windows) -> Windows | None:
    for dim in named_axes(node.args[1], len(before.axes)):
        axis = before.axes[dim]
        if axis is None:
            return None
        before = _with_axis(before, dim, axis.flip(0))
    return before


def _picked(
    node: Node,
    before: Windows,
    pick: Callable[[torch.Tensor, int], torch.Tensor],
    *,
    keeps: bool = True,
) -> Windows | None:
    """Keep some of an axis: what its offsets begin with goes to the window."""
    dim, first = node.args[1:3]
    if not isinstance(dim, int) or not isinstance(first, int | None):
        return None
    dim %= len(before.axes)
    axis = before.axes[dim]
    if axis is None:
        return None
    first = first or 0
    kept = pick(axis, first % len(axis) if first < 0 else first)
    if not len(kept):
        return None
    found = _with_axis(before, dim, kept)
    return found if keeps else replace(found, axes=(*found.axes[:dim], *found.axes[dim + 1 :]))


def _with_axis(before: Windows, dim: int, offsets: torch.Tensor) -> Windows:
    axes = (*before.axes[:dim], from_zero(offsets), *before.axes[dim + 1 :])
    return replace(before, axes=axes, window=before.window + offsets[0])


def _unfolded(node: Node, before: Windows) -> Windows | None:
    dim, size, step = (arg for arg in node.args[1:4] if isinstance(arg, int))
    return _in_pieces(before, dim % len(before.axes), size, step)


def _in_pieces(before: Windows, dim: int, size: int, step: int) -> Windows | None:
    """Cut an axis into pieces that begin `step` apart; what is inside a piece is a new last axis."""
    axis = before.axes[dim]
    parts = _separated(axis.unfold(0, size, step)) if axis is not None and len(axis) >= size else None
    if parts is None:
        return None
    return replace(before, axes=(*before.axes[:dim], parts[0], *before.axes[dim + 1 :], parts[1]))


def _in_squares(node: Node, before: Windows) -> Windows | None:
    """Cut the rows and the columns of a map into pieces, as poolings and `im2col` do without padding."""
    sizes, steps, padding, dilation = (two(argument) for argument in _cutting(node))
    if len(before.axes) != 4 or any(padding) or set(dilation) != {1}:
        return None
    rows = _in_pieces(before, 2, sizes[0], (steps or sizes)[0])
    return None if rows is None else _in_pieces(rows, 3, sizes[1], (steps or sizes)[1])


def _cutting(node: Node) -> tuple[Argument, ...]:
    """Return kernel, stride, padding and dilation."""
    if node.op == "im2col.default":
        _, kernel, dilation, padding, stride = node.args
        return kernel, stride, padding, dilation
    return node.args[1], node.args[2], node.args[3], node.args[4] if node.op == "max_pool2d.default" else 1


def _as_columns(node: Node, before: Windows) -> Windows | None:
    """What `im2col` makes: channels and windows in one axis, places in the other."""
    squares = _in_squares(node, before)
    if squares is None:
        return None
    batch, channels, rows, columns, *inside = squares.axes
    first, last = (_joined(axes) for axes in ((channels, *inside), (rows, columns)))
    return None if first is None or last is None else replace(squares, axes=(batch, first, last))


def _pixels_apart(node: Node, before: Windows) -> Windows | None:
    """The pixels of each square become channels."""
    side = node.args[1]
    if not isinstance(side, int) or len(before.axes) != 4:
        return None
    rows = _in_pieces(before, 2, side, side)
    squares = None if rows is None else _in_pieces(rows, 3, side, side)
    if squares is None:
        return None
    batch, channels, high, wide, *inside = squares.axes
    joined = _joined((channels, *inside))
    return None if joined is None else replace(squares, axes=(batch, joined, high, wide))


def _pooled(node: Node, before: Windows) -> Windows | None:
    """A pooling whose windows are part of larger ones."""
    function: Function = "max" if node.op == "max_pool2d.default" else "sum"
    squares = _in_squares(node, before)
    if squares is None or before.function not in (None, function) or node.args[-1] not in (False, None):
        return None
    *axes, high, wide = squares.axes
    inside = _joined((high, wide))
    if inside is None or len(before.window) * len(inside) > OFFSETS:
        return None
    window = (before.window[:, None] + inside).flatten()
    factor = before.factor / len(inside) if function == "sum" else before.factor
    return replace(before, axes=tuple(axes), window=window, function=function, factor=factor)


def _separated(offsets: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor] | None:
    """Return offsets (rows, columns) as sums of one for the row and one for the column, if they are."""
    rows, columns = from_zero(offsets[:, 0]), from_zero(offsets[0])
    return (rows, columns) if torch.equal(rows[:, None] + columns + offsets[0, 0], offsets) else None


def _reshaped(node: Node, before: Windows) -> Windows | None:
    """Axes are joined, and split again where each part still has offsets of its own."""
    batch, after = before.axes.index(None), node.shapes[0]
    sides = before.axes[:batch], before.axes[batch + 1 :]
    counts = [math.prod(len(axis) for axis in side if axis is not None) for side in sides]
    for place in range(len(after)):
        first, last = whole_numbers(after[:place]), whole_numbers(after[place + 1 :])
        if first is None or last is None or [math.prod(first), math.prod(last)] != counts:
            continue
        split = _split(sides[0], first), _split(sides[1], last)
        if split[0] is not None and split[1] is not None:
            return replace(before, axes=(*split[0], None, *split[1]))
    return None


def whole_numbers(sizes: Sequence[Size]) -> tuple[int, ...] | None:
    """Return sizes that do not depend on the batch; None if one does."""
    numbers = tuple(size for size in sizes if isinstance(size, int))
    return numbers if len(numbers) == len(sizes) else None


def _split(axes: Sequence[Axis], sizes: tuple[int, ...]) -> tuple[Axis, ...] | None:
    """Return the same offsets along axes of these sizes; None if they are no sums of one for each."""
    offsets = _joined(axes)
    if offsets is None:
        return None
    found: list[Axis] = []
    for size in sizes[:-1]:
        parts = _separated(offsets.reshape(size, -1)) if size else None
        if parts is None:
            return None
        found.append(parts[0])
        offsets = parts[1]
    return (*found, offsets) if sizes else ()


def _joined(axes: Sequence[Axis]) -> torch.Tensor | None:
    """Return several axes as one; None if it would be too long, or the batch is among them."""
    offsets = torch.zeros(1, dtype=torch.int64)
    for axis in axes:
        if axis is None or len(offsets) * len(axis) > OFFSETS:
            return None
        offsets = (offsets[:, None] + axis).flatten()
    return offsets


VIEWS: Final[dict[str, Callable[[Node, Windows], Windows | None]]] = {
    "permute.default": _permuted,
    "reshape.default": _reshaped,
    "select.int": _selected,
    "slice.Tensor": _sliced,
    "flip.default": _flipped,
    "unfold.default": _unfolded,
    "im2col.default": _as_columns,
    "pixel_unshuffle.default": _pixels_apart,
    "max_pool2d.default": _pooled,
    "avg_pool2d.default": _pooled,
}
