"""Rewrite a Graph before it is trained, so that the same training takes less time."""

from collections import Counter

from msgspec.structs import replace

from grader.records.graph import Graph, Node, Reference, Value, references

POOLINGS = {f"max_pool{dimensions}d.default" for dimensions in (1, 2, 3)}
"""The poolings that return nothing but the maxima."""


def pool_first(graph: Graph) -> Graph:
    """Return a Graph that pools before each ReLU that only a max pooling reads: fewer numbers go through it.

    Outputs and gradients are the same, bit for bit: the largest of some numbers stays the largest, and where
    none is above zero, both ways give zero and pass no gradient on.
    """
    nodes = list(graph.nodes)
    reads: Counter[Reference] = Counter(reference for node in nodes for reference in references(node))
    reads.update(graph.outputs)
    for index, node in enumerate(graph.nodes):
        before = _only_read_here(node, graph, reads)
        if before is not None:
            relu = graph.nodes[before]
            nodes[before] = replace(node, args=(relu.args[0], *node.args[1:]))
            nodes[index] = replace(relu, args=(Value(before),), shapes=node.shapes)
    return replace(graph, nodes=tuple(nodes))


def _only_read_here(node: Node, graph: Graph, reads: Counter[Reference]) -> int | None:
    """Return the ReLU that a pooling reads, if nothing else reads it."""
    if node.op not in POOLINGS or not isinstance(node.args[0], Value):
        return None
    relu = graph.nodes[node.args[0].node]
    alone = relu.op == "relu.default" and relu.when == node.when and reads[node.args[0]] == 1
    return node.args[0].node if alone else None
