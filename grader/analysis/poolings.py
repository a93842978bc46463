"""Poolings written by hand: which numbers of a map each number of the result is made of decides.

A maximum, a mean or a sum over some axes of a view of a map, or over several views, gives every place a
window of numbers. If the windows are those of a pooling, in the map's own order, it is that pooling.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import torch

from grader.analysis.walk import OFFSETS, Budget, Walk
from grader.analysis.windows import VIEWS, Axis, Function, Windows, from_zero, named_axes, same, whole_numbers
from grader.records.graph import Argument, Node, Reference, Shape, references

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
        self._budget = Budget()
        self._through = False
        self._walk = self._fresh_walk()

    def read(self, node: Node) -> Pooling | None:
        """Return the pooling of a map that a node ends; None if it ends none."""
        if len(node.shapes[0]) != 4 or node.op not in {*OVER_AXES, *OF_TWO, *SCALING, "reshape.default"}:
            return None
        return self._ended(node, through=False) or self._ended(node, through=True)

    def _ended(self, node: Node, *, through: bool) -> Pooling | None:
        """Read a node; `through` poolings on the way, such as one for the rows and one for the columns."""
        self._through = through
        self._walk = self._fresh_walk()
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

    def _fresh_walk(self) -> Walk[Windows]:
        return Walk(self._read_for, self._work_out, self._budget)

    def _read_for(self, reference: Reference) -> Sequence[Reference]:
        node = self._producer(reference)
        if node is None or (node.op in POOLINGS and not self._through):
            return ()
        read = references(node)
        if node.op in OF_TWO or node.op == "stack.default":
            return read
        return read[:1] if node.op in {*OVER_AXES, *SCALING, *VIEWS} else ()

    def _work_out(self, reference: Reference) -> Windows | None:
        """Return what a tensor is made of; if that is not known, of its own numbers."""
        node = self._producer(reference)
        found = (self._made(node) if node is not None else None) or self._whole(reference)
        self._budget.spend(found.count if found else 0)
        return found

    def _windows(self, argument: Argument) -> Windows | None:
        return self._walk.of(argument) if isinstance(argument, Reference) else None

    def _whole(self, source: Reference) -> Windows | None:
        sizes = [size for size in self._shape(source)[1:] if isinstance(size, int)]
        if len(sizes) + 1 != len(self._shape(source)) or max(sizes, default=0) > OFFSETS:
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
        is_known = node.op in {*OVER_AXES, *SCALING, *VIEWS} and len(node.shapes) == 1
        before = self._windows(node.args[0]) if is_known else None
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
        if len(one.window) + len(other.window) > OFFSETS:
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
        if any(not torch.equal(from_zero(each.window), from_zero(first.window)) for each in whole):
            return None
        begins = torch.stack([each.window[0] - first.window[0] for each in whole])
        at = dim % len(node.shapes[0])
        return replace(first, axes=(*first.axes[:at], begins, *first.axes[at:]))


def _go_together(one: Windows, other: Windows) -> bool:
    """Whether two tensors differ in their windows alone."""
    return (
        (one.source, one.factor) == (other.source, other.factor)
        and len(one.axes) == len(other.axes)
        and all(same(mine, theirs) for mine, theirs in zip(one.axes, other.axes, strict=True))
    )


def _over_axes(node: Node, before: Windows) -> Windows | None:
    """The axes that are reduced become part of the window."""
    function = OVER_AXES[node.op]
    dims, keeps = named_axes(node.args[1], len(before.axes)), node.args[2] is True
    if not dims or before.function not in (None, function) or node.args[3:] not in ((), (None,)):
        return None
    window, axes = before.window, list[Axis]()
    for place, axis in enumerate(before.axes):
        if place not in dims:
            axes.append(axis)
            continue
        if axis is None or len(window) * len(axis) > OFFSETS:
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


def _squares(found: Windows, map_: Shape) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Return kernel and stride if the windows are those of a pooling of a whole map of images; else None."""
    sizes = whole_numbers(map_[1:])
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
    return (kernel, stride) if all(map(same, found.axes[1:], asked)) else None


def _grid(kernel: tuple[int, int], width: int) -> torch.Tensor:
    return torch.arange(kernel[0])[:, None] * width + torch.arange(kernel[1])


def _stride(axis: Axis, kernel: int, unit: int) -> int:
    """Return by how much the windows move along an axis; where there is one, as far as it is large."""
    return kernel if axis is None or len(axis) < 2 else max(int(axis[1]) // unit, 1)
