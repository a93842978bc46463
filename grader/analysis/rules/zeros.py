"""Zeros carry nothing: a sum with them is the other summand, a product with them is zeros."""

import msgspec

from grader.analysis.flow import operation
from grader.analysis.rules.rewriting import Rewriting
from grader.records.graph import Argument, Node, Reference, references


def leave_out_zeros(rewriting: Rewriting, node: Node) -> Node | Reference:
    """A sum with zeros is the other summand; a product with zeros is zeros."""
    kind = operation(node)
    if kind not in ("add", "sub", "mul") or len(references(node)) != 2 or len(node.args) < 2:
        return node
    one, other = references(node)
    if kind == "mul" and not rewriting.keeps_idle and (is_zero(rewriting, one) or is_zero(rewriting, other)):
        full = next((each for each in (one, other) if rewriting.shape(each) == node.shapes[0]), None)
        return node if full is None else zeros_like(node, full)
    if not all(map(rewriting.is_floating, (one, other))):
        return node
    if kind != "mul" and is_zero(rewriting, other) and rewriting.shape(one) == node.shapes[0]:
        return one
    if (
        kind == "add"
        and is_zero(rewriting, one)
        and rewriting.shape(other) == node.shapes[0]
        and node.args[2:] == (1,)
    ):
        return other
    return node


def is_zero(rewriting: Rewriting, argument: Argument) -> bool:
    """Return whether a tensor is made of zeros alone."""
    node = rewriting.producer(argument)
    return node is not None and operation(node) in ("zeros_like", "new_zeros", "zeros")


def zeros_like(node: Node, like: Reference) -> Node:
    """Zeros in the place of a node, of the shape of a tensor."""
    return msgspec.structs.replace(node, op="zeros_like.default", args=(like, None, None, None, None, None))
