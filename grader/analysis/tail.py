"""What follows the last layer with weights: of logits it is nothing, or a view of them."""

from typing import Final

import msgspec

from grader.analysis.flow import operation
from grader.analysis.resolution import CONVOLUTIONS, TRANSPOSED
from grader.records.graph import (
    Batch,
    Graph,
    Input,
    Node,
    Reference,
    Value,
    Weight,
    map_references,
    references,
)

LAYERS: Final = CONVOLUTIONS | TRANSPOSED | {"linear", "bilinear", "embedding"}
PRODUCTS: Final = frozenset({"matmul", "mm", "bmm", "addmm", "baddbmm", "mv"})
"""With a weight for a factor they are layers, too."""


def tail(graph: Graph) -> Graph | None:
    """Return what follows the last layer in evaluation mode, as a Graph that takes what that layer makes.

    None where there is none: the output is the last layer's own, or does not come from one layer alone.
    """
    if not isinstance(graph.output, Value) or _is_layer(graph, graph.nodes[graph.output.node]):
        return None
    after, sources = _walk_back(graph, graph.output.node)
    if len(sources) != 1:
        return None
    (source,) = sources
    if not isinstance(source, Value) or len(graph.nodes[source.node].shapes) != 1:
        return None
    return _cut(graph, sorted(after), source)


def _is_layer(graph: Graph, node: Node) -> bool:
    if operation(node) in LAYERS:
        return True
    weights = [ref for ref in references(node) if isinstance(ref, Weight)]
    return operation(node) in PRODUCTS and any(graph.tensors[ref.index].kind != "constant" for ref in weights)


def _walk_back(graph: Graph, last: int) -> tuple[set[int], set[Reference]]:
    """Return the nodes after the last layers on the way to the output, and what they take from before."""
    after: set[int] = set()
    sources: set[Reference] = set()
    waiting = [last]
    while waiting:
        index = waiting.pop()
        if index in after:
            continue
        after.add(index)
        for ref in references(graph.nodes[index]):
            if isinstance(ref, Input) or (isinstance(ref, Value) and _is_layer(graph, graph.nodes[ref.node])):
                sources.add(ref)
            elif isinstance(ref, Value):
                waiting.append(ref.node)
    return after, sources


def _cut(graph: Graph, after: list[int], source: Value) -> Graph:
    """Return the nodes `after` as a Graph; of one image, if a layer takes pixels for a batch."""
    shape = graph.nodes[source.node].shapes[0]
    first = shape[0] if shape else None
    apart = first.times if isinstance(first, Batch) and first.times > 1 and first.plus == 0 else None
    laid_out = (Node("reshape.default", (Input(), shape), (shape,)),) if apart else ()
    place = {old: new for new, old in enumerate(after, len(laid_out))}

    def moved(reference: Reference) -> Reference:
        if reference == source:
            return Value(0) if apart else Input()
        return Value(place[reference.node], reference.out) if isinstance(reference, Value) else reference

    output = moved(graph.output)
    return msgspec.structs.replace(
        graph,
        input=(Batch(1), apart, *shape[1:]) if apart else shape,
        nodes=(
            *laid_out,
            *(
                msgspec.structs.replace(map_references(graph.nodes[old], moved), when="always")
                for old in after
            ),
        ),
        output=output,
        output_training=output,
        signature=msgspec.UNSET,
    )
