"""Make one Graph from several forward passes. Runs in the child.

Passes in evaluation mode at two batch sizes show which integers grow with the batch; the same in training
mode show which flags depend on the mode. Operations that only one mode does (`if self.training:`) are
separate nodes of the same Graph.
"""

from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from grader.capture.record import RecordedCall, Recording, Refused
from grader.records.graph import (
    Argument,
    Batch,
    Graph,
    Mode,
    Module,
    Node,
    Reference,
    Scalar,
    Shape,
    Value,
    Weight,
    join_sizes,
    map_references,
    references,
)

Record = Callable[[int, bool, int], Recording]
"""Runs the model once: takes the batch size, whether in training mode, and which input to use."""


def trace(
    record: Record, sizes: tuple[int, ...], input_shape: tuple[int, ...], modules: Sequence[Module]
) -> Graph:
    """Record the model at two batch sizes, or at one, to which it is then fixed.

    Args:
        record: runs the model once.
        sizes: one or two batch sizes.
        input_shape: the input's shape without the batch.
        modules: the descriptions of the model's submodules.

        Raises:
            Refused: the passes do not fit together, or a Graph cannot hold an operation.
    """
    evaluations = _agreeing(record, sizes, training=False)
    trainings = _agreeing(record, sizes, training=True)
    nodes, output, output_training = _over_modes(
        _over_batches(evaluations, sizes), _over_batches(trainings, sizes)
    )
    tensors = max(evaluations[0].tensors, trainings[0].tensors, key=len)
    if any(run.tensors != tensors[: len(run.tensors)] for run in (evaluations[0], trainings[0])):
        raise Refused("mode")
    graph = Graph(
        input=(sizes[0] if len(sizes) == 1 else Batch(1), *input_shape),
        nodes=nodes,
        output=output,
        output_training=output_training,
        tensors=tuple(tensors),
        modules=tuple(modules),
        batch=sizes[0] if len(sizes) == 1 else None,
        remarks=tuple(dict.fromkeys(evaluations[0].remarks)),
    )
    return _without_unused_tensors(graph)


def _agreeing(record: Record, sizes: Sequence[int], training: bool) -> list[Recording]:
    """Return a pass at each size, after checking that another input leads to the same operations."""
    runs = [record(size, training, 0) for size in sizes]
    again = record(sizes[0], training, 1)
    if [(call.op, call.args) for call in runs[0].calls] == [(call.op, call.args) for call in again.calls]:
        return runs
    reads = next((remark for remark in runs[0].remarks if remark.kind == "data_dependent"), None)
    raise Refused("data_dependent", line=reads.at) if reads else Refused("random")


# -- batch sizes -----------------------------------------------------------------------------------------


Pass = tuple[list[Node], Reference]
"""The operations of one mode, and its result."""


def _over_batches(runs: Sequence[Recording], sizes: Sequence[int]) -> Pass:
    first, last = runs[0], runs[-1]
    for one, other in zip(first.calls, last.calls, strict=False):
        if one.op != other.op or len(one.args) != len(other.args):
            raise Refused("batch", line=one.at)
    if len(first.calls) != len(last.calls) or first.tensors != last.tensors:
        raise Refused("batch")
    nodes = [_join_calls(one, other, sizes) for one, other in zip(first.calls, last.calls, strict=True)]
    return _without_dead_code(nodes, first.output)


def _join_calls(one: RecordedCall, other: RecordedCall, sizes: Sequence[int]) -> Node:
    try:
        args = tuple(_join(a, b, sizes) for a, b in zip(one.args, other.args, strict=True))
        shapes = tuple(_join_shapes(a, b, sizes) for a, b in zip(one.shapes, other.shapes, strict=True))
    except ValueError:
        raise Refused("data_dependent", line=one.at) from None
    return Node(one.op, args, shapes, one.module, one.at)


def _join(a: Argument, b: Argument, sizes: Sequence[int]) -> Argument:
    if isinstance(a, tuple) and isinstance(b, tuple):
        return tuple(_join_scalars(x, y, sizes) for x, y in zip(a, b, strict=True))
    if isinstance(a, tuple) or isinstance(b, tuple):
        raise ValueError("a list became a number")  # noqa: TRY004 - like the others here
    return _join_scalars(a, b, sizes)


def _join_scalars(a: Scalar, b: Scalar, sizes: Sequence[int]) -> Scalar:
    if type(a) is int and type(b) is int:
        return join_sizes(a, b, sizes)
    if a != b and not (a != a and b != b):
        raise ValueError("an argument changes from batch to batch")
    return a


def _join_shapes(a: tuple[int, ...], b: tuple[int, ...], sizes: Sequence[int]) -> Shape:
    return tuple(join_sizes(x, y, sizes) for x, y in zip(a, b, strict=True))


# -- modes -----------------------------------------------------------------------------------------------


def _over_modes(evaluation: Pass, training: Pass) -> tuple[tuple[Node, ...], Reference, Reference]:
    """Share the nodes that both modes begin with, and keep the rest separate."""
    (eval_nodes, eval_output), (train_nodes, train_output) = evaluation, training
    shared: list[Node] = []
    for one, other in zip(eval_nodes, train_nodes, strict=False):
        joined = _join_modes(one, other)
        if joined is None:
            break
        shared.append(joined)
    start = len(shared)
    if start == len(eval_nodes) == len(train_nodes):
        return tuple(shared), eval_output, train_output
    own = [_at_mode(node, "eval") for node in eval_nodes[start:]]
    offset = len(own)
    for node in train_nodes[start:]:
        own.append(_at_mode(_shift(node, start, offset), "train"))
    return (*shared, *own), eval_output, _shift_reference(train_output, start, offset)


def _join_modes(one: Node, other: Node) -> Node | None:
    if (one.op, one.at, one.module) != (other.op, other.at, other.module):
        return None
    args: list[Argument] = []
    for a, b in zip(one.args, other.args, strict=True):
        if isinstance(a, bool) and isinstance(b, bool) and a != b:
            args.append(Mode(inverted=a))
        elif a == b:
            args.append(a)
        else:
            return None
    return Node(one.op, tuple(args), one.shapes, one.module, one.at)


def _at_mode(node: Node, when: Literal["train", "eval"]) -> Node:
    return msgspec.structs.replace(node, when=when)


def _shift(node: Node, start: int, offset: int) -> Node:
    return map_references(node, lambda reference: _shift_reference(reference, start, offset))


def _shift_reference(reference: Reference, start: int, offset: int) -> Reference:
    if isinstance(reference, Value) and reference.node >= start:
        return Value(reference.node + offset, reference.out)
    return reference


# -- dead code -------------------------------------------------------------------------------------------


def _without_dead_code(nodes: list[Node], output: Reference) -> Pass:
    """Drop the nodes that the output does not depend on, such as the batch counter of batch norm."""
    alive: set[int] = set()
    pending = [output]
    while pending:
        reference = pending.pop()
        if isinstance(reference, Value) and reference.node not in alive:
            alive.add(reference.node)
            pending.extend(references(nodes[reference.node]))
    new = {old: index for index, old in enumerate(sorted(alive))}

    def renumber(reference: Reference) -> Reference:
        return Value(new[reference.node], reference.out) if isinstance(reference, Value) else reference

    return [map_references(nodes[old], renumber) for old in sorted(alive)], renumber(output)


def _without_unused_tensors(graph: Graph) -> Graph:
    """Drop unused buffers and constants, but not parameters: an unused parameter is a finding."""
    read = [graph.output, graph.output_training, *(r for node in graph.nodes for r in references(node))]
    used = {reference.index for reference in read if isinstance(reference, Weight)}
    kept = [i for i, tensor in enumerate(graph.tensors) if tensor.kind == "parameter" or i in used]
    new = {old: index for index, old in enumerate(kept)}

    def renumber(reference: Reference) -> Reference:
        return Weight(new[reference.index]) if isinstance(reference, Weight) else reference

    return msgspec.structs.replace(
        graph,
        nodes=tuple(map_references(node, renumber) for node in graph.nodes),
        output=renumber(graph.output),
        output_training=renumber(graph.output_training),
        tensors=tuple(graph.tensors[old] for old in kept),
    )
