"""Fit what follows a change to it, as a student does to make the model run: inputs of layers, flattening."""

import math
from typing import Final

import msgspec

from grader.analysis.flow import operation
from grader.capture.measuring import Measuring, Unmeasured
from grader.capture.validate import Invalid
from grader.capture.verify import with_shapes
from grader.records.graph import (
    Argument,
    Batch,
    Graph,
    Input,
    Node,
    Shape,
    Size,
    Tensor,
    Value,
    Weight,
    input_shape,
    with_output,
)

INPUTS: Final = {"conv1d": 1, "conv2d": 1, "conv3d": 1, "linear": 1, "conv_transpose2d": 0}
"""The dimension of a layer's weight that its inputs decide."""
NORMS: Final = ("batch_norm", "instance_norm")


def fitted(graph: Graph, measuring: Measuring) -> Graph | None:
    """Return a Graph with trusted shapes, its layers fitted to what they now read; None if it cannot run."""
    done = _measured(graph, measuring)
    for index in range(len(graph.nodes)):
        if done is not None:
            return done
        better = _with_inputs(graph, index, measuring)
        if better is None:
            return None
        if better is not graph:
            graph, done = better, _measured(better, measuring)
    return done


def _measured(graph: Graph, measuring: Measuring) -> Graph | None:
    try:
        return with_shapes(graph, measuring.shapes(graph))
    except (Invalid, Unmeasured):
        return None


def _with_inputs(graph: Graph, index: int, measuring: Measuring) -> Graph | None:
    """Return the Graph with one node fitted to what it reads; None if what comes before it fails."""
    node = graph.nodes[index]
    if operation(node) not in INPUTS and operation(node) not in NORMS and node.op != "reshape.default":
        return graph
    shape = _shape(graph, index, measuring)
    if shape is None:
        return None
    if node.op == "reshape.default":
        return _flattened(graph, index, shape)
    return _weighted(graph, node, shape)


def _shape(graph: Graph, index: int, measuring: Measuring) -> Shape | None:
    """Return the shape of what a node reads first, found by computing what comes before it."""
    read = graph.nodes[index].args[0]
    if isinstance(read, Input):
        return input_shape(graph, read)
    if not isinstance(read, Value):
        return None
    before = with_output(graph, read, read, nodes=graph.nodes[:index])
    done = _measured(before, measuring)
    return done.nodes[read.node].shapes[read.out] if done else None


def _flattened(graph: Graph, index: int, shape: Shape) -> Graph:
    """Have a flattening keep all numbers of an image; other reshapes stay as they are."""
    node = graph.nodes[index]
    sizes = node.args[1]
    if not isinstance(sizes, tuple) or len(sizes) != 2 or not isinstance(sizes[0], Batch):
        return graph
    changed = msgspec.structs.replace(node, args=(node.args[0], (sizes[0], math.prod(_whole(shape[1:])))))
    return _replaced(graph, index, changed)


def _replaced(graph: Graph, index: int, node: Node) -> Graph:
    return msgspec.structs.replace(graph, nodes=(*graph.nodes[:index], node, *graph.nodes[index + 1 :]))


def _whole(shape: tuple[Size, ...]) -> list[int]:
    return [size if isinstance(size, int) else size.times for size in shape]


def _weighted(graph: Graph, node: Node, shape: Shape) -> Graph:
    tensors = list(graph.tensors)
    inputs = shape[-1] if operation(node) == "linear" else shape[1]
    if not isinstance(inputs, int):
        return graph
    if operation(node) in NORMS:
        for argument in node.args[1:5]:
            _resize(tensors, argument, (inputs,))
    elif isinstance(node.args[1], Weight):
        sizes = list(tensors[node.args[1].index].shape)
        sizes[INPUTS[operation(node)]] = inputs // _groups(node)
        _resize(tensors, node.args[1], tuple(sizes))
    return msgspec.structs.replace(graph, tensors=tuple(tensors))


def _groups(node: Node) -> int:
    groups = node.args[6] if operation(node).startswith("conv") and len(node.args) == 7 else 1
    return groups if isinstance(groups, int) else 1


def _resize(tensors: list[Tensor], weight: Argument, shape: tuple[int, ...]) -> None:
    if isinstance(weight, Weight):
        tensors[weight.index] = msgspec.structs.replace(tensors[weight.index], shape=shape)
