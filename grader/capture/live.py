"""What the result of a forward pass depends on; the rest never matters. Runs in the child."""

from collections.abc import Mapping
from dataclasses import replace

from grader.capture.record import Recording
from grader.records.graph import Node, Reference, Value, Weight, map_references, references


def live(run: Recording) -> Recording:
    """Return a pass without the operations and constants that its result does not depend on.

    Such as what is printed, and the batch counter of batch norm.
    """
    calls = {old: new for new, old in enumerate(_needed(run))}
    read = [*run.outputs, *(ref for old in calls for ref in _references(run, old))]
    used = {ref.index for ref in read if isinstance(ref, Weight)}
    kept = [index for index, each in enumerate(run.tensors) if index in used or each.kind in OWN]
    tensors = {old: new for new, old in enumerate(kept)}

    def moved(reference: Reference) -> Reference:
        return _moved(reference, calls, tensors)

    return replace(
        run,
        calls=[
            replace(run.calls[old], args=map_references(Node("", run.calls[old].args, ()), moved).args)
            for old in calls
        ],
        tensors=[run.tensors[index] for index in kept],
        outputs=[moved(output) for output in run.outputs],
    )


OWN = ("parameter", "buffer")
"""Tensors that belong to the model, whether forward uses them or not."""


def _moved(reference: Reference, calls: Mapping[int, int], tensors: Mapping[int, int]) -> Reference:
    if isinstance(reference, Value):
        return Value(calls[reference.node], reference.out)
    return Weight(tensors[reference.index]) if isinstance(reference, Weight) else reference


def _needed(run: Recording) -> list[int]:
    """Return the indices of the calls that the result depends on, in order."""
    alive: set[int] = set()
    pending = list(run.outputs)
    while pending:
        reference = pending.pop()
        if isinstance(reference, Value) and reference.node not in alive:
            alive.add(reference.node)
            pending.extend(_references(run, reference.node))
    return sorted(alive)


def _references(run: Recording, call: int) -> list[Reference]:
    return references(Node("", run.calls[call].args, ()))
