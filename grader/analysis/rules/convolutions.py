"""Products of a weight with patches of a map are a convolution."""

import math

import msgspec

from grader.analysis.arguments import numbers, two
from grader.analysis.flow import operation
from grader.analysis.movements import MOVING
from grader.analysis.rules.idle import leave_out_idle, place_made
from grader.analysis.rules.rewriting import Rewriting
from grader.analysis.sliding import PRODUCTS, WITH_BIAS
from grader.records.graph import Node, Reference, Shape, Value


def read_convolution(rewriting: Rewriting, node: Node) -> Node | Reference:
    """Products of a weight with patches of a map are a convolution; with the whole, a layer."""
    may_end = operation(node) in MOVING | PRODUCTS | WITH_BIAS | {"add"} and len(node.shapes[0]) in (2, 4)
    if not may_end or (operation(node) == "linear" and not _reads_ones(rewriting, node)):
        return node
    made = Value(rewriting.place(node))
    found = rewriting.sums.read(made) or rewriting.convolved.read(made)
    if found is None:
        return made
    bias = found.bias
    if found.has_bias_inside:
        bias = rewriting.take_bias_out(found.weight, found.shape, found.through)
        if bias is None:
            return made
    elif not rewriting.take_shapes({found.weight: found.shape}, found.through):
        return made
    if not found.stride:
        flat = (node.shapes[0][0], found.shape[1])
        image = place_made(rewriting, node, "reshape.default", (found.image, flat), flat)
        args = (image, found.weight, bias)
        layer = place_made(rewriting, node, "linear.default", args, (node.shapes[0][0], found.shape[0]))
        laid_out = msgspec.structs.replace(node, op="reshape.default", args=(layer, node.shapes[0]))
        return leave_out_idle(rewriting, laid_out)
    pairs = (found.stride,) * 2, (found.padding,) * 2, (1, 1)
    return msgspec.structs.replace(
        node, op="conv2d.default", args=(found.image, found.weight, bias, *pairs, 1)
    )


def _reads_ones(rewriting: Rewriting, node: Node) -> bool:
    """Whether a layer reads a vector that something was joined to: ones, maybe, for a bias."""
    before = rewriting.producer(node.args[0])
    return before is not None and operation(before) in ("cat", "constant_pad_nd")


def read_fold(rewriting: Rewriting, node: Node) -> Node:
    """Products with each pixel, laid over each other, are a transposed convolution."""
    if node.op != "col2im.default" or not isinstance(node.args[0], Reference):
        return node
    found = rewriting.convolved.read_pixels(node.args[0])
    if found is None or found.bias is not None:
        return node
    _, size, kernel, dilation, padding, stride = map(two, node.args)
    (_, inputs, *before), outputs = rewriting.shape(found.image), found.shape[0] // math.prod(kernel)
    weight: Shape = (inputs, outputs, *kernel)
    least = [
        (each - 1) * s - 2 * p + d * (k - 1) + 1
        for each, s, p, d, k in zip(numbers(tuple(before)), stride, padding, dilation, kernel, strict=True)
    ]
    more = tuple(asked - each for asked, each in zip(size, least, strict=True))
    if any(each not in range(s) for each, s in zip(more, stride, strict=True)):
        return node
    if not rewriting.take_shapes({found.weight: weight}, found.through):
        return node
    args = (found.image, found.weight, None, stride, padding, more, 1, dilation)
    return msgspec.structs.replace(node, op="conv_transpose2d.input", args=args)


def crop_transposed(rewriting: Rewriting, node: Node) -> Node:
    """A transposed convolution without its border is one with more padding."""
    layer = rewriting.producer(node.args[0]) if node.op == "slice.Tensor" else None
    if layer is None or layer.op != "conv_transpose2d.input" or node.args[4] != 1:
        return node
    dim, start, end = node.args[1:4]
    if not isinstance(dim, int) or not isinstance(start, int) or not isinstance(end, int):
        return node
    axis, size = dim - 2, layer.shapes[0][dim]
    padding, more = (list(two(argument)) for argument in layer.args[4:6])
    if axis not in (0, 1) or not isinstance(size, int) or more[axis] or start < 1:
        return node
    if (end if end >= 0 else size + end) != size - start:
        return node
    padding[axis] += start
    return msgspec.structs.replace(
        layer, args=(*layer.args[:4], tuple(padding), *layer.args[5:]), shapes=node.shapes
    )
