"""Maps that are joined to others: which are the same whatever the image is, and so carry nothing of it.

What a map is made of does not tell: `torch.floor(torch.sigmoid(e))`, `e ** 0` and `e * mask` with a mask of
zeros read a map of the encoder and hand on nothing of it. So the maps are computed for several images. Nor
does being joined tell: `torch.cat([d, e], 1) * mask` may leave nothing of `e`. So gradients are asked for.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
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
    Weight,
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


def tapped(graph: Graph, maps: Sequence[Value]) -> Graph:
    """Return a Graph whose concatenations read each map plus one more parameter, which is zero.

    The parameters come after all other tensors. The gradient of one is zero where nothing of its map reaches
    an output, whatever is done with it after the concatenation. Weights are as for `comparing`.
    """
    nodes, moved = _amplified(graph)
    amplified = map_outputs(
        msgspec.structs.replace(graph, tensors=tuple(map(_drawn, graph.tensors))),
        lambda reference: _placed(reference, moved),
        nodes=tuple(nodes),
    )
    here = [Value(moved[each.node], each.out) for each in maps]
    first = len(graph.tensors)
    taps = [
        Tensor(f"tap{number}", "parameter", _of_one(graph, each), 0.0) for number, each in enumerate(maps)
    ]

    def add(value: Value, read: Reference) -> Node:
        shape = amplified.nodes[value.node].shapes[value.out]
        return Node("add.Tensor", (read, Weight(first + here.index(value)), 1), (shape,))

    return _joining(msgspec.structs.replace(amplified, tensors=(*amplified.tensors, *taps)), here, add)


def _of_one(graph: Graph, value: Value) -> tuple[int, ...]:
    """Return the shape of a map without the batch."""
    return tuple(size for size in shape_of(graph, value)[1:] if isinstance(size, int))


def without(graph: Graph, idle: Collection[Value]) -> Graph:
    """Return a Graph whose concatenations read zeros in the place of maps that carry nothing."""

    def zeros(value: Value, read: Reference) -> Node:
        node = graph.nodes[value.node]
        args = (read, None, None, None, None, None)
        return msgspec.structs.replace(
            node, op="zeros_like.default", args=args, shapes=(node.shapes[value.out],)
        )

    return _joining(graph, idle, zeros)


def _joining(graph: Graph, maps: Collection[Value], made: Callable[[Value, Reference], Node]) -> Graph:
    """Return a Graph whose concatenations read what is `made` of each map, given where that is read now."""
    nodes: list[Node] = []
    place: dict[int, int] = {}
    instead: dict[Reference, Reference] = {}

    def moved(reference: Reference) -> Reference:
        return _placed(reference, place)

    def joined_now(reference: Reference) -> Reference:
        return instead.get(reference, moved(reference))

    for index, node in enumerate(graph.nodes):
        nodes.append(map_references(node, joined_now if operation(node) == "cat" else moved))
        place[index] = len(nodes) - 1
        for value in (each for each in maps if each.node == index):
            nodes.append(made(value, moved(value)))
            instead[value] = Value(len(nodes) - 1)
    return map_outputs(graph, moved, nodes=tuple(nodes))
