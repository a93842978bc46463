"""Poolings written by hand: which numbers of a map each number of the result is made of decides.

A view of a map picks, at every place, the number whose position is a sum of offsets, one for each axis:
slices, selections, permutations, reshapes, and the windows of `unfold` alike. A maximum, a mean or a sum over
some of its axes, or over several views, gives every place a window of numbers. If the windows are those of a
pooling, in the map's own order, it is that pooling. Nothing of the map is computed.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import torch

from grader.analysis.arguments import two
from grader.records.graph import Argument, Node, Reference, Shape, Size

LARGEST: Final = 1 << 16
"""Maximum number of offsets of one axis or window that are followed."""
LONGEST: Final = 100
"""Maximum number of operations that a pooling is read from."""
WORK: Final = 1 << 24
"""How many offsets are worked out for one Graph: what is left then counts as no pooling. This takes 1 s."""
STEP: Final = 1000
"""What one operation costs of that, besides its offsets."""
Axis = torch.Tensor | None
"""The offsets along an axis, the first of them 0; None stands for the batch, which there is once."""
Function = Literal["max", "sum"]
OVER_AXES: Final[dict[str, Function]] = {
    "amax.default": "max",
    "mean.dim": "sum",
    "sum.dim_IntList": "sum",
}
OF_TWO: Final[dict[str, Function]] = {
    "maximum.default": "max",
    "fmax.default": "max",
    "add.Tensor": "sum",
}
POOLINGS: Final = frozenset({"max_pool2d.default", "avg_pool2d.default"})
SCALING: Final = frozenset({"mul.Tensor", "mul.Scalar", "div.Tensor", "div.Scalar"})
Pooling = tuple[Reference, str, tuple[Argument, ...]]
"""The map, the operation of the table, and its arguments after the map."""


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


class Poolings:
    """Reads nodes as poolings.

    Args:
        shape: returns a tensor's shape.
        producer: returns the node that makes a tensor; None if there is none.
    """

    def __init__(
        self, shape: Callable[[Reference], Shape], producer: Callable[[Argument], Node | None]
    ) -> None:
        self._shape = shape
        self._producer = producer
        self._work = WORK
        self._read = 0
        self._through = False

    def read(self, node: Node) -> Pooling | None:
        """Return the pooling of a map that a node ends; None if it ends none."""
        if len(node.shapes[0]) != 4 or node.op not in {*OVER_AXES, *OF_TWO, *SCALING, "reshape.default"}:
            return None
        return self._ended(node, through=False) or self._ended(node, through=True)

    def _ended(self, node: Node, *, through: bool) -> Pooling | None:
        """Read a node; `through` poolings on the way, such as one for the rows and one for the columns."""
        self._read, self._through = 0, through
        found = self._made(node)
        if found is None or found.function is None or len(found.window) < 2:
            return None
        squares = _squares(found, self._shape(found.source))
        if squares is None:
            return None
        if found.function == "max":
            return found.source, "max_pool2d.default", (*squares, (0, 0), (1, 1), False)
        if not math.isclose(found.factor * len(found.window), 1, rel_tol=1e-6):
            return None
        return found.source, "avg_pool2d.default", (*squares, (0, 0), False, True, None)

    def _windows(self, argument: Argument) -> Windows | None:
        """Return what a tensor is made of; if that is not known, of its own numbers."""
        if not isinstance(argument, Reference):
            return None
        self._read += 1
        if self._read > LONGEST or self._work < 0:
            return None
        node = self._producer(argument)
        found = (self._made(node) if node is not None else None) or self._whole(argument)
        self._work -= STEP + (found.count if found else 0)
        return found

    def _whole(self, source: Reference) -> Windows | None:
        sizes = [size for size in self._shape(source)[1:] if isinstance(size, int)]
        if len(sizes) + 1 != len(self._shape(source)) or max(sizes, default=0) > LARGEST:
            return None
        axes = [torch.arange(size) * math.prod(sizes[place + 1 :]) for place, size in enumerate(sizes)]
        return Windows(source, (None, *axes), torch.zeros(1, dtype=torch.int64))

    def _made(self, node: Node) -> Windows | None:
        if node.op in OF_TWO:
            return self._of_two(node)
        if node.op in POOLINGS and not self._through:
            return None
        if node.op == "stack.default":
            return self._stacked(node)
        before = self._windows(node.args[0]) if node.args and len(node.shapes) == 1 else None
        if before is None:
            return None
        if node.op in OVER_AXES:
            return _over_axes(node, before)
        if node.op in SCALING:
            return _scaled(node, before)
        return VIEWS[node.op](node, before) if node.op in VIEWS else None

    def _of_two(self, node: Node) -> Windows | None:
        """The largest of two numbers, or their sum, place by place."""
        one, other = (self._windows(argument) for argument in node.args[:2])
        if one is None or other is None or node.args[2:] not in ((), (1,)):
            return None
        if len(one.window) + len(other.window) > LARGEST:
            return None
        if not _go_together(one, other) or {one.function, other.function} - {None, OF_TWO[node.op]}:
            return None
        return replace(one, window=torch.cat([one.window, other.window]), function=OF_TWO[node.op])

    def _stacked(self, node: Node) -> Windows | None:
        """Tensors that differ in where their windows begin, along a new axis."""
        parts, dim = node.args
        found = [self._windows(part) for part in parts] if isinstance(parts, tuple) else []
        whole = [each for each in found if each is not None]
        if not whole or len(whole) != len(found) or not isinstance(dim, int):
            return None
        first = whole[0]
        if any(not _go_together(first, each) or each.function != first.function for each in whole):
            return None
        if any(not torch.equal(_from_zero(each.window), _from_zero(first.window)) for each in whole):
            return None
        begins = torch.stack([each.window[0] - first.window[0] for each in whole])
        at = dim % len(node.shapes[0])
        return replace(first, axes=(*first.axes[:at], begins, *first.axes[at:]))


def _go_together(one: Windows, other: Windows) -> bool:
    """Whether two tensors differ in their windows alone."""
    return (
        (one.source, one.factor) == (other.source, other.factor)
        and len(one.axes) == len(other.axes)
        and all(_same(mine, theirs) for mine, theirs in zip(one.axes, other.axes, strict=True))
    )


def _same(one: Axis, other: Axis) -> bool:
    return one is other if one is None or other is None else torch.equal(one, other)


def _from_zero(offsets: torch.Tensor) -> torch.Tensor:
    return offsets - offsets[0]


def _over_axes(node: Node, before: Windows) -> Windows | None:
    """The axes that are reduced become part of the window."""
    function = OVER_AXES[node.op]
    dims, keeps = _dims(node.args[1], len(before.axes)), node.args[2] is True
    if not dims or before.function not in (None, function) or node.args[3:] not in ((), (None,)):
        return None
    window, axes = before.window, list[Axis]()
    for place, axis in enumerate(before.axes):
        if place not in dims:
            axes.append(axis)
            continue
        if axis is None or len(window) * len(axis) > LARGEST:
            return None
        window = (window[:, None] + axis).flatten()
        axes += [torch.zeros(1, dtype=torch.int64)] * keeps
    count = len(window) / len(before.window) if node.op == "mean.dim" else 1
    return replace(before, axes=tuple(axes), window=window, function=function, factor=before.factor / count)


def _scaled(node: Node, before: Windows) -> Windows | None:
    number = node.args[1]
    if before.function != "sum" or not isinstance(number, int | float) or number == 0:
        return None
    times = number if node.op.startswith("mul") else 1 / number
    return replace(before, factor=before.factor * times)


# -- views -----------------------------------------------------------------------------------------------


def _dims(argument: Argument, rank: int) -> set[int]:
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
    for dim in _dims(node.args[1], len(before.axes)):
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
    axes = (*before.axes[:dim], _from_zero(offsets), *before.axes[dim + 1 :])
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


def _pooled(node: Node, before: Windows) -> Windows | None:
    """A pooling whose windows are part of larger ones."""
    function: Function = "max" if node.op == "max_pool2d.default" else "sum"
    squares = _in_squares(node, before)
    if squares is None or before.function not in (None, function) or node.args[-1] not in (False, None):
        return None
    *axes, high, wide = squares.axes
    inside = _joined((high, wide))
    if inside is None or len(before.window) * len(inside) > LARGEST:
        return None
    window = (before.window[:, None] + inside).flatten()
    factor = before.factor / len(inside) if function == "sum" else before.factor
    return replace(before, axes=tuple(axes), window=window, function=function, factor=factor)


def _separated(offsets: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor] | None:
    """Return offsets (rows, columns) as sums of one for the row and one for the column, if they are."""
    rows, columns = _from_zero(offsets[:, 0]), _from_zero(offsets[0])
    return (rows, columns) if torch.equal(rows[:, None] + columns + offsets[0, 0], offsets) else None


def _reshaped(node: Node, before: Windows) -> Windows | None:
    """Axes are joined, and split again where each part still has offsets of its own."""
    batch, after = before.axes.index(None), node.shapes[0]
    sides = before.axes[:batch], before.axes[batch + 1 :]
    counts = [math.prod(len(axis) for axis in side if axis is not None) for side in sides]
    for place in range(len(after)):
        first, last = _whole_numbers(after[:place]), _whole_numbers(after[place + 1 :])
        if first is None or last is None or [math.prod(first), math.prod(last)] != counts:
            continue
        split = _split(sides[0], first), _split(sides[1], last)
        if split[0] is not None and split[1] is not None:
            return replace(before, axes=(*split[0], None, *split[1]))
    return None


def _whole_numbers(sizes: Sequence[Size]) -> tuple[int, ...] | None:
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
        if axis is None or len(offsets) * len(axis) > LARGEST:
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
    "max_pool2d.default": _pooled,
    "avg_pool2d.default": _pooled,
}


def _squares(found: Windows, map_: Shape) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Return kernel and stride if the windows are those of a pooling of a whole map of images; else None."""
    sizes = _whole_numbers(map_[1:])
    if sizes is None or len(sizes) != 3 or len(found.axes) != 4 or found.axes[0] is not None:
        return None
    channels, height, width = sizes
    window, counts = torch.unique(found.window, return_counts=True)
    if int(window[0]) != 0 or (found.function == "sum" and int(counts.max()) > 1):
        return None
    kernel = int(window[-1]) // width + 1, int(window[-1]) % width + 1
    if not torch.equal(window, _grid(kernel, width).flatten()):
        return None
    stride = _stride(found.axes[2], kernel[0], width), _stride(found.axes[3], kernel[1], 1)
    ends = [(size - k) // s + 1 for size, k, s in zip((height, width), kernel, stride, strict=True)]
    asked = (
        torch.arange(channels) * (height * width),
        *(torch.arange(end) * (s * unit) for end, s, unit in zip(ends, stride, (width, 1), strict=True)),
    )
    return (kernel, stride) if all(map(_same, found.axes[1:], asked)) else None


def _grid(kernel: tuple[int, int], width: int) -> torch.Tensor:
    return torch.arange(kernel[0])[:, None] * width + torch.arange(kernel[1])


def _stride(axis: Axis, kernel: int, unit: int) -> int:
    """Return by how much the windows move along an axis; where there is one, as far as it is large."""
    return kernel if axis is None or len(axis) < 2 else max(int(axis[1]) // unit, 1)
