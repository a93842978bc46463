"""Functions of two numbers that stand beside each other are functions of their difference."""

from typing import Final

import msgspec

from grader.analysis.rules.activations import recognise_function
from grader.analysis.rules.rewriting import Rewriting
from grader.analysis.rules.zeros import leave_out_zeros
from grader.records.graph import Node, Value

OF_DIFFERENCE: Final = {"softmax.int": "sigmoid.default", "log_softmax.int": "log_sigmoid.default"}
"""What each gives the first of two, as a function of their difference."""


def take_sigmoid(rewriting: Rewriting, node: Node) -> Node:
    """One of the two shares that a softmax gives is the sigmoid of their difference."""
    shares = rewriting.producer(node.args[0]) if node.op == "select.int" else None
    if shares is None or shares.op not in OF_DIFFERENCE or node.args[1] != _axis(shares):
        return node
    pair = rewriting.producer(shares.args[0])
    if pair is None or pair.op != "stack.default" or shares.args[2:] != (None,):
        return node
    parts, dim = pair.args
    if not isinstance(parts, tuple) or len(parts) != 2 or dim != shares.args[1]:
        return node
    one, other = parts[::-1] if node.args[2] in (1, -1) else parts
    difference = msgspec.structs.replace(node, op="sub.Tensor", args=(one, other, 1))
    plain = recognise_function(rewriting, difference)
    plain = leave_out_zeros(rewriting, plain) if isinstance(plain, Node) else plain
    read = Value(rewriting.place(plain)) if isinstance(plain, Node) else plain
    return msgspec.structs.replace(node, op=OF_DIFFERENCE[shares.op], args=(read,))


def _axis(node: Node) -> int | None:
    dim = node.args[1]
    return dim % len(node.shapes[0]) if isinstance(dim, int) else None
