"""What changes nothing is left out."""

from typing import Final

import msgspec

from grader.analysis.arguments import numbers
from grader.analysis.flow import operation
from grader.analysis.rules.rewriting import PARTING, Rewriting
from grader.analysis.rules.views import reshape_once
from grader.analysis.rules.zeros import zeros_like
from grader.records.graph import Argument, Dtype, Node, Reference, Shape, Value, references

RESHAPING: Final = frozenset({"reshape", "expand", "slice"})
"""They leave a tensor as it is if they leave its shape as it is: a slice of all, an expansion by nothing.

`squeeze` is none of them: of a batch of one it takes the batch away."""
DROPOUTS: Final = frozenset({"dropout", "feature_dropout", "alpha_dropout"})

LESS_PRECISE: Final = frozenset({Dtype("bfloat16"), Dtype("float16")})
"""What `torch.autocast` computes in: the same numbers with fewer digits."""


def leave_out_rounding(rewriting: Rewriting, node: Node) -> Node | Reference:
    """Numbers with fewer digits are the same numbers: mixed precision is a matter of speed."""
    if node.op != "to.dtype" or node.args[1] not in LESS_PRECISE or not isinstance(node.args[0], Reference):
        return node
    return node.args[0] if rewriting.is_floating(node.args[0]) else node


def leave_out_idle(rewriting: Rewriting, node: Node) -> Node | Reference:
    """Leave out what changes nothing."""
    kind, first = operation(node), next(iter(references(node)), None)
    if first is None:
        return node
    same_shape = rewriting.shape(first) == node.shapes[0]
    if kind in RESHAPING and same_shape:
        return first
    if kind == "cat" and isinstance(node.args[0], tuple) and len(node.args[0]) == 1:
        return first
    if _is_reshape(rewriting, node, first):
        made = msgspec.structs.replace(node, op="reshape.default", args=(first, node.shapes[0]))
        return leave_out_idle(rewriting, reshape_once(rewriting, made))
    if kind == "permute":
        return _permuted(rewriting, node, first)
    if (
        kind == "flip"
        and (before := rewriting.producer(first))
        and (before.op, before.args[1:]) == (node.op, node.args[1:])
    ):
        return references(before)[0]
    if kind in ("constant_pad_nd", "reflection_pad2d") and not any(numbers(node.args[1])):
        return first
    if kind in DROPOUTS and (node.args[1] == 0 or node.args[2] is False):
        return first
    if kind in DROPOUTS and node.args[1] == 1 and node.args[2] is True and not rewriting.keeps_idle:
        return zeros_like(node, first)
    if kind in ("mul", "div") and node.args[1:] == (1,) and same_shape and rewriting.is_floating(first):
        return first
    if kind == "detach" and not rewriting.learns(first):
        return first
    if kind in ("max_pool2d", "avg_pool2d") and set(numbers(node.args[1])) == {1} and same_shape:
        return first
    if kind == "roll" and not any(numbers(node.args[1])):
        return first
    return node


def _is_reshape(rewriting: Rewriting, node: Node, first: Reference) -> bool:
    """Whether a node stacks one tensor alone, or selects or splits off all that there is."""
    if operation(node) == "stack":
        return isinstance(node.args[0], tuple) and len(node.args[0]) == 1
    if operation(node) in PARTING:
        return True  # into one part, as every node that gets here has one result
    if operation(node) != "select" or not isinstance(node.args[1], int):
        return False
    return rewriting.shape(first)[node.args[1]] == 1


def _permuted(rewriting: Rewriting, node: Node, first: Reference) -> Node | Reference:
    """A permutation that moves only dimensions of size 1 is a reshape, or nothing."""
    order = numbers(node.args[1])
    sizes = rewriting.shape(first)
    moved = [dim % len(sizes) for dim in order if sizes[dim] != 1]
    if moved != sorted(moved):
        return node
    if sizes == node.shapes[0]:
        return first
    return msgspec.structs.replace(node, op="reshape.default", args=(first, node.shapes[0]))


def place_made(
    rewriting: Rewriting, node: Node, op: str, args: tuple[Argument, ...], shape: Shape
) -> Reference:
    """Place an operation that a node is made of, on the node's line; return its result."""
    made = msgspec.structs.replace(node, op=op, args=args, shapes=(shape,))
    result = leave_out_idle(rewriting, reshape_once(rewriting, made))
    return Value(rewriting.place(result)) if isinstance(result, Node) else result
