"""Make one Graph from several forward passes. Runs in the child.

Passes in evaluation mode at two batch sizes show which integers grow with the batch; the same in training
mode show which flags depend on the mode. Operations that only one mode does (`if self.training:`) are
separate nodes of the same Graph.
"""

from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from grader.capture.live import live
from grader.capture.probes import Probe
from grader.capture.record import RecordedCall, Recording, Refused
from grader.records.graph import (
    OPAQUE,
    Argument,
    Batch,
    Dtype,
    Further,
    Graph,
    Input,
    Mode,
    Module,
    Node,
    Reference,
    Remark,
    Scalar,
    Shape,
    Signature,
    Tensor,
    Value,
    Weight,
    join_sizes,
    map_outputs,
    map_references,
    references,
)
from grader.records.signature import Given
from grader.records.source import Line

OUTSIDE_TORCH = "numpy/tolist"
"""The name of an opaque operation that makes a tensor of values that have left torch."""
Record = Callable[[int, bool, Probe], Recording]
"""Runs the model once: takes the batch size, whether in training mode, and which images to use."""


def trace(
    record: Record,
    sizes: tuple[int, ...],
    input_shape: tuple[int, ...],
    modules: Sequence[Module],
    given: tuple[Given, ...] = (),
    returns: tuple[str, ...] = (),
) -> Graph:
    """Record the model at two batch sizes, or at one, to which it is then fixed.

    Args:
        record: runs the model once.
        sizes: one or two batch sizes.
        input_shape: the input's shape without the batch.
        modules: the descriptions of the model's submodules.
        given: what the model is called with, if that is not the input as it is.
        returns: the names of what it returns, if that is several things.

    Raises:
        Refused: the passes do not fit together, or a Graph cannot hold an operation.
    """
    evaluations = _agreeing(record, sizes, training=False)
    trainings = _agreeing(record, sizes, training=True)
    remarks = (*evaluations[0].remarks, *trainings[0].remarks)
    tensors, place = _joined_tensors(evaluations[0].tensors, trainings[0].tensors)
    nodes, outputs, outputs_training = _over_modes(
        _over_batches(evaluations, sizes), _with_tensors(_over_batches(trainings, sizes), place)
    )
    graph = Graph(
        input=(sizes[0] if len(sizes) == 1 else Batch(1), *input_shape),
        nodes=nodes,
        output=outputs[0],
        output_training=outputs_training[0],
        tensors=tuple(tensors),
        modules=tuple(modules),
        batch=sizes[0] if len(sizes) == 1 else None,
        remarks=tuple(dict.fromkeys(remarks)),
        signature=_signature(given, returns, outputs, outputs_training),
    )
    return _without_unused_tensors(graph)


def _signature(
    given: tuple[Given, ...],
    returns: tuple[str, ...],
    outputs: Sequence[Reference],
    outputs_training: Sequence[Reference],
) -> Signature | msgspec.UnsetType:
    further = tuple(map(Further, returns[1:], outputs[1:], outputs_training[1:]))
    return Signature(given, further) if given or further else msgspec.UNSET


def _agreeing(record: Record, sizes: Sequence[int], training: bool) -> list[Recording]:
    """Return a pass at each size, after checking that other images lead to the same operations.

    If forward reads values, it may branch on them: then every kind of image must take the same way. Noise,
    which no image looks like, may take another; that is remarked.
    """
    runs = [live(record(size, training, "image")) for size in sizes]
    first = runs[0]
    noise = _tried(record, sizes[0], training)
    branches = noise is None or _differ(first, noise)
    others: tuple[Probe, ...] = ("dark", "bright") if first.reads or branches else ()
    for probe in others:
        if _differ(first, live(record(sizes[0], training, probe))):
            raise Refused("data_dependent", line=_read(first))
    if branches:
        first.remarks.append(Remark("branches", _read(first)))
    if first.drew and _differ(first, live(record(sizes[0], training, "redrawn"))):
        first.remarks.append(Remark("random_training" if training else "random"))
    return runs


def _tried(record: Record, size: int, training: bool) -> Recording | None:
    """Return a pass of noise; None if forward takes none, as when it asserts that its input is an image."""
    try:
        return live(record(size, training, "noise"))
    except Exception:  # the student's own, which no image raises
        return None


def _differ(one: Recording, other: Recording) -> bool:
    """Return whether two passes are of other operations or constants."""
    calls = ([(call.op, call.args, call.shapes) for call in run.calls] for run in (one, other))
    return next(calls) != next(calls) or one.tensors != other.tensors


def _read(run: Recording) -> Line | None:
    """Return the line that reads a value; None if there are several, as any may be the one that counts."""
    lines = set(run.reads)
    return lines.pop() if len(lines) == 1 else None


# -- batch sizes -----------------------------------------------------------------------------------------


Pass = tuple[list[Node], list[Reference]]
"""The operations of one mode, and its results."""


def _over_batches(runs: Sequence[Recording], sizes: Sequence[int]) -> Pass:
    first, last = runs[0], runs[-1]
    for one, other in zip(first.calls, last.calls, strict=False):
        if one.op != other.op or len(one.args) != len(other.args):
            raise Refused("batch", line=one.at)
    if len(first.calls) != len(last.calls) or len(first.tensors) != len(last.tensors):
        raise Refused("batch")
    nodes = [_join_calls(one, other, sizes) for one, other in zip(first.calls, last.calls, strict=True)]
    return _with_computed_constants((nodes, first.outputs), first.tensors, last.tensors, sizes)


def _with_computed_constants(
    mode: Pass, tensors: Sequence[Tensor], others: Sequence[Tensor], sizes: Sequence[int]
) -> Pass:
    """Put an opaque operation in the place of each constant that changes with the batch.

    No operation of torch's made it, and yet it is computed: with numpy, or from a list of values.
    """
    changed = [index for index, tensor in enumerate(tensors) if tensor != others[index]]
    nodes, outputs = mode
    opaque = []
    for index in changed:
        one, other = tensors[index], others[index]
        if one.kind != "constant" or len(one.shape) != len(other.shape):
            raise Refused("batch")
        at = next((node.at for node in nodes if Weight(index) in references(node)), None)
        shape = _join_shapes(one.shape, other.shape, sizes)
        opaque.append(Node(OPAQUE, (OUTSIDE_TORCH, (Input(),), (Dtype(one.dtype),)), (shape,), "", at))

    def moved(reference: Reference) -> Reference:
        if isinstance(reference, Weight) and reference.index in changed:
            return Value(changed.index(reference.index))
        return _shift_reference(reference, 0, len(changed))

    return [*opaque, *(map_references(node, moved) for node in nodes)], [*map(moved, outputs)]


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


def _over_modes(
    evaluation: Pass, training: Pass
) -> tuple[tuple[Node, ...], list[Reference], list[Reference]]:
    """Share the nodes that both modes begin with, and keep the rest separate."""
    (eval_nodes, eval_outputs), (train_nodes, train_outputs) = evaluation, training
    shared: list[Node] = []
    for one, other in zip(eval_nodes, train_nodes, strict=False):
        joined = _join_modes(one, other)
        if joined is None:
            break
        shared.append(joined)
    start = len(shared)
    if start == len(eval_nodes) == len(train_nodes):
        return tuple(shared), eval_outputs, train_outputs
    own = [_at_mode(node, "eval") for node in eval_nodes[start:]]
    offset = len(own)
    for node in train_nodes[start:]:
        own.append(_at_mode(_shift(node, start, offset), "train"))
    moved = [_shift_reference(output, start, offset) for output in train_outputs]
    return (*shared, *own), eval_outputs, moved


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


# -- tensors ---------------------------------------------------------------------------------------------


def _joined_tensors(one: Sequence[Tensor], other: Sequence[Tensor]) -> tuple[list[Tensor], dict[int, int]]:
    """Return the tensors of both modes, and the place there of each of the second."""
    joined, place, free = list(one), {}, list(range(len(one)))
    for index, tensor in enumerate(other):
        same = next((each for each in free if _is_same(one[each], tensor)), None)
        if same is None:
            same = len(joined)
            joined.append(tensor)
        else:
            free.remove(same)
        place[index] = same
    return joined, place


def _is_same(one: Tensor, other: Tensor) -> bool:
    """Return whether two tensors are one; a constant has no name of its own."""
    named = one.kind in ("parameter", "buffer")
    return one == (other if named else msgspec.structs.replace(other, name=one.name))


def _with_tensors(mode: Pass, place: dict[int, int]) -> Pass:
    def moved(reference: Reference) -> Reference:
        return Weight(place[reference.index]) if isinstance(reference, Weight) else reference

    nodes, outputs = mode
    return [map_references(node, moved) for node in nodes], [*map(moved, outputs)]


def _without_unused_tensors(graph: Graph) -> Graph:
    """Drop unused buffers and constants, but not parameters: an unused parameter is a finding."""
    read = [*graph.outputs, *(r for node in graph.nodes for r in references(node))]
    used = {reference.index for reference in read if isinstance(reference, Weight)}
    kept = [i for i, tensor in enumerate(graph.tensors) if tensor.kind == "parameter" or i in used]
    new = {old: index for index, old in enumerate(kept)}

    def renumber(reference: Reference) -> Reference:
        return Weight(new[reference.index]) if isinstance(reference, Weight) else reference

    return map_outputs(
        graph,
        renumber,
        nodes=tuple(map_references(node, renumber) for node in graph.nodes),
        tensors=tuple(graph.tensors[old] for old in kept),
    )
