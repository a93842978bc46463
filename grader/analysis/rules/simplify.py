"""The driver: each node of a Graph goes through all rules, then what no output needs is left out."""

from grader.analysis.rules.poolings import divided_evenly, without_places
from grader.analysis.rules.registry import RULES
from grader.analysis.rules.rewriting import Rewriting
from grader.analysis.rules.unneeded import without_unneeded
from grader.base.memoize import remembered
from grader.records.graph import Graph, Node, Reference, map_references


@remembered
def simplify(graph: Graph) -> Graph:
    """Return a Graph that computes the same, written in the plainest way.

    The shapes must be trusted ones (`grader.capture.verify`).
    """
    return _rewritten(graph, keeps_idle=False)


def as_written(graph: Graph) -> Graph:
    """Return a Graph that is simplified, but for what carries nothing to the output, such as `e * 0`."""
    return _rewritten(graph, keeps_idle=True)


def _rewritten(graph: Graph, *, keeps_idle: bool) -> Graph:
    rewriting = Rewriting(graph, keeps_idle=keeps_idle)
    for index, node in enumerate(graph.nodes):
        alone = map_references(without_places(rewriting, index, node), rewriting.now)
        rewriting.stands_for(index, _ruled(rewriting, divided_evenly(rewriting, alone)))
    return without_unneeded(rewriting.done())


def _ruled(rewriting: Rewriting, node: Node) -> Node | Reference:
    """Return what stands for a node: one that computes the same, or what it leaves as it is."""
    if len(node.shapes) != 1:
        return node
    for rule in RULES:
        result = rule(rewriting, node)
        if not isinstance(result, Node):
            return result
        node = result
    return node
