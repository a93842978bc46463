"""Products with a weight are fully connected layers."""

import math

import msgspec

from grader.analysis.arguments import numbers
from grader.analysis.products import Product, outputs_axis
from grader.analysis.rules.idle import leave_out_idle, place_made
from grader.analysis.rules.rewriting import Rewriting
from grader.records.graph import Argument, Node, Reference, Shape, Value, Weight, references


def read_linear(rewriting: Rewriting, node: Node) -> Node | Reference:
    """A product with a weight, or with a weight turned round, is a fully connected layer."""
    if node.op == "addmm.default" and node.args[3:] == (1, 1):
        bias, image, factor = node.args[:3]
    elif node.op in ("matmul.default", "mm.default"):
        (image, factor), bias = node.args[:2], None
    else:
        return node
    if bias is not None and not rewriting.is_learnt(bias):
        return node
    weight = _turned_weight(rewriting, factor)
    if weight is None or len(node.shapes[0]) < 2:
        return node
    return msgspec.structs.replace(node, op="linear.default", args=(image, weight, bias))


def _turned_weight(rewriting: Rewriting, factor: Argument) -> Weight | None:
    """The weight (outputs, inputs) of a layer that multiplies by `factor` (inputs, outputs)."""
    if isinstance(factor, Weight) and rewriting.is_learnt(factor) and rewriting.is_read_once(factor):
        tensor = rewriting.tensors[factor.index]
        if len(tensor.shape) == 2 and not isinstance(tensor.values, tuple):
            rewriting.tensors[factor.index] = msgspec.structs.replace(tensor, shape=tensor.shape[::-1])
            return factor
    turn = rewriting.producer(factor)
    if turn is None or turn.op != "permute.default" or not rewriting.is_learnt(turn.args[0]):
        return None
    weight = turn.args[0]
    assert isinstance(weight, Weight)
    return weight if [dim % 2 for dim in numbers(turn.args[1])] == [1, 0] else None


def read_product(rewriting: Rewriting, node: Node) -> Node | Reference:
    """A sum of products with a weight, one for each output, is a fully connected layer."""
    found = rewriting.products.follow(node)
    if found is None:
        return node
    if isinstance(found, Product) and (layer := _layer(rewriting, node, found)) is not None:
        return layer
    rewriting.products.remember(Value(rewriting.place(node)), found)
    return node


def _layer(rewriting: Rewriting, node: Node, product: Product) -> Node | Reference | None:
    """Return the fully connected layer that a product is; None if it is none."""
    image = rewriting.shape(product.image)
    outputs = outputs_axis(product, image, node.shapes[0])
    if outputs is None or product.inner is None:
        return None
    axis, inputs = product.inner
    sizes = rewriting.shape(product.weight)
    shapes: dict[Weight, Shape] = {product.weight: (sizes[outputs], sizes[inputs])}
    if product.bias is not None:
        shapes[product.bias] = sizes[outputs : outputs + 1]
    if not rewriting.take_shapes(shapes, product.through):
        return None
    others = tuple(size for place, size in enumerate(image) if size != 1 and place != axis)
    flat = (*others, sizes[inputs])
    vector = place_made(rewriting, node, "reshape.default", (product.image, flat), flat)
    args = (vector, product.weight, product.bias)
    layer = place_made(rewriting, node, "linear.default", args, (*others, sizes[outputs]))
    made = msgspec.structs.replace(node, op="reshape.default", args=(layer, node.shapes[0]))
    return leave_out_idle(rewriting, made)


def read_whole_convolution(rewriting: Rewriting, node: Node) -> Node | Reference:
    """A convolution whose one window is the whole map is a fully connected layer, on a vector."""
    if node.op not in ("conv1d.default", "conv2d.default"):
        return node
    image = references(node)[0]
    _, weight, bias, _, padding, _, groups = node.args
    map_, made = rewriting.shape(image), node.shapes[0]
    if (
        not isinstance(weight, Weight)
        or not rewriting.is_learnt(weight)
        or not rewriting.is_read_once(weight)
    ):
        return node
    tensor = rewriting.tensors[weight.index]
    if tensor.shape[1:] != map_[1:] or any(numbers(padding)) or groups != 1 or set(made[2:]) != {1}:
        return node
    if len(map_) != len(tensor.shape) or isinstance(tensor.values, tuple):
        return node
    inputs = math.prod(tensor.shape[1:])
    rewriting.tensors[weight.index] = msgspec.structs.replace(tensor, shape=(tensor.shape[0], inputs))
    vector = place_made(rewriting, node, "reshape.default", (image, (map_[0], inputs)), (map_[0], inputs))
    layer = place_made(rewriting, node, "linear.default", (vector, weight, bias), made[:2])
    return msgspec.structs.replace(node, op="reshape.default", args=(layer, made), module="")
