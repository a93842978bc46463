"""What no output needs is left out."""

from collections.abc import Iterator

from grader.records.graph import Graph, Reference, Value, map_outputs, map_references, references


def without_unneeded(graph: Graph) -> Graph:
    """Leave out the nodes that no output needs; the tensors stay, as it is asked whether each is used."""
    alive = set(_needed(graph))
    if not alive:  # a Graph has a node at least
        return graph
    place = {old: new for new, old in enumerate(sorted(alive))}

    def moved(reference: Reference) -> Reference:
        return Value(place[reference.node], reference.out) if isinstance(reference, Value) else reference

    return map_outputs(
        graph, moved, nodes=tuple(map_references(graph.nodes[old], moved) for old in sorted(alive))
    )


def _needed(graph: Graph) -> Iterator[int]:
    waiting = [out.node for out in graph.outputs if isinstance(out, Value)]
    seen: set[int] = set()
    while waiting:
        index = waiting.pop()
        if index not in seen:
            seen.add(index)
            yield index
            waiting.extend(ref.node for ref in references(graph.nodes[index]) if isinstance(ref, Value))
