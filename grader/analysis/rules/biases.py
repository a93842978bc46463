"""A parameter that is added to what a layer makes is the layer's bias."""

from typing import Final

import msgspec

from grader.analysis.flow import operation
from grader.analysis.rules.rewriting import Rewriting
from grader.records.graph import Node, Reference, Shape, Size, Value, Weight

BIASED: Final = frozenset({"linear", "conv1d", "conv2d", "conv_transpose1d", "conv_transpose2d"})


def take_bias(rewriting: Rewriting, node: Node) -> Node | Reference:
    """A parameter that is added to what a layer without a bias makes is its bias."""
    if node.op != "add.Tensor" or node.args[2] != 1:
        return node
    for layer, bias in (node.args[:2], node.args[1::-1]):
        made = rewriting.producer(layer)
        if made is None or not isinstance(layer, Reference) or not isinstance(bias, Reference):
            continue
        if rewriting.shape(layer) != node.shapes[0]:
            continue
        inner = rewriting.producer(made.args[0]) if made.op == "reshape.default" else made
        if inner is None or operation(inner) not in BIASED or inner.args[2] is not None:
            continue
        axis = len(made.shapes[0]) - 1 if operation(inner) == "linear" else 1
        outputs = inner.shapes[0][-1 if operation(inner) == "linear" else 1]
        if made.shapes[0][axis] != outputs or (inner is not made and operation(inner) != "linear"):
            continue
        if (own := _own_bias(rewriting, bias, axis - len(made.shapes[0]), outputs)) is None:
            continue
        whole = msgspec.structs.replace(inner, args=(*inner.args[:2], own, *inner.args[3:]))
        if inner is made:
            return whole
        return msgspec.structs.replace(made, args=(Value(rewriting.place(whole)), *made.args[1:]))
    return node


def _own_bias(rewriting: Rewriting, bias: Reference, axis: int, outputs: Size) -> Weight | None:
    """Return the parameter that gives each output, along an axis, a number of its own; None if none."""
    view = rewriting.products.read(bias)
    kept = [place - len(view.axes) for place, each in enumerate(view.axes) if each is not None]
    if not isinstance(view.source, Weight) or not rewriting.is_learnt(view.source) or kept != [axis]:
        return None
    shapes: dict[Weight, Shape] = {view.source: (outputs,)}
    fits = rewriting.shape(bias)[axis] == outputs and rewriting.take_shapes(shapes, view.through)
    return view.source if fits else None
