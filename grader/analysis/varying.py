"""Maps that are joined to others: which are the same whatever the image is, and so carry nothing of it.

What a map is made of does not tell: `torch.floor(torch.sigmoid(e))`, `e ** 0` and `e * mask` with a mask of
zeros read a map of the encoder and hand on nothing of it. So the maps are computed for several images.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import msgspec

from grader.analysis.flow import operation, shape_of
from grader.analysis.layers import NAMES, WEIGHTED
from grader.records.graph import (
    Argument,
    Batch,
    Dtype,
    Graph,
    Node,
    Reference,
    Tensor,
    Value,
    map_outputs,
    map_references,
    references,
    with_output,
)

GAIN: Final = 6**0.5
"""What keeps the size of a map from one layer with ReLU to the next: weights that are uniform within
1/sqrt(fan in), as `capture/replay.py` draws them, have a variance of 1/3 of 1/fan in, and He et al. (2015,
https://arxiv.org/abs/1502.01852) ask for 2."""


def joined(graph: Graph) -> tuple[Value, ...]:
    """Return the results that a concatenation reads in evaluation mode, one for each image, each once."""
    read = [
        ref
        for node in graph.nodes
        if operation(node) == "cat" and node.when != "train"
        for ref in references(node)
        if isinstance(ref, Value) and shape_of(graph, ref)[:1] in ((Batch(1),), (graph.batch,))
    ]
    return tuple(dict.fromkeys(read))


def comparing(graph: Graph, maps: Sequence[Value]) -> Graph:
    """Return a Graph whose outputs are how far each map differs between images, then how large each is.

    A weight that is learnt and begins with 0 is drawn, as it will not stay 0; and each layer's
    result is made as large as what it reads, so that a deep network's maps differ by more than rounding.
    """
    nodes, moved = _amplified(graph)
    maps = [Value(moved[each.node], each.out) for each in maps]

    def add(op: str, *args: Argument) -> Value:
        nodes.append(Node(op, args, ((),), when="eval"))
        return Value(len(nodes) - 1)

    changes, sizes = [], []
    for each in maps:
        numbers = add("to.dtype", each, Dtype("float32"), False, False, None)
        first = add("slice.Tensor", numbers, 0, 0, 1, 1)
        change = add("sub.Tensor", numbers, first, 1)
        changes.append(add("amax.default", add("abs.default", change), (), False))
        sizes.append(add("amax.default", add("abs.default", numbers), (), False))
    output = add("stack.default", (*changes, *sizes), 0)
    return with_output(
        graph,
        output,
        _placed(graph.output_training, moved),
        nodes=tuple(nodes),
        tensors=tuple(map(_drawn, graph.tensors)),
    )


def _amplified(graph: Graph) -> tuple[list[Node], dict[int, int]]:
    """Return the nodes with every weighted layer's result times `GAIN`, and where each result is then."""
    nodes: list[Node] = []
    place: dict[int, int] = {}

    for index, node in enumerate(graph.nodes):
        nodes.append(map_references(node, lambda reference: _placed(reference, place)))
        place[index] = len(nodes) - 1
        if NAMES.get(operation(node)) in WEIGHTED:
            nodes.append(Node("mul.Scalar", (Value(place[index]), GAIN), node.shapes, when=node.when))
            place[index] = len(nodes) - 1
    return nodes, place


def _placed(reference: Reference, place: Mapping[int, int]) -> Reference:
    return Value(place[reference.node], reference.out) if isinstance(reference, Value) else reference


def _drawn(tensor: Tensor) -> Tensor:
    is_learnt = tensor.kind == "parameter" and not tensor.frozen
    return msgspec.structs.replace(tensor, values=None) if is_learnt and tensor.values == 0 else tensor


def without(graph: Graph, idle: Collection[Value]) -> Graph:
    """Return a Graph whose concatenations read zeros in the place of maps that carry nothing."""
    nodes: list[Node] = []
    place: dict[int, int] = {}
    zeros: dict[Reference, Reference] = {}

    def moved(reference: Reference) -> Reference:
        return _placed(reference, place)

    def emptied(reference: Reference) -> Reference:
        return zeros.get(reference, moved(reference))

    for index, node in enumerate(graph.nodes):
        nodes.append(map_references(node, emptied if operation(node) == "cat" else moved))
        place[index] = len(nodes) - 1
        for value in (each for each in idle if each.node == index):
            args = (moved(value), None, None, None, None, None)
            shapes = (node.shapes[value.out],)
            nodes.append(msgspec.structs.replace(node, op="zeros_like.default", args=args, shapes=shapes))
            zeros[value] = Value(len(nodes) - 1)
    return map_outputs(graph, moved, nodes=tuple(nodes))
