"""Functions of each number are called by what they compute."""

import math

import msgspec

from grader.analysis import elementwise
from grader.analysis.elementwise import Sampled
from grader.analysis.flow import operation
from grader.analysis.rules.rewriting import Rewriting
from grader.analysis.rules.zeros import zeros_like
from grader.records.graph import Argument, Node, Reference, Value, Weight, references


def recognise_function(rewriting: Rewriting, node: Node) -> Node | Reference:
    """Call a function of each number by what it computes."""
    node = _with_its_slope(rewriting, node)
    args = [curve_of(rewriting, arg) if isinstance(arg, Reference) else arg for arg in node.args]
    curve = None if None in args[: len(references(node))] else elementwise.apply(node.op, args)
    if curve is None or curve.source is None or rewriting.shape(curve.source) != node.shapes[0]:
        return node
    result = _called(rewriting, node, curve)
    at = Value(rewriting.place(result)) if isinstance(result, Node) else result
    rewriting.curves.setdefault(at, curve)
    return result


def _with_its_slope(rewriting: Rewriting, node: Node) -> Node:
    """A slope that is not learnt, nor drawn, is a number."""
    slope: Argument = None
    if node.op == "prelu.default" and isinstance(node.args[1], Reference):
        slope = number_of(rewriting, node.args[1])
    elif node.op == "rrelu.default" and node.args[1] == node.args[2]:
        slope = node.args[1]
    if slope is None:
        return node
    return msgspec.structs.replace(node, op="leaky_relu.default", args=(node.args[0], slope))


def _called(rewriting: Rewriting, node: Node, curve: Sampled) -> Node | Reference:
    source = curve.source
    assert source is not None
    if elementwise.is_identity(curve):
        return source
    if elementwise.is_zero(curve):
        return node if rewriting.keeps_idle else zeros_like(node, source)
    if (function := elementwise.recognise(curve)) is not None:
        op, more = function
        return msgspec.structs.replace(node, op=op, args=(source, *more))
    return node


def curve_of(rewriting: Rewriting, reference: Reference) -> Sampled | None:
    """The function that stands in the place of a tensor; None for a weight that is not one number."""
    if (number := number_of(rewriting, reference)) is not None:
        return elementwise.constant(number)
    if reference in rewriting.curves:
        return rewriting.curves[reference]
    if isinstance(reference, Weight) or not rewriting.is_floating(reference):
        return None
    return elementwise.of(reference)


def number_of(rewriting: Rewriting, reference: Reference) -> float | None:
    """The one number that a tensor holds; None if it holds others, or is not known before it is run."""
    if isinstance(reference, Value):
        node = rewriting.nodes[reference.node]
        number = _filling(node)
        return float(number) if isinstance(number, int | float) else None
    if not isinstance(reference, Weight):
        return None
    tensor = rewriting.tensors[reference.index]
    if tensor.kind != "constant" or tensor.values is None:
        return None
    if not isinstance(tensor.values, tuple):
        return float(tensor.values)
    return float(tensor.values[0]) if math.prod(tensor.shape) == 1 else None


def _filling(node: Node) -> Argument:
    """Return the number that a node makes a tensor of; None if it makes none of one number."""
    kind = operation(node).removeprefix("new_").removesuffix("_like")
    if kind == "full":
        return node.args[2] if operation(node) == "new_full" else node.args[1]
    return {"zeros": 0.0, "ones": 1.0}.get(kind)
