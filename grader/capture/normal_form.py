"""One Graph for all the ways to write a model: only what a training depends on.

It omits names, lines, the order in which layers were made, branches that lead nowhere, and the choice between
module and functional style. Equal normal forms are the same model, and are trained once.
"""

from collections import Counter
from collections.abc import Iterator

import msgspec

from grader.records.graph import (
    Graph,
    Reference,
    Value,
    Weight,
    map_outputs,
    map_references,
    references,
)


def normal_form(graph: Graph) -> Graph:
    """Return a Graph's normal form.

    The shapes must be trusted ones (`grader.capture.verify`), because they are part of the form.

    Nodes are in the order in which the output needs them, and tensors in the order in which the nodes need
    them; anything that the output does not need is left out. If two nodes share a tensor that changes during
    training (the statistics of a batch norm that is used twice), their order matters and is kept.
    """
    graph = anonymous(graph)
    order = _ordered(graph)
    place = {old: new for new, old in enumerate(order)}
    tensors: dict[int, int] = {}

    def moved(reference: Reference) -> Reference:
        if isinstance(reference, Value):
            return Value(place[reference.node], reference.out)
        if isinstance(reference, Weight):
            return Weight(tensors.setdefault(reference.index, len(tensors)))
        return reference

    nodes = tuple(map_references(graph.nodes[old], moved) for old in order)
    found = map_outputs(graph, moved, nodes=nodes)
    return msgspec.structs.replace(found, tensors=tuple(graph.tensors[old] for old in tensors))


def anonymous(graph: Graph) -> Graph:
    """Return a Graph without its author's names, the lines and the remarks."""
    return msgspec.structs.replace(
        graph,
        nodes=tuple(msgspec.structs.replace(node, module="", at=None) for node in graph.nodes),
        tensors=tuple(msgspec.structs.replace(tensor, name="") for tensor in graph.tensors),
        modules=(),
        remarks=(),
    )


def _ordered(graph: Graph) -> list[int]:
    """Return the nodes that an output needs, each after those that it reads."""
    found: dict[int, None] = {}
    for output in graph.outputs:
        if isinstance(output, Value):
            found.update(dict.fromkeys(_needed(graph, output.node, found)))
    if not found:  # the output is the input, but a Graph needs a node
        return list(range(len(graph.nodes)))
    return sorted(found) if _shares_statistics(graph) else list(found)


def _needed(graph: Graph, last: int, known: dict[int, None]) -> Iterator[int]:
    """Yield the unknown nodes that a node needs, then the node, depth first in the order of the arguments."""
    seen = set(known)
    waiting = [(last, False)]
    while waiting:
        node, ready = waiting.pop()
        if ready:
            yield node
        elif node not in seen:
            seen.add(node)
            waiting.append((node, True))
            read = [each.node for each in references(graph.nodes[node]) if isinstance(each, Value)]
            waiting.extend((each, False) for each in reversed(read) if each not in seen)


def _shares_statistics(graph: Graph) -> bool:
    read = Counter(
        reference.index
        for node in graph.nodes
        for reference in set(references(node))
        if isinstance(reference, Weight) and graph.tensors[reference.index].kind == "buffer"
    )
    return any(times > 1 for times in read.values())
