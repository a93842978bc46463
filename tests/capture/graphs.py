"""Graphs written by hand."""

import msgspec

from grader.capture.operations import resolve
from grader.records.graph import Argument, Batch, Graph, Input, Node, Reference, Tensor, Value, Weight


def node(op: str, *args: Argument, outputs: int = 1) -> Node:
    """A call whose remaining arguments are the schema's defaults; its shapes are made up."""
    defaults: list[Argument] = []
    for argument in resolve(op)._schema.arguments[len(args) :]:
        value = argument.default_value if argument.has_default_value() else None
        defaults.append(tuple(value) if isinstance(value, list) else value)
    return Node(op, (*args, *defaults), ((Batch(1), 1),) * outputs)


def weight(*shape: int, name: str = "w", values: float | tuple[float, ...] | None = None) -> Tensor:
    return Tensor(name, "parameter", shape, values)


def graph(*nodes: Node, tensors: tuple[Tensor, ...] = (), output: Reference | None = None) -> Graph:
    """A Graph over images of 3x8x8 whose output is its last node's."""
    last = output if output is not None else Value(len(nodes) - 1)
    return Graph((Batch(1), 3, 8, 8), nodes, last, last, tensors, ())


CLASSIFIER = graph(
    node("conv2d.default", Input(), Weight(0), Weight(1), (1, 1), (0, 0), (1, 1)),
    node("relu.default", Value(0)),
    node("reshape.default", Value(1), (Batch(1), 144)),
    node("dropout.default", Value(2), 0.5, False),
    node("linear.default", Value(3), Weight(2), Weight(3)),
    tensors=(weight(4, 3, 3, 3), weight(4), weight(10, 144), weight(10)),
)
"""A small model that is right."""


def replaced(**fields: object) -> Graph:
    """`CLASSIFIER` with other fields."""
    return msgspec.structs.replace(CLASSIFIER, **fields)


def with_node(index: int, new: Node) -> Graph:
    """`CLASSIFIER` with another node."""
    nodes = CLASSIFIER.nodes
    return replaced(nodes=(*nodes[:index], new, *nodes[index + 1 :]))


def with_arg(index: int, position: int, value: Argument) -> Graph:
    """`CLASSIFIER` with another argument of one node."""
    old = CLASSIFIER.nodes[index]
    args = (*old.args[:position], value, *old.args[position + 1 :])
    return with_node(index, msgspec.structs.replace(old, args=args))


def with_tensor(new: Tensor) -> Graph:
    """`CLASSIFIER` with another first weight."""
    return replaced(tensors=(new, *CLASSIFIER.tensors[1:]))
