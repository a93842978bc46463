"""What a model is without the random numbers that its forward draws."""

from collections.abc import Mapping
from typing import Final

from grader.analysis.flow import operation, shape_of
from grader.capture.operations import DRAWING, DRAWS
from grader.records.graph import (
    Graph,
    Mode,
    Node,
    Reference,
    Value,
    Weight,
    map_outputs,
    map_references,
    references,
)

MIXING: Final = frozenset({"add", "sub", "mul", "div", "where", "masked_fill"})
"""Operations that add noise to a tensor, or drop a part of it."""
SCALING: Final = frozenset({"mul", "div"})
_DRAWS: Final = frozenset(DRAWS.split())


def draws_in_evaluation(graph: Graph) -> tuple[Node, ...]:
    """Return the nodes of the evaluation pass that draw random numbers."""
    return tuple(node for node in graph.nodes if node.when != "train" and _draws(node))


def _draws(node: Node) -> bool:
    if operation(node) == "rrelu":
        return _is_on(node.args[3])
    return node.op in _DRAWS or (operation(node) in DRAWING and node.args[1] != 0 and _is_on(node.args[2]))


def _is_on(flag: object) -> bool:
    """Return whether a flag is true in evaluation mode."""
    return flag is True or (isinstance(flag, Mode) and flag.inverted)


def without_noise(graph: Graph) -> Graph:
    """Return a Graph without noise: what is added to a tensor or multiplied with it at random is left out.

    So is the number that makes up for what was dropped: `x * mask / 0.8` is x.
    """
    noise: set[Reference] = set()
    moved: dict[Reference, Reference] = {}

    def now(reference: Reference) -> Reference:
        return moved.get(reference, reference)

    nodes: list[Node] = []
    for index, node in enumerate(graph.nodes):
        nodes.append(map_references(node, now))
        read = references(node)
        signals = [ref for ref in read if ref not in noise]
        mixes = len(signals) < len(read)
        if node.op in _DRAWS or (mixes and _all_fixed(graph, signals)):
            noise.update(Value(index, out) for out in range(len(node.shapes)))
        elif (mixes and _keeps_shape(graph, node, signals[0])) or _makes_up(node, signals, moved):
            moved[Value(index)] = now(signals[0])
    return map_outputs(graph, now, nodes=tuple(nodes))


def _all_fixed(graph: Graph, references: list[Reference]) -> bool:
    """Return whether tensors are nothing but numbers that stand in the code."""
    return all(isinstance(ref, Weight) and graph.tensors[ref.index].kind == "constant" for ref in references)


def _keeps_shape(graph: Graph, node: Node, signal: Reference) -> bool:
    return operation(node) in MIXING and shape_of(graph, signal) == node.shapes[0]


def _makes_up(node: Node, signals: list[Reference], moved: Mapping[Reference, Reference]) -> bool:
    """Return whether a node scales, by one number, a tensor of which a part was dropped."""
    return operation(node) in SCALING and len(signals) == 1 and signals[0] in moved
