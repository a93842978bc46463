"""A Graph that is being changed."""

from collections.abc import Collection
from typing import Final, Literal

import msgspec

from grader.records.graph import (
    Argument,
    Graph,
    Module,
    Node,
    Reference,
    Remark,
    Tensor,
    Value,
    Weight,
    map_references,
    references,
)

FIRST: Final = -1
"""The place before all nodes."""


class GraphDraft:
    """A copy of a Graph whose nodes and tensors can be changed, added and taken out.

    Every node keeps its number until the changed Graph is made; a new one gets the next.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._nodes = dict(enumerate(graph.nodes))
        self._order = list(self._nodes)
        self._tensors = list(graph.tensors)
        self._modules = list(graph.modules)
        self.output: Reference = graph.output
        self.output_training: Reference = graph.output_training
        self.batch = graph.batch
        self.remarks: tuple[Remark, ...] = graph.remarks

    def node(self, index: int) -> Node:
        """Return a node as it is now."""
        return self._nodes[index]

    def tensor(self, weight: Weight) -> Tensor:
        """Return a tensor as it is now."""
        return self._tensors[weight.index]

    def add_tensor(
        self,
        name: str,
        shape: tuple[int, ...],
        kind: Literal["parameter", "buffer"] = "parameter",
        values: float | None = None,
    ) -> Weight:
        """Add a tensor, which stays whether it is read or not."""
        self._tensors.append(Tensor(name, kind, shape, values))
        return Weight(len(self._tensors) - 1)

    def change_tensor(self, weight: Weight, **what: object) -> None:
        """Replace fields of a tensor."""
        self._tensors[weight.index] = msgspec.structs.replace(self.tensor(weight), **what)

    def add_module(self, path: str, kind: str) -> None:
        """Add a module that the model would list."""
        self._modules.append(Module(path, kind))

    def change(self, index: int, **what: object) -> None:
        """Replace fields of a node."""
        self._nodes[index] = msgspec.structs.replace(self._nodes[index], **what)

    def change_argument(self, index: int, place: int, value: Argument) -> None:
        """Replace one argument of a node."""
        args = self._nodes[index].args
        self.change(index, args=(*args[:place], value, *args[place + 1 :]))

    def add(
        self,
        op: str,
        *args: Argument,
        after: int,
        module: str = "",
        when: Literal["always", "train"] = "always",
    ) -> Value:
        """Add a node right after another one, read by nobody yet."""
        index = len(self._nodes)
        self._nodes[index] = Node(op, args, ((),), module, None, when)
        self._order.insert(0 if after == FIRST else self._order.index(after) + 1, index)
        return Value(index)

    def reroute(self, old: Reference, new: Reference, keep: Collection[int] = ()) -> None:
        """Have all that read a tensor, but the nodes of `keep`, read another one."""

        def turned(reference: Reference) -> Reference:
            return new if reference == old else reference

        for index, node in self._nodes.items():
            if index not in keep:
                self._nodes[index] = map_references(node, turned)
        self.output, self.output_training = turned(self.output), turned(self.output_training)

    def insert(self, reference: Reference, op: str, *more: Argument, after: int) -> Value:
        """Add an operation that all who read a tensor read in its place."""
        made = self.add(op, reference, *more, after=after)
        self.reroute(reference, made, keep=(made.node,))
        return made

    def remove(self, index: int) -> None:
        """Take a node out: who reads it reads what it read first."""
        self.reroute(Value(index), references(self._nodes[index])[0])
        self._order.remove(index)
        del self._nodes[index]

    def graph(self) -> Graph:
        """Return the changed Graph, without the tensors that nobody reads any more."""
        place = {index: new for new, index in enumerate(self._order)}
        kept = self._kept()
        tensors = {old: new for new, old in enumerate(kept)}

        def moved(reference: Reference) -> Reference:
            if isinstance(reference, Value):
                return Value(place[reference.node], reference.out)
            return Weight(tensors[reference.index]) if isinstance(reference, Weight) else reference

        return msgspec.structs.replace(
            self._graph,
            nodes=tuple(map_references(self._nodes[index], moved) for index in self._order),
            output=moved(self.output),
            output_training=moved(self.output_training),
            tensors=tuple(self._tensors[index] for index in kept),
            modules=tuple(self._modules),
            batch=self.batch,
            remarks=self.remarks,
        )

    def _kept(self) -> list[int]:
        dropped = _read(self._graph.nodes) - _read([self._nodes[index] for index in self._order])
        return [index for index in range(len(self._tensors)) if index not in dropped]


def _read(nodes: Collection[Node]) -> set[int]:
    return {ref.index for node in nodes for ref in references(node) if isinstance(ref, Weight)}
