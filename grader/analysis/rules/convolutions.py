"""Products of a weight with patches of a map are a convolution."""

import msgspec

from grader.analysis.flow import operation
from grader.analysis.movements import MOVING
from grader.analysis.rules.idle import leave_out_idle, place_made
from grader.analysis.rules.rewriting import Rewriting
from grader.analysis.sliding import PRODUCTS, WITH_BIAS
from grader.records.graph import Node, Reference, Shape, Value, Weight


def read_convolution(rewriting: Rewriting, node: Node) -> Node | Reference:
    """Products of a weight with patches of a map are a convolution; with the whole, a layer."""
    may_end = operation(node) in MOVING | PRODUCTS | WITH_BIAS | {"add"} and len(node.shapes[0]) in (2, 4)
    if not may_end or operation(node) == "linear":
        return node
    made = Value(rewriting.place(node))
    found = rewriting.convolved.read(made)
    shapes: dict[Weight, Shape] = {} if found is None else {found.weight: found.shape}
    if found is None or not rewriting.take_shapes(shapes, found.through):
        return made
    if not found.stride:
        flat = (node.shapes[0][0], found.shape[1])
        image = place_made(rewriting, node, "reshape.default", (found.image, flat), flat)
        args = (image, found.weight, found.bias)
        layer = place_made(rewriting, node, "linear.default", args, (node.shapes[0][0], found.shape[0]))
        laid_out = msgspec.structs.replace(node, op="reshape.default", args=(layer, node.shapes[0]))
        return leave_out_idle(rewriting, laid_out)
    pairs = (found.stride,) * 2, (found.padding,) * 2, (1, 1)
    return msgspec.structs.replace(
        node, op="conv2d.default", args=(found.image, found.weight, found.bias, *pairs, 1)
    )
