"""Weights in direction and size, as weight normalisation has them: any weight can be written so.

`g * v / ||v||`, whether torch's `weight_norm` or a student writes it, is for every `v` and `g` a weight of
the shape of `v`, and every weight is one of them. So it stands for a parameter of that shape.
"""

from collections.abc import Callable
from functools import partial

from grader.analysis.flow import operation, shape_of
from grader.records.graph import Argument, Graph, Node, Reference, Shape, Value, Weight

Producer = Callable[[Argument], Node | None]
DEEPEST = 3
"""How many products and quotients deep a weight is read."""


def direction_and_size(
    node: Node,
    producer: Producer,
    shape: Callable[[Reference], Shape],
    is_learnt: Callable[[Argument], bool],
) -> tuple[Weight, Weight] | None:
    """Return the direction and the size that a node makes a weight of; None if it makes none.

    Args:
        node: the operation.
        producer: returns the node that makes a tensor; None if there is none.
        shape: returns a tensor's shape.
        is_learnt: returns whether an argument is a weight that is learnt.
    """
    if node.op not in ("mul.Tensor", "div.Tensor"):
        return None
    over, under = _node_factors(node, producer, DEEPEST)
    learnt = [each for each in over if isinstance(each, Weight) and is_learnt(each)]
    if len(learnt) != 2 or len(over) != 2 or len(under) != 1:
        return None
    direction, size = sorted(learnt, key=lambda each: shape(each) != node.shapes[0])
    norm = _norm(under[0], producer)
    if norm is None or norm.args[:2] != (direction, 2) or direction == size:
        return None
    sizes = shape(direction), shape(size)
    return (direction, size) if sizes == (node.shapes[0], norm.shapes[0]) else None


def sizes(graph: Graph) -> set[int]:
    """Return the tensors that are sizes of weights whose directions are other tensors."""

    def producer(argument: Argument) -> Node | None:
        return graph.nodes[argument.node] if isinstance(argument, Value) and argument.out == 0 else None

    def is_learnt(argument: Argument) -> bool:
        return isinstance(argument, Weight) and graph.tensors[argument.index].kind == "parameter"

    found = (direction_and_size(node, producer, partial(shape_of, graph), is_learnt) for node in graph.nodes)
    return {pair[1].index for pair in found if pair is not None}


def _norm(argument: Argument, producer: Producer) -> Node | None:
    """Return the node that computes a norm, below what keeps it from being zero."""
    node = producer(argument)
    while node is not None and operation(node) in ("expand", "clamp_min"):
        node = producer(node.args[0])
    return node if node is not None and operation(node) == "linalg_vector_norm" else None


Factors = tuple[list[Argument], list[Argument]]


def _node_factors(node: Node, producer: Producer, depth: int) -> Factors:
    """Return what a product's result is multiplied by, and what it is divided by."""
    one, other = (_factors(argument, producer, depth - 1) for argument in node.args[:2])
    if node.op == "div.Tensor":
        other = other[::-1]
    return one[0] + other[0], one[1] + other[1]


def _factors(argument: Argument, producer: Producer, depth: int) -> Factors:
    node = producer(argument)
    if node is None or node.op not in ("mul.Tensor", "div.Tensor") or depth == 0:
        return [argument], []
    return _node_factors(node, producer, depth)
