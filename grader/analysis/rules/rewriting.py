"""The Graph that is made so far, and what the rules ask of it."""

import math
from collections import Counter
from typing import Final

import msgspec

from grader.analysis import elementwise
from grader.analysis.arguments import numbers
from grader.analysis.elementwise import Sampled
from grader.analysis.flow import operation
from grader.analysis.movements import Movements
from grader.analysis.poolings import Poolings
from grader.analysis.products import Products
from grader.analysis.sliding import Convolved
from grader.analysis.summed import Sums
from grader.capture.operations import DRAWING
from grader.records.graph import (
    Argument,
    Dtype,
    Graph,
    Input,
    Node,
    Reference,
    Shape,
    Tensor,
    Value,
    Weight,
    input_shape,
    map_outputs,
    references,
)

PARTING: Final = frozenset({"split", "split_with_sizes", "unbind"})
"""They make several tensors of one, of its own type."""
STATEFUL: Final = frozenset({"batch_norm", "instance_norm"})
COMPARISONS: Final = frozenset({"gt", "ge", "lt", "le", "eq", "ne"})
CONSTANT: Final = COMPARISONS | {
    "zeros_like", "ones_like", "full_like", "logical_not", "logical_and", "detach",
}  # fmt: skip
"""No gradient flows back through them."""
WHOLE: Final = COMPARISONS | {
    "logical_not", "logical_and", "isnan", "isinf", "any", "all", "argmax", "argmin", "arange",
    "randint", "randint_like", "randperm",
}  # fmt: skip
"""What they make are truth values or whole numbers."""


class Rewriting:
    """The nodes that stand for those of a Graph, each placed once what it reads is.

    Args:
        graph: the Graph that is rewritten.
        keeps_idle: whether a tensor of which nothing but zeros is made counts as read.
    """

    def __init__(self, graph: Graph, *, keeps_idle: bool) -> None:
        self._graph = graph
        self.keeps_idle = keeps_idle
        self.nodes: list[Node] = []
        self.tensors = list(graph.tensors)
        self.curves: dict[Reference, Sampled] = {}
        """The functions of each number that tensors are."""
        self._moved: dict[tuple[int, int], Reference] = {}
        self._known: dict[tuple[object, ...], int] = {}
        self._floating: list[bool] = []
        """Whether a node's first result is of float32, as far as that is known."""
        self._learning: list[bool] = []
        """Whether a gradient flows back from a node to a parameter."""
        self._reads = Counter(ref for node in graph.nodes for ref in references(node))
        self._reads.update(graph.outputs)
        self._readers: Counter[Reference] = Counter()
        """How often the Graph that is rewritten reads what a node of the new one stands for."""
        self.products = Products(self.shape, self.is_learnt)
        self.poolings = Poolings(self.shape, self.producer)
        self.movements = Movements(self.shape, self.producer, self.of_another, self.tensor)
        self.convolved = Convolved(self.movements, self.shape, self.producer, self.is_learnt)
        self.sums = Sums(self.convolved, self.movements, self.shape, self.producer)

    def done(self) -> Graph:
        """Return the new Graph."""
        return map_outputs(self._graph, self.now, nodes=tuple(self.nodes), tensors=tuple(self.tensors))

    def now(self, reference: Reference) -> Reference:
        """Return what stands for a reference of the Graph that is rewritten."""
        return self._moved[reference.node, reference.out] if isinstance(reference, Value) else reference

    def stands_for(self, index: int, result: Node | Reference) -> None:
        """Note what stands for a node of the Graph that is rewritten; place it if it is a node."""
        place = self.place(result) if isinstance(result, Node) else None
        for out in range(max(1, len(self._graph.nodes[index].shapes))):
            if place is not None:
                self._moved[index, out] = Value(place, out)
            elif not isinstance(result, Node):
                self._moved[index, out] = result
            self._readers[self._moved[index, out]] += self._reads[Value(index, out)]

    def place(self, node: Node) -> int:
        """Return the index of a node, of an equal one if there is one already."""
        key = (node.op, node.args, node.when)
        if operation(node) not in DRAWING | STATEFUL and key in self._known:
            return self._known[key]
        self.nodes.append(node)
        casts = operation(node) == "to"
        self._floating.append(_makes_floats(node) and (casts or self._reads_floats(node)))
        self._learning.append(operation(node) not in CONSTANT and any(map(self.learns, references(node))))
        return self._known.setdefault(key, len(self.nodes) - 1)

    # -- what is known of a tensor ------------------------------------------------------------------------

    def shape(self, reference: Reference) -> Shape:
        """Return a tensor's shape."""
        if isinstance(reference, Value):
            return self.nodes[reference.node].shapes[reference.out]
        return (
            input_shape(self._graph, reference)
            if isinstance(reference, Input)
            else self.tensors[reference.index].shape
        )

    def tensor(self, weight: Weight) -> Tensor:
        """Return the description of a tensor of the model."""
        return self.tensors[weight.index]

    def producer(self, argument: Argument) -> Node | None:
        """Return the node that makes a tensor; None if there is none, or it makes others as well."""
        return self.nodes[argument.node] if isinstance(argument, Value) and argument.out == 0 else None

    def learns(self, reference: Reference) -> bool:
        """Return whether a gradient flows back from a tensor to a parameter."""
        if isinstance(reference, Value):
            return self._learning[reference.node]
        return self.is_learnt(reference)

    def is_learnt(self, argument: Argument) -> bool:
        """Return whether an argument is a weight that is learnt."""
        return isinstance(argument, Weight) and self.tensors[argument.index].kind in (
            "parameter",
            "unregistered",
        )

    def is_floating(self, reference: Reference) -> bool:
        """Return whether a tensor is known to hold float32."""
        if isinstance(reference, Value):
            alike = reference.out == 0 or operation(self.nodes[reference.node]) in PARTING
            return alike and self._floating[reference.node]
        if isinstance(reference, Input):
            given = self._graph.given
            return not given or given[reference.index].kind == "numbers"
        return "float" in self.tensors[reference.index].dtype

    def is_asked_for(self, value: Value) -> bool:
        """Return whether anything reads a result of the Graph that is rewritten."""
        return bool(self._reads[value])

    def is_read_once(self, reference: Reference) -> bool:
        """Return whether one thing alone reads a tensor."""
        return (self._readers if isinstance(reference, Value) else self._reads)[reference] == 1

    def of_another(self, made: Value, source: Reference) -> Reference | None:
        """Return what the function of one tensor that a node computes makes of another one.

        None if the node computes no such function, or makes something else than zero of a zero.
        """
        node, curve = self.nodes[made.node], self.curves.get(made)
        if curve is None or curve.source != node.args[0] or not elementwise.keeps_zero(curve):
            return None
        args = (source, *node.args[1:])
        return Value(self.place(msgspec.structs.replace(node, args=args, shapes=(self.shape(source),))))

    # -- weights -----------------------------------------------------------------------------------------

    def take_shapes(self, shapes: dict[Weight, Shape], through: tuple[Reference, ...]) -> bool:
        """Give weights other shapes if nothing but a layer reads them; return whether they have them.

        Args:
            shapes: the shapes that the layer's weights have.
            through: what the weights are read through.
        """
        others = {weight: shape for weight, shape in shapes.items() if self.shape(weight) != shape}
        if any(
            math.prod(numbers(shape)) != math.prod(numbers(self.shape(weight)))
            for weight, shape in shapes.items()
        ):
            return False
        if any(isinstance(self.tensors[weight.index].values, tuple) for weight in others):
            return False
        if others and not all(map(self.is_read_once, through)):
            return False
        for weight, shape in others.items():
            self.tensors[weight.index] = msgspec.structs.replace(
                self.tensors[weight.index], shape=numbers(shape)
            )
        return True

    def take_bias_out(
        self, weight: Weight, shape: tuple[int, ...], through: tuple[Reference, ...]
    ) -> Weight | None:
        """Make two tensors of one that holds a layer's weight and its bias; return the bias.

        None if something else reads them, or their numbers are given.

        Args:
            weight: the tensor of both.
            shape: the shape that the weight alone has.
            through: what the weight is read through.
        """
        both = self.tensors[weight.index]
        if isinstance(both.values, tuple) or not all(map(self.is_read_once, through)):
            return None
        self.tensors[weight.index] = msgspec.structs.replace(both, shape=shape)
        self.tensors.append(msgspec.structs.replace(both, name=f"{both.name} (bias)", shape=shape[:1]))
        bias = Weight(len(self.tensors) - 1)
        self._reads[bias] = 1
        return bias

    def _reads_floats(self, node: Node) -> bool:
        read = references(node)
        return not read or any(map(self.is_floating, read))


def _makes_floats(node: Node) -> bool:
    """Return whether an operation makes floats, given floats or nothing."""
    kind = operation(node)
    if any(isinstance(argument, Dtype) and argument.name != "float32" for argument in node.args):
        return False
    return kind not in WHOLE
