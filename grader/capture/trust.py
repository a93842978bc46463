"""Takes a Graph over from the child: nothing that the child measured is believed.

The operations are run once more on noise, at two batch sizes. The shapes that come out replace those that the
child sent, and a Graph that fails is refused. Where processes can be forked this happens in one of its own,
which holds nothing: an operation may still crash on arguments that its schema allows.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import torch

from grader.capture.replay import Replay
from grader.capture.validate import ELEMENTS, Invalid, validate
from grader.confinement.host import Host
from grader.confinement.policy import Policy
from grader.confinement.process import UNDECODABLE, Child, Ended
from grader.records.capture import Broken, Captured, Outcome, Tried, Untried
from grader.records.graph import Batch, Graph, Shape, Size

ENTRY = "grader.capture.trial"
"""What the child runs."""
TRIAL_SECONDS = 20.0
"""For one Graph; DenseNet-121 takes 0.6 s."""
SIZES = (2, 3)
TOTAL_ELEMENTS = 4 * ELEMENTS
"""Of all results of one pass together: 1 GB in float32. DenseNet-121 on three 64x64 images has 40 million."""

Shapes = tuple[tuple[Shape, ...], ...]

_decoder: msgspec.json.Decoder[Tried | Untried] = msgspec.json.Decoder(Tried | Untried, strict=True)


def trusted(outcomes: Sequence[Outcome], host: Host) -> list[Outcome]:
    """Return each outcome with a Graph that may be computed on, or why there is none.

    Raises:
        StaffError: no process can be started.
    """
    if not host.tier.warm:
        return [_trusted(outcome, shapes_of) for outcome in outcomes]
    found: list[Outcome] = []
    while len(found) < len(outcomes):
        with host.start(ENTRY, Policy()) as child:
            child.wait_until_ready()
            found += _tried(outcomes[len(found) :], child)
    return found


def _tried(outcomes: Sequence[Outcome], child: Child) -> list[Outcome]:
    """The outcomes up to the first that ends the child."""
    found: list[Outcome] = []
    for outcome in outcomes:
        try:
            found.append(_trusted(outcome, lambda graph: _shapes_from(child, graph)))
        except Ended as end:
            found.append(Broken("trace", "memory" if end.reason == "memory" else "invalid"))
            break
    return found


def _shapes_from(child: Child, graph: Graph) -> Shapes:
    validate(graph)
    child.send(msgspec.json.encode(graph))
    try:
        tried = _decoder.decode(child.result(TRIAL_SECONDS))
    except UNDECODABLE:
        raise Invalid("no answer that can be read") from None
    if isinstance(tried, Untried):
        raise Invalid(tried.why)
    return tried.shapes


def _trusted(outcome: Outcome, shapes: Callable[[Graph], Shapes]) -> Outcome:
    if isinstance(outcome, Broken):
        return outcome
    try:
        return Captured(with_shapes(outcome.graph, shapes(outcome.graph)), outcome.made_by)
    except Invalid as invalid:
        return Broken("trace", "invalid", message=str(invalid))


def with_shapes(graph: Graph, shapes: Shapes) -> Graph:
    """Return the Graph with other shapes of its nodes' results.

    Raises:
        Invalid: there are not as many as nodes, or one of them lacks a result that the Graph uses.
    """
    if len(shapes) != len(graph.nodes):
        raise Invalid("shapes of another Graph")
    pairs = zip(graph.nodes, shapes, strict=True)
    nodes = tuple(msgspec.structs.replace(node, shapes=own) for node, own in pairs)
    found = msgspec.structs.replace(graph, nodes=nodes)
    validate(found)
    return found


def shapes_of(graph: Graph) -> Shapes:
    """Compute a Graph on noise, its weights zero, and return the shape of every result of every node.

    Raises:
        Invalid: the Graph breaks a bound, or one of its operations does not take its arguments.
    """
    module = Replay(graph, seed=None)
    sizes = SIZES if graph.batch is None else (graph.batch,) * 2
    shapes: dict[int, list[list[tuple[int, ...]]]] = {}
    for training, size in _runs(graph, sizes):
        example = torch.randn(size, *module.sample, generator=torch.Generator().manual_seed(0))
        found = _shapes(module.train(training), example)
        for index, results in found.items():
            shapes.setdefault(index, []).append(results)
    return tuple(_over_sizes(node.op, shapes[index], sizes) for index, node in enumerate(graph.nodes))


def _runs(graph: Graph, sizes: tuple[int, int]) -> list[tuple[bool, int]]:
    """Both modes, one at each size where they do the same operations: dropout changes no shape."""
    modes = (True, False)
    if all(node.when == "always" for node in graph.nodes):
        return list(zip(modes, sizes, strict=True))
    return [(training, size) for size in sizes for training in modes]


def _shapes(module: Replay, example: torch.Tensor) -> dict[int, list[tuple[int, ...]]]:
    shapes: dict[int, list[tuple[int, ...]]] = {}
    total = 0
    try:
        with torch.no_grad():
            for index, result in module.steps(example):
                shapes[index] = [_bounded(tensor) for tensor in _tensors(result)]
                total += sum(map(math.prod, shapes[index]))
                if total > TOTAL_ELEMENTS:
                    raise Invalid("results of more elements than fit into memory")
    except (RuntimeError, ValueError, TypeError, IndexError, NotImplementedError, KeyError) as error:
        raise Invalid(f"{type(error).__name__}: {error}") from None
    return shapes


def _tensors(result: Any) -> list[torch.Tensor]:
    return list(result) if isinstance(result, tuple | list) else [result]


def _bounded(tensor: torch.Tensor) -> tuple[int, ...]:
    if tensor.numel() > ELEMENTS:
        raise Invalid(f"a tensor of {tensor.numel():,} elements")
    return tuple(tensor.shape)


def _over_sizes(op: str, runs: list[list[tuple[int, ...]]], sizes: tuple[int, ...]) -> tuple[Shape, ...]:
    first, last = runs[0], runs[-1]
    if [len(shape) for shape in first] != [len(shape) for shape in last]:
        raise Invalid(f"{op} changes its rank with the batch")
    return tuple(_joined(one, other, sizes) for one, other in zip(first, last, strict=True))


def _joined(one: tuple[int, ...], other: tuple[int, ...], sizes: tuple[int, ...]) -> Shape:
    return tuple(_joined_size(a, b, sizes) for a, b in zip(one, other, strict=True))


def _joined_size(a: int, b: int, sizes: tuple[int, ...]) -> Size:
    times = b - a  # the two batch sizes differ by one
    return a if times == 0 else Batch(times, a - times * sizes[0])
