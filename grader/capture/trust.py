"""Takes a Graph over from the child: nothing that the child measured is believed.

The operations are run once more, here, on zeros, at two batch sizes. The shapes that come out replace those
that the child sent, and a Graph that fails is refused.
"""

import math
from typing import Any

import msgspec
import torch

from grader.capture.replay import Replay
from grader.capture.validate import ELEMENTS, Invalid
from grader.records.capture import Broken, Captured, Outcome
from grader.records.graph import Batch, Graph, Node, Shape, Size

SIZES = (2, 3)
TOTAL_ELEMENTS = 4 * ELEMENTS
"""Of all results of one pass together: 1 GB in float32. DenseNet-121 on three 64x64 images has 40 million."""


def trusted(outcome: Outcome) -> Outcome:
    """Return the outcome with a Graph that may be computed on, or why there is none."""
    if isinstance(outcome, Broken):
        return outcome
    try:
        return Captured(with_own_shapes(outcome.graph), outcome.made_by)
    except Invalid as invalid:
        return Broken("trace", "invalid", message=str(invalid))


def with_own_shapes(graph: Graph) -> Graph:
    """Return the Graph with every node's shapes computed anew.

    Raises:
        Invalid: the Graph breaks a bound, or one of its operations does not take its arguments.
    """
    module = Replay(graph)
    sizes = SIZES if graph.batch is None else (graph.batch,)
    shapes: dict[int, list[list[tuple[int, ...]]]] = {}
    for size in sizes:
        example = torch.zeros(size, *(n for n in graph.input[1:] if isinstance(n, int)))
        found = _shapes(module.train(), example) | _shapes(module.eval(), example)
        for index, results in found.items():
            shapes.setdefault(index, []).append(results)
    nodes = tuple(_reshaped(node, shapes[index], sizes) for index, node in enumerate(graph.nodes))
    return msgspec.structs.replace(graph, nodes=nodes)


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


def _reshaped(node: Node, runs: list[list[tuple[int, ...]]], sizes: tuple[int, ...]) -> Node:
    first, last = runs[0], runs[-1]
    if [len(shape) for shape in first] != [len(shape) for shape in last]:
        raise Invalid(f"{node.op} changes its rank with the batch")
    shapes = tuple(_joined(one, other, sizes) for one, other in zip(first, last, strict=True))
    return msgspec.structs.replace(node, shapes=shapes)


def _joined(one: tuple[int, ...], other: tuple[int, ...], sizes: tuple[int, ...]) -> Shape:
    return tuple(_joined_size(a, b, sizes) for a, b in zip(one, other, strict=True))


def _joined_size(a: int, b: int, sizes: tuple[int, ...]) -> Size:
    times = b - a  # the two batch sizes differ by one
    return a if times == 0 else Batch(times, a - times * sizes[0])
