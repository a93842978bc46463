"""Which layers bring feature maps together, and whose maps those are: the skip connections of a drawing."""

from collections.abc import Sequence

from grader.checks.layers import Layer
from grader.records.graph import Graph, Value, references

JOINING = {"Cat", "Add", "Mul"}


def joins(graph: Graph, listed: Sequence[Layer]) -> tuple[tuple[int, ...], ...]:
    """Return for every layer the places in the list, from 0, of those whose results it joins.

    It is empty for a layer that joins nothing; what is not listed stands for the layer that it reads from.
    """
    places = {layer.node: place for place, layer in enumerate(listed)}
    return tuple(_joined(graph, layer, places) if layer.kind in JOINING else () for layer in listed)


def _joined(graph: Graph, layer: Layer, places: dict[int, int]) -> tuple[int, ...]:
    found = [
        _listed(graph, ref.node, places)
        for ref in references(graph.nodes[layer.node])
        if isinstance(ref, Value)
    ]
    return tuple(dict.fromkeys(place for place in found if place is not None))


def _listed(graph: Graph, node: int, places: dict[int, int]) -> int | None:
    """The place of a node, or of the first one before it that is listed."""
    while node not in places:
        before = [ref.node for ref in references(graph.nodes[node]) if isinstance(ref, Value)]
        if not before:
            return None
        node = before[0]
    return places[node]
