"""A weight that is made of several parameters is a weight, if it may be any."""

from grader.analysis.reparametrised import direction_and_size
from grader.analysis.rules.rewriting import Rewriting
from grader.records.graph import Node, Reference


def take_whole_weight(rewriting: Rewriting, node: Node) -> Node | Reference:
    """A weight in direction and size is a weight."""
    if rewriting.keeps_idle:
        return node
    found = direction_and_size(node, rewriting.producer, rewriting.shape, rewriting.is_learnt)
    return node if found is None else found[0]
