"""What a change of a Graph is, and of which kinds there are."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from grader.analysis.flow import operation
from grader.analysis.layers import NAMES
from grader.authoring.mutants.draft import GraphDraft
from grader.records.graph import Graph

CONVOLUTIONS: Final = ("conv1d", "conv2d", "conv3d")
TRANSPOSED: Final = ("conv_transpose1d", "conv_transpose2d", "conv_transpose3d")
LAYERS: Final = (*CONVOLUTIONS, *TRANSPOSED, "linear")
POOLINGS: Final = ("max_pool2d", "avg_pool2d")
ACTIVATIONS: Final = ("relu", "sigmoid", "tanh", "leaky_relu", "elu", "gelu", "silu")


@dataclass(frozen=True)
class Change:
    """One change.

    Args:
        kind: what was done, such as `layer dropped`; an assignment may leave a kind free.
        where: the layer that it was done to, and with what.
        graph: the Graph afterwards, whose later layers may not fit yet.
    """

    kind: str
    where: str
    graph: Graph


Made = Iterator[tuple[str, str, GraphDraft]]

CHANGES_A_LAYER: Final = frozenset({
    "layer dropped", "layer repeated", "layer used twice", "more outputs", "fewer outputs",
    "other kernel", "other stride",
    "other padding", "dilated", "grouped", "no bias", "another kind of layer", "activation dropped",
    "other activation", "activation added", "pooling dropped", "other pooling", "other kind of pooling",
    "pooling added", "normalisation added", "dropout added", "activation on the output", "skip dropped",
    "skip added up", "skip carries nothing", "skip of itself", "skip from another level",
    "up-sampling by interpolation",
})  # fmt: skip
"""Kinds that change a layer of the model. The others change what it computes besides, or how it learns."""
KINDS: Final = CHANGES_A_LAYER | {
    "other order of a skip", "skip detached", "skip joined along another dimension",
    "scaled", "negated", "flipped",
    "input made smaller", "input scaled", "input negated", "input flipped",
    "output scaled", "output negated", "output limited",
    "output flipped", "dropout on the output", "image joined to the last map", "image joined to the output",
    "frozen", "in a Python list", "weights of zero", "detached", "layer never used", "batch of a fixed size",
    "batch mixed", "weights from a file", "a ready-made network",
}  # fmt: skip


def label(graph: Graph, index: int) -> str:
    """Return a node's name: its module's if no other node has it, else its kind, and after which layer."""
    node = graph.nodes[index]
    same = [other for other in graph.nodes if other.module == node.module]
    if node.module and len(same) == 1:
        return node.module
    name = NAMES.get(operation(node), operation(node))
    before = next(
        (graph.nodes[i] for i in reversed(range(index)) if operation(graph.nodes[i]) in LAYERS), None
    )
    return f"{name} after {before.module}" if before is not None and before.module else name


def each(graph: Graph, kinds: tuple[str, ...]) -> Iterator[int]:
    """Return the indices of the nodes of these kinds."""
    return (index for index, node in enumerate(graph.nodes) if operation(node) in kinds)


def without(graph: Graph, index: int) -> GraphDraft:
    """Return the Graph without a node: who reads it reads what it read."""
    draft = GraphDraft(graph)
    draft.remove(index)
    return draft
