"""What forward computes in one mode, as a Graph that has no other mode.

Only what the model itself makes of `self.training` differs between the two: dropout that drops a part is left
out of both, and so is noise of the model's own in training; batch norm uses its statistics.
"""

import msgspec

from grader.analysis.flow import operation
from grader.analysis.noise import draws_in_evaluation, without_noise
from grader.analysis.rules.idle import DROPOUTS
from grader.analysis.rules.simplify import as_written
from grader.analysis.rules.zeros import zeros_like
from grader.capture.normal_form import normal_form
from grader.records.graph import (
    Argument,
    Graph,
    Mode,
    Node,
    Reference,
    Value,
    in_mode,
    map_outputs,
    map_references,
    references,
)


def passes(graph: Graph) -> tuple[Graph, ...]:
    """Return what forward computes in evaluation, and what it computes in training if that differs."""
    read = [_read_in_one_mode(graph, mode) for mode in ("eval", "train")]
    evaluation, *training = map(as_written, read[:1] if read[0] == read[1] else read)
    if all(normal_form(evaluation) == normal_form(each) for each in training):
        return (evaluation,)
    return evaluation, *training


def without_dice(graph: Graph) -> Graph:
    """Return a Graph that does the same in both modes if Python's random numbers decide in training.

    A flip of every other image is no part of the model, and what one throw leaves out the next one uses.
    """
    if not any(remark.kind == "random_training" for remark in graph.remarks):
        return graph
    alone = as_written(_read_in_one_mode(graph, "eval"))
    remarks = tuple(remark for remark in graph.remarks if remark.kind != "random_training")
    return msgspec.structs.replace(alone, remarks=remarks)


def _read_in_one_mode(graph: Graph, mode: str) -> Graph:
    nodes: list[Node] = []
    moved: dict[int, Reference] = {}

    def now(reference: Reference) -> Reference:
        if not isinstance(reference, Value):
            return reference
        there = moved[reference.node]
        return Value(there.node, reference.out) if isinstance(there, Value) and reference.out else there

    for index, node in enumerate(graph.nodes):
        if node.when not in ("always", mode):
            continue
        own = map_references(node, now)
        if operation(node) in DROPOUTS and not _drops_all(node, mode):
            moved[index] = references(own)[0]
            continue
        if operation(node) in DROPOUTS:
            own = zeros_like(own, references(own)[0])
        args = tuple(_fixed(arg) for arg in own.args)
        nodes.append(msgspec.structs.replace(own, args=args, when="always"))
        moved[index] = Value(len(nodes) - 1)
    alone = map_outputs(in_mode(graph, mode), now, nodes=tuple(nodes))
    if not nodes:
        return graph
    is_noise = mode == "train" and not draws_in_evaluation(graph)  # else the draws belong to the model
    return without_noise(alone) if is_noise else alone


def _drops_all(node: Node, mode: str) -> bool:
    """Whether a dropout leaves nothing in a mode: its probability is 1."""
    _, probability, trains = node.args[:3]
    active = (mode == "train") != trains.inverted if isinstance(trains, Mode) else trains is True
    return active and isinstance(probability, int | float) and probability >= 1


def _fixed(argument: Argument) -> Argument:
    """A flag as it is in evaluation: batch norm uses its statistics."""
    return argument.inverted if isinstance(argument, Mode) else argument
