"""One view of a tensor for several, one after another."""

from typing import Final

import msgspec

from grader.analysis.arguments import numbers
from grader.analysis.rules.activations import recognise_function
from grader.analysis.rules.rewriting import Rewriting
from grader.records.graph import Argument, Node, Reference, Value, references

OF_STACKED: Final[dict[str, tuple[str, tuple[Argument, ...]]]] = {
    "amax.default": ("maximum.default", ()),
    "amin.default": ("minimum.default", ()),
    "sum.dim_IntList": ("add.Tensor", (1,)),
}
"""What a reduction over a new axis of two tensors is of the two, and its further arguments."""


def keep_one_number(rewriting: Rewriting, node: Node) -> Node:
    """The mean, sum, largest or smallest of one number is that number."""
    if node.op not in ("mean.dim", "sum.dim_IntList", "amax.default", "amin.default"):
        return node
    read = references(node)[0]
    dims = numbers(node.args[1]) or tuple(range(len(rewriting.shape(read))))
    if any(rewriting.shape(read)[dim] != 1 for dim in dims) or any(node.args[3:]):
        return node
    return msgspec.structs.replace(node, op="reshape.default", args=(read, node.shapes[0]))


def reshape_once(rewriting: Rewriting, node: Node) -> Node:
    """A reshape of a reshape is a reshape of what the first one read."""
    if node.op != "reshape.default":
        return node
    while (before := rewriting.producer(node.args[0])) and before.op == "reshape.default":
        node = msgspec.structs.replace(node, args=(before.args[0], *node.args[1:]))
    return node


def join_stacked(rewriting: Rewriting, node: Node) -> Node:
    """Two tensors that are stacked and reduced are taken together; stacked and flattened, joined."""
    before = rewriting.producer(node.args[0]) if node.args else None
    if before is None or before.op != "stack.default":
        return node
    parts, dim = before.args
    if not isinstance(parts, tuple) or not isinstance(dim, int):
        return node
    dim %= len(before.shapes[0])
    if node.op in OF_STACKED and len(parts) == 2:
        return _of_the_two(rewriting, node, parts, dim)
    shape = rewriting.shape(references(before)[0])
    size = shape[dim] if dim < len(shape) else None
    if node.op != "reshape.default" or not isinstance(size, int):
        return node
    if node.shapes[0] != (*shape[:dim], size * len(parts), *shape[dim + 1 :]):
        return node
    return msgspec.structs.replace(node, op="cat.default", args=(parts, dim))


def _of_the_two(rewriting: Rewriting, node: Node, parts: tuple[Argument, ...], dim: int) -> Node:
    """Two tensors that are stacked and reduced are taken together."""
    op, more = OF_STACKED[node.op]
    _, dims, keeps, *others = node.args
    part = parts[0]
    assert isinstance(part, Reference)
    shape = rewriting.shape(part)
    if [each % (len(shape) + 1) for each in numbers(dims)] != [dim] or any(others):
        return node
    taken = msgspec.structs.replace(node, op=op, args=(*parts, *more), shapes=(shape,))
    if not keeps:
        return taken
    called = recognise_function(rewriting, taken)
    made = Value(rewriting.place(called)) if isinstance(called, Node) else called
    return msgspec.structs.replace(node, op="reshape.default", args=(made, node.shapes[0]))
