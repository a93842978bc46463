"""Compute the shapes of a Graph's results by running its operations on noise, at two batch sizes.

A Graph that is too large for that runs on tensors without numbers, of which there may be any number.
"""

import math
from typing import Any

import torch

from grader.capture.replay import UNSUITABLE, Replay
from grader.capture.rows import noise
from grader.capture.validate import ELEMENTS, Invalid, TooLarge
from grader.records.graph import Batch, Graph, Shape, Size
from grader.records.measuring_protocol import Shapes

SIZES = (2, 3)
TOTAL_ELEMENTS = 4 * ELEMENTS
"""Maximum elements of all results of one pass, 1 GB in float32. DenseNet-121 on three 64x64 images has
40 million."""


def shapes_of(graph: Graph) -> Shapes:
    """Return the shape of every result of every node of a Graph.

    Raises:
        Invalid: one of its operations does not accept its arguments.
        TooLarge: one of its results is too large.
    """
    try:
        return _computed(graph, Replay(graph, seed=None))
    except TooLarge:
        return _computed(graph, Replay(graph, seed=None, device="meta"))


def _computed(graph: Graph, module: Replay) -> Shapes:
    """Compute a Graph on noise, with weights of zero.

    Raises:
        Invalid: one of its operations does not accept its arguments.
        TooLarge: the results do not fit into memory.
    """
    sizes = SIZES if graph.batch is None else (graph.batch,) * 2
    shapes: dict[int, list[list[tuple[int, ...]]]] = {}
    for training, size in _runs(graph, sizes):
        example = noise(graph, size, seed=0).to(module.device)
        found = _shapes(module.train(training), example)
        for index, results in found.items():
            shapes.setdefault(index, []).append(results)
    return tuple(_over_sizes(node.op, shapes[index], sizes) for index, node in enumerate(graph.nodes))


def _runs(graph: Graph, sizes: tuple[int, int]) -> list[tuple[bool, int]]:
    """Return the passes to run: both modes at both sizes, or one mode per size if they do the same.

    Dropout changes no shape.
    """
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
                if total > TOTAL_ELEMENTS and module.device == "cpu":
                    raise TooLarge("results of more elements than fit into memory")
    except UNSUITABLE as error:
        raise Invalid(f"{type(error).__name__}: {error}") from None
    return shapes


def _tensors(result: Any) -> list[torch.Tensor]:
    return list(result) if isinstance(result, tuple | list) else [result]


def _bounded(tensor: torch.Tensor) -> tuple[int, ...]:
    if tensor.numel() > ELEMENTS:
        raise TooLarge(f"a tensor of {tensor.numel():,} elements")
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
