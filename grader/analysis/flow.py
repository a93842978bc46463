"""A model's evaluation pass as a directed acyclic graph: which result derives from which.

It contains only what carries the image to the output. It leaves out operations that use only a tensor's shape
(`zeros_like`), results that the forward computes but never returns, and gates.

A gate is a factor or a summand that weights a map without representing it: the product of attention and map
is still that map. It is a factor that went through a sigmoid or a softmax, a factor that is broadcast, or a
summand that is broadcast over the positions (squeeze-and-excitation, CBAM, the attention gates of U-Nets,
FiLM). An operation that reads only gates is carried by them.
"""

import math
from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from grader.records.graph import (
    Graph,
    Input,
    Node,
    Reference,
    Shape,
    Size,
    Value,
    input_shape,
    references,
)
from grader.records.source import Line

IMAGE = -1
"""Stands for the input as a node."""
NO_NODE = -2
"""Stands in for a node when a weight is read."""
SHAPE_ONLY = {
    "zeros_like",
    "ones_like",
    "full_like",
    "new_zeros",
    "new_ones",
    "new_full",
    "rand_like",
    "randn_like",
}
FACTORS = {"mul", "div"}
SUMMANDS = {"add", "sub", "rsub"}
SQUASHING = {"sigmoid", "hardsigmoid", "softmax"}
LAYOUT = {
    "reshape", "permute", "squeeze", "expand", "repeat", "select", "slice", "split", "split_with_sizes",
    "unbind", "upsample_nearest2d", "upsample_bilinear2d", "upsample_bicubic2d",
}  # fmt: skip
"""Operations that a gate may pass through on its way to the map."""


@dataclass(frozen=True)
class Flow:
    """The nodes that carry the image to the output.

    `sources` maps each node, in the order of computation, to the nodes that it reads; `IMAGE` comes first and
    reads none. If nothing of the image reaches the output, `IMAGE` is the only node and the output.
    """

    graph: Graph
    sources: Mapping[int, tuple[int, ...]]
    output: int

    @cached_property
    def users(self) -> Mapping[int, tuple[int, ...]]:
        """The nodes that read each node."""
        found: dict[int, list[int]] = {index: [] for index in self.sources}
        for index, sources in self.sources.items():
            for source in sources:
                found[source].append(index)
        return {index: tuple(users) for index, users in found.items()}

    def ancestors(self, nodes: Iterable[int]) -> frozenset[int]:
        """Return these nodes and everything that they derive from."""
        return _reached(nodes, self.sources)

    def descendants(self, nodes: Iterable[int]) -> frozenset[int]:
        """Return these nodes and everything that derives from them."""
        return _reached(nodes, self.users)

    def path(
        self, *, avoiding: Collection[int] = (), without: Collection[tuple[int, int]] = ()
    ) -> tuple[int, ...] | None:
        """Return a shortest path from the image to the output, or None.

        Args:
            avoiding: nodes that the path must not pass.
            without: edges that the path must not take, each as (source, user).
        """
        came: dict[int, int | None] = {} if IMAGE in avoiding else {IMAGE: None}
        pending = deque(came)
        while pending:
            index = pending.popleft()
            if index == self.output:
                return _back(came, index)
            for user in self.users[index]:
                if user not in came and user not in avoiding and (index, user) not in without:
                    came[user] = index
                    pending.append(user)
        return None


def flow(graph: Graph, *, gates: bool = False) -> Flow:
    """Return what carries the image to the output in evaluation mode, with or without gates."""
    carrying: dict[int, tuple[int, ...]] = {IMAGE: ()}
    for index, node in enumerate(graph.nodes):
        if node.when != "train" and operation(node) not in SHAPE_ONLY:
            read = [reference for reference in references(node) if _index(reference) in carrying]
            kept = [reference for reference in read if gates or not _is_gate(graph, node, reference)]
            if read:
                carrying[index] = tuple(dict.fromkeys(map(_index, kept or read)))
    output = _index(graph.output)
    end = output if output in carrying else IMAGE
    alive = _reached([end], carrying)
    return Flow(graph, {index: read for index, read in carrying.items() if index in alive}, end)


def operation(node: Node) -> str:
    """Return the name of a node's operation without the overload."""
    return node.op.split(".")[0]


def shape_of(graph: Graph, reference: Reference) -> Shape:
    """Return the shape of the tensor that a reference stands for."""
    if isinstance(reference, Value):
        return graph.nodes[reference.node].shapes[reference.out]
    return (
        input_shape(graph, reference)
        if isinstance(reference, Input)
        else graph.tensors[reference.index].shape
    )


def line_of(graph: Graph, index: int) -> Line | None:
    """Return the student's line for a node: where its torch module is made, else where it is called."""
    node = graph.nodes[index]
    made = (module.at for module in graph.modules if module.path == node.module and "." in module.kind)
    return next(made, None) or node.at


def _reached(start: Iterable[int], following: Mapping[int, tuple[int, ...]]) -> frozenset[int]:
    found = set(start)
    pending = list(found)
    while pending:
        new = set(following[pending.pop()]) - found
        found |= new
        pending.extend(new)
    return frozenset(found)


def _back(came: Mapping[int, int | None], index: int | None) -> tuple[int, ...]:
    path: list[int] = []
    while index is not None:
        path.append(index)
        index = came[index]
    return tuple(reversed(path))


def _index(reference: Reference) -> int:
    if isinstance(reference, Value):
        return reference.node
    return IMAGE if isinstance(reference, Input) else NO_NODE


# -- gates -----------------------------------------------------------------------------------------------


def _is_gate(graph: Graph, node: Node, reference: Reference) -> bool:
    mine, result = shape_of(graph, reference), node.shapes[0]
    if operation(node) in FACTORS:
        return _elements(mine) < _elements(result) or _is_squashed(graph, reference)
    return operation(node) in SUMMANDS and _elements(mine[2:]) < _elements(result[2:])


def _is_squashed(graph: Graph, reference: Reference) -> bool:
    while isinstance(reference, Value):
        node = graph.nodes[reference.node]
        if operation(node) in SQUASHING:
            return True
        if operation(node) not in LAYOUT:
            return False
        reference = references(node)[0]
    return False


def _elements(shape: tuple[Size, ...]) -> int:
    return math.prod(size if isinstance(size, int) else size.at(2) for size in shape)
