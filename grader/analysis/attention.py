"""Attention of several heads as one layer, whether torch's module or products and a softmax by hand.

Three fully connected layers make queries, keys and values, which are cut into heads; what the heads find goes
through one more fully connected layer.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from grader.analysis.flow import operation, shape_of
from grader.base.memoize import remembered
from grader.records.graph import Graph, Reference, Value, Weight, references

PASSING = {
    "reshape", "permute", "select", "slice", "split", "split_with_sizes", "unbind", "expand", "squeeze",
    "mul", "div", "dropout", "detach",
}  # fmt: skip
"""Operations between a projection and the product that it enters: cuts, turns, and a factor."""
MASKING = {"add", "masked_fill", "where"}
PRODUCTS = {"bmm", "matmul", "baddbmm"}


@dataclass(frozen=True)
class Attention:
    """One attention layer of a Graph."""

    node: int
    """The fully connected layer that it ends with."""
    inside: frozenset[int]
    """The operations that it consists of, but for the last."""
    weights: tuple[int, ...]
    """The tensors of its fully connected layers, by index."""
    size: int
    heads: int
    masked: bool


@remembered
def attentions(graph: Graph) -> tuple[Attention, ...]:
    """Return the attention layers of the evaluation pass, in the order of computation."""
    found = (_around(graph, index) for index, node in enumerate(graph.nodes) if node.when != "train")
    return tuple(each for each in found if each is not None)


def _around(graph: Graph, index: int) -> Attention | None:
    """Return the layer whose values a node adds up; None if it does no such thing."""
    core = _core(graph, index)
    if core is None:
        return None
    parts, inside, masked = core
    projections: set[int] = set()
    for part in parts:
        path = list(_back(graph, part, PASSING))
        if not path or not _is_projection(graph, path[-1]):
            return None
        projections.add(path[-1])
        inside |= set(path)
    after = _output(graph, index)
    if after is None:
        return None
    last, between = after
    weights = tuple(
        ref.index
        for node in (*sorted(projections), last)
        for ref in references(graph.nodes[node])
        if isinstance(ref, Weight)
    )
    size = _columns(graph, graph.nodes[last].args[1])
    width = shape_of(graph, parts[-1])[-1]
    if not isinstance(width, int) or not width or size % width:
        return None
    return Attention(last, frozenset(inside | between), weights, size, size // width, masked)


def _core(graph: Graph, index: int) -> tuple[tuple[Reference, ...], set[int], bool] | None:
    """Return queries, keys and values, the operations between them, and whether one of these is a mask."""
    node = graph.nodes[index]
    if operation(node) == "scaled_dot_product_attention":
        masked = node.args[3] is not None or node.args[5] is True
        return tuple(references(node)[:3]), {index}, masked
    if operation(node) not in PRODUCTS - {"baddbmm"}:
        return None
    if len(references(node)) != 2:
        return None
    chances, values = references(node)
    path = list(_back(graph, chances, {"dropout", "reshape", "expand", "detach"}))
    if not path or operation(graph.nodes[path[-1]]) != "softmax":
        return None
    scores = list(_back(graph, references(graph.nodes[path[-1]])[0], PASSING | MASKING))
    if not scores or operation(graph.nodes[scores[-1]]) not in PRODUCTS:
        return None
    product = graph.nodes[scores[-1]]
    masked = operation(product) == "baddbmm" or any(
        operation(graph.nodes[each]) in MASKING for each in scores
    )
    return (*references(product)[-2:], values), {index, *path, *scores}, masked


def _back(graph: Graph, reference: Reference, through: set[str]) -> Iterator[int]:
    """Yield the nodes from a tensor back, through some operations and up to the first other one."""
    while isinstance(reference, Value):
        yield reference.node
        node = graph.nodes[reference.node]
        if operation(node) not in through:
            return
        tensors = references(node)
        if operation(node) == "where":
            tensors = tensors[1:]
        computed = [each for each in tensors if isinstance(each, Value)]
        if operation(node) in ("mul", "div") and len(computed) != 1:
            return
        reference = computed[0] if computed else tensors[0]


def _output(graph: Graph, index: int) -> tuple[int, set[int]] | None:
    """Return the projection that what a node makes goes into, alone, and the operations on the way."""
    between: set[int] = {index}
    while True:
        readers = [
            place
            for place, node in enumerate(graph.nodes)
            if any(isinstance(ref, Value) and ref.node == index for ref in references(node))
        ]
        if len(readers) != 1:
            return None
        index = readers[0]
        if _is_projection(graph, index):
            return index, between
        if operation(graph.nodes[index]) not in ("reshape", "permute", "dropout", "detach"):
            return None
        between.add(index)


def _is_projection(graph: Graph, index: int) -> bool:
    node = graph.nodes[index]
    weight = node.args[1] if operation(node) == "linear" else None
    return isinstance(weight, Weight) and len(graph.tensors[weight.index].shape) == 2


def _columns(graph: Graph, weight: object) -> int:
    assert isinstance(weight, Weight)
    return graph.tensors[weight.index].shape[1]
