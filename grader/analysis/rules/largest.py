"""The largest of some numbers, however it is picked: sorted, looked up where it was found, or negated."""

from typing import Final

import msgspec

from grader.analysis.flow import operation
from grader.analysis.rules.poolings import recognise_pooling
from grader.analysis.rules.rewriting import Rewriting
from grader.records.graph import Argument, Node, Reference, Value

TURNED: Final = {
    "amax.default": "amin.default",
    "amin.default": "amax.default",
    "maximum.default": "minimum.default",
    "minimum.default": "maximum.default",
}
"""What each is of the negative of what it reads, but for the sign."""


def pick_largest(rewriting: Rewriting, node: Node) -> Node:
    """The first or last of sorted numbers is the least or the largest of them."""
    if node.op not in ("select.int", "slice.Tensor") or not isinstance(node.args[0], Value):
        return node
    ordered, dim = rewriting.nodes[node.args[0].node], _axis(rewriting, node.args[0], node.args[1])
    if node.args[0].out != 0 or ordered.op not in ("sort.default", "topk.default", "cummax.default"):
        return node
    size = ordered.shapes[0][dim]
    at = node.args[2] if node.op == "select.int" else _alone(node, dim)
    is_first = at in (0, -size) if isinstance(size, int) else False
    is_last = at in (-1, size - 1) if isinstance(size, int) else False
    largest = _at_the_ends(ordered, dim)[0 if is_first else 1] if is_first or is_last else None
    if largest is None:
        return node
    op = "amax.default" if largest else "amin.default"
    args = (ordered.args[0], (dim,), node.op == "slice.Tensor")
    return msgspec.structs.replace(node, op=op, args=args)


def look_up_largest(rewriting: Rewriting, node: Node) -> Node:
    """What stands where the largest was found is the largest."""
    if node.op != "gather.default" or not isinstance(node.args[0], Reference):
        return node
    source, _, index = node.args[:3]
    dim = _axis(rewriting, source, node.args[1])
    size = rewriting.shape(node.args[0])[dim]
    found = rewriting.producer(index)
    if found is not None and found.op == "remainder.Scalar" and found.args[1] == size:
        index = found.args[0]
    found = rewriting.nodes[index.node] if isinstance(index, Value) else None
    if found is None or found.args[0] != source or found.args[2] is not True:
        return node
    op = {"argmax": "amax.default", "argmin": "amin.default", "max": "amax.default", "min": "amin.default"}
    by_place = found.op in ("argmax.default", "argmin.default") or (
        found.op in ("max.dim", "min.dim") and isinstance(index, Value) and index.out == 1
    )
    if not by_place or not isinstance(found.args[1], int) or _axis(rewriting, source, found.args[1]) != dim:
        return node
    return msgspec.structs.replace(node, op=op[operation(found)], args=(source, (dim,), True))


def turn_negatives(rewriting: Rewriting, node: Node) -> Node:
    """The least of negatives is the negative of the largest."""
    read = [argument for argument in node.args[:2] if isinstance(argument, Reference)]
    makers = [rewriting.producer(each) for each in read]
    if node.op not in TURNED or any(each is None or each.op != "neg.default" for each in makers):
        return node
    inside = tuple(each.args[0] for each in makers if each is not None)
    args = (*inside, *node.args[len(inside) :])
    turned = recognise_pooling(rewriting, msgspec.structs.replace(node, op=TURNED[node.op], args=args))
    return msgspec.structs.replace(node, op="neg.default", args=(Value(rewriting.place(turned)),))


def _axis(rewriting: Rewriting, argument: Argument, dim: Argument) -> int:
    assert isinstance(dim, int)
    assert isinstance(argument, Reference)
    return dim % len(rewriting.shape(argument))


def _alone(node: Node, dim: int) -> Argument:
    """Return where a slice of one number begins; None if it has several."""
    return node.args[2] if node.shapes[0][dim] == 1 else None


def _at_the_ends(ordered: Node, dim: int) -> tuple[bool | None, bool | None]:
    """Return whether the first and the last number along an axis are the largest of all; None if unknown."""
    kind, place = operation(ordered), 2 if operation(ordered) == "topk" else 1
    axis = ordered.args[place]
    if not isinstance(axis, int) or axis % len(ordered.shapes[0]) != dim:
        return None, None
    if kind == "sort":
        return (True, False) if ordered.args[2] is True else (False, True)
    if kind == "topk":
        return (bool(ordered.args[3]), None) if ordered.args[4] is True else (None, None)
    return None, True
