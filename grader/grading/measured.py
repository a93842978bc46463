"""Evidence about what a model computes: a confined process computes it, and this module interprets it."""

from collections.abc import Sequence
from functools import lru_cache

import torch
from torch import Tensor

from grader.analysis import varying
from grader.analysis.flow import operation
from grader.analysis.tail import tail as last_operations
from grader.base.text import Text
from grader.capture.measuring import ALL_SECONDS, RESIDENT, SECONDS, Measuring, Unmeasured
from grader.capture.rows import drawn
from grader.checks.evidence import (
    UNTOLD,
    Alone,
    Comparison,
    Foresight,
    Forward,
    Gradients,
    Graph,
    Independence,
    Tail,
)
from grader.checks.verdict import Failed, Withheld
from grader.confinement.policy import GIB
from grader.grading import solutions
from grader.grading.limits import must_be_known, must_be_small_enough
from grader.records.capture_protocol import Reason
from grader.records.graph import Value
from grader.records.signature import Given

COMPARED = 4
"""Number of images whose outputs are compared with a reference's."""
NEIGHBOURS = 8
"""Number of images in each of the batches that have one image in common."""
LEARNING = 32
"""Number of images from which gradients are computed."""
EQUAL = (3.0, -3.0, 40.0, -40.0)
"""Numbers that a last layer makes, small and large ones."""
PROBES = len(EQUAL) + 3
TAIL_TOLERANCE = 1e-3
"""Relative. Batch norm with its first statistics makes 0.999995 of a 1; a scale of 0.99 is seen."""
ROUNDING = 1e-6
"""Relative to the largest number of a map: float32 keeps 7 digits."""
SEED = 1
"""Seed of the batches whose outputs are not compared with a reference's."""
EFFECT_SEEDS = (SEED, 2, 3)
"""Weights that are tried before a map is said to reach no output: ReLUs may be shut by chance."""


def forward(measuring: Measuring, comparison: Comparison, shape: tuple[int, ...]) -> Forward:
    """Return the outputs of the student's model and of the reference, with the reference's weights in both.

    Args:
        measuring: computes the student's model.
        comparison: the two models.
        shape: the shape of one image.

    Raises:
        Failed: the student's model cannot be computed.
        Withheld: the grader cannot follow what it computes.
    """
    graph = comparison.graph
    must_be_known(graph)
    images = _rows(graph.batch or COMPARED, shape, graph.given, solutions.SEED)
    expected = solutions.outputs(comparison.reference, images)
    theirs, mine = solutions.weights(comparison.reference), solutions.learned(graph)
    if (misfit := _misfit(theirs, [graph.tensors[index].shape for index in mine])) is not None:
        return Forward(None, expected, misfit)
    must_be_small_enough(graph)
    handed = {
        index: weight.reshape(graph.tensors[index].shape) for index, weight in zip(mine, theirs, strict=True)
    }
    try:
        found = measuring.outputs(graph, images, handed)
    except Unmeasured as none:
        raise _failed(none, len(images)) from None
    return Forward(found.values, expected)


def independence(measuring: Measuring, graph: Graph) -> Independence:
    """Return how an image's output in evaluation mode changes in another batch.

    Raises:
        Failed: the outputs cannot be computed.
    """
    must_be_known(graph)
    must_be_small_enough(graph)
    size = graph.batch or NEIGHBOURS
    if size < 2:
        return Independence(graph, 0.0, 0.0)
    batches = _neighbours(size, _sample(graph), graph.given)
    try:
        found = [measuring.outputs(graph, each, solutions.SEED, kept=1) for each in batches]
    except Unmeasured as none:
        raise _failed(none, size) from None
    one, other = (each.values.double() for each in found)
    shape = found[0].shape
    if not one.numel() or not shape or shape[0] % size:
        return Independence(graph, None, 0.0)
    return Independence(graph, float((one - other).abs().max()), float(one.abs().max()))


def foresight(measuring: Measuring, graph: Graph) -> Foresight:
    """Return how the outputs of a sequence's first half change when its second half does.

    Raises:
        Failed: the outputs cannot be computed.
    """
    must_be_known(graph)
    must_be_small_enough(graph)
    size = graph.batch or COMPARED
    one, other = (_rows(size, _sample(graph), graph.given, seed) for seed in (SEED, SEED + 1))
    steps = one.shape[1]
    changed = torch.cat([one[:, : steps // 2], other[:, steps // 2 :]], 1)
    try:
        found = [measuring.outputs(graph, each, solutions.SEED).values for each in (one, changed)]
    except Unmeasured as none:
        raise _failed(none, size) from None
    if found[0].shape[:2] != (size, steps) or not found[0].numel():
        return Foresight(graph, None, 0.0)
    before, after = (each[:, : steps // 2].double() for each in found)
    return Foresight(graph, float((before - after).abs().max()), float(before.abs().max()))


def carrying(measuring: Measuring, graph: Graph) -> Graph:
    """Return a model whose concatenations read zeros where a map is the same for every image.

    A model that cannot be computed is returned as it is: other checks say so.
    """
    maps, size = varying.joined(graph), graph.batch or COMPARED
    if not maps or size < 2:
        return graph
    compared = varying.comparing(graph, maps)
    try:
        must_be_known(graph)
        must_be_small_enough(graph)
        found = measuring.outputs(compared, _of_two_kinds(size, _sample(graph), graph.given), SEED).values
    except (Withheld, Unmeasured):
        return graph
    changes, sizes = found[: len(maps)], found[len(maps) :]
    idle = [each for each, is_same in zip(maps, changes <= ROUNDING * sizes, strict=True) if is_same]
    idle += _without_effect(measuring, graph, [each for each in maps if each not in idle])
    return varying.without(graph, idle)


def _without_effect(measuring: Measuring, graph: Graph, maps: Sequence[Value]) -> Sequence[Value]:
    """Return the maps of which nothing reaches an output, with whatever weights are drawn.

    A model that stops gradients cannot be asked so, nor one that differs in training; and where nothing that
    is joined reaches an output, other checks say so.
    """
    asked = len(maps)
    if any(operation(node) == "detach" or node.when != "always" for node in graph.nodes):
        return ()
    first, size = len(graph.tensors), graph.batch or COMPARED
    for seed in EFFECT_SEEDS:
        if not maps:
            break
        rows = _rows(size, _sample(graph), graph.given, seed)
        try:
            found = measuring.gradients(varying.tapped(graph, maps), rows, seed)
        except Unmeasured:
            return ()
        maps = [each for number, each in enumerate(maps) if not found.get(first + number)]
    return maps if len(maps) < asked else ()


@lru_cache(16)
def _of_two_kinds(size: int, shape: tuple[int, ...], given: tuple[Given, ...]) -> Tensor:
    """Return images of noise, every other one as bright as photographs are."""
    images = _rows(size, shape, given, SEED).clone()
    if not given:
        images[1::2] = torch.sigmoid(images[1::2])
    return images


def alone(measuring: Measuring, graph: Graph) -> Alone:
    """Return the shape of what comes out when the batch is a single image, in evaluation mode.

    Raises:
        Failed: it cannot be computed.
    """
    if graph.batch is not None:
        return Alone(graph, None)
    must_be_small_enough(graph)
    try:
        found = measuring.outputs(graph, _rows(1, _sample(graph), graph.given, SEED), solutions.SEED)
    except Unmeasured as none:
        raise _failed(none, 1) from None
    return Alone(graph, found.shape)


def tail(measuring: Measuring, graph: Graph) -> Tail:
    """Return what becomes of the last layer's output in evaluation mode.

    Raises:
        Failed: it cannot be computed.
    """
    after = last_operations(graph)
    if after is None:
        return UNTOLD
    must_be_known(after)
    probes = _probes(_sample(after))
    size = graph.batch or len(probes)
    batches = torch.split(_filled(probes, size), size)
    try:
        made = [measuring.outputs(after, each, solutions.SEED).values for each in batches]
    except Unmeasured as none:
        raise _failed(none, size) from None
    return _judged(after, torch.cat(made)[: len(probes)].double())


def _filled(probes: Tensor, size: int) -> Tensor:
    """Return the probes, and as many of them again as fill the last batch."""
    whole = -(-len(probes) // size) * size
    return probes[torch.arange(whole) % len(probes)]


def _judged(after: Graph, made: Tensor) -> Tail:
    if len(made) != PROBES or not made.numel():
        return Tail(after, None, keeps=False, is_linear=False)
    made = made.flatten(1)
    equal, (one, other, both) = made[: len(EQUAL)], made[len(EQUAL) :]
    asked = torch.tensor(EQUAL, dtype=torch.float64)[:, None]
    keeps = bool(((equal - asked).abs() <= TAIL_TOLERANCE * asked.abs()).all())
    scale = max(float(one.abs().max()), float(other.abs().max()), 1e-6)
    is_linear = bool((one + other - both).abs().max() <= TAIL_TOLERANCE * scale)
    farthest = equal[0][(equal[0] - EQUAL[0]).abs().argmax()]
    return Tail(after, float(farthest), keeps=keeps, is_linear=is_linear)


@lru_cache(16)
def _probes(shape: tuple[int, ...]) -> Tensor:
    """Maps of equal numbers, then two random ones and their sum."""
    generator = torch.Generator().manual_seed(SEED)
    one, other = torch.randn(2, *shape, generator=generator) * 4
    equal = [torch.full(shape, number) for number in EQUAL]
    return torch.stack([*equal, one, other, one + other])


def gradients(measuring: Measuring, graph: Graph) -> Gradients:
    """Return the sizes of the gradients of a model's weights.

    Raises:
        Failed: the gradients cannot be computed.
    """
    must_be_known(graph, training=True)
    must_be_small_enough(graph)
    size = graph.batch or LEARNING
    try:
        rows = _rows(size, _sample(graph), graph.given, SEED)
        return Gradients(graph, measuring.gradients(graph, rows, SEED))
    except Unmeasured as none:
        raise _failed(none, size) from None


def _sample(graph: Graph) -> tuple[int, ...]:
    """Return the shape of one image."""
    return tuple(size for size in graph.input[1:] if isinstance(size, int))


@lru_cache(16)
def _rows(size: int, shape: tuple[int, ...], given: tuple[Given, ...], seed: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return drawn(size, shape, given, lambda sizes: torch.randn(sizes, generator=generator))


@lru_cache(16)
def _neighbours(size: int, shape: tuple[int, ...], given: tuple[Given, ...]) -> tuple[Tensor, Tensor]:
    """Return two batches with the same first image."""
    generator = torch.Generator().manual_seed(SEED)
    batch, other = (
        drawn(size, shape, given, lambda sizes: torch.randn(sizes, generator=generator)) for _ in range(2)
    )
    other[0] = batch[0]
    return batch, other


def _misfit(
    theirs: list[Tensor], mine: list[tuple[int, ...]]
) -> tuple[tuple[int, ...] | None, tuple[int, ...] | None] | None:
    """Return the first two shapes of weights with different numbers of elements, the student's first.

    Weights with equally many elements in another shape fit too, such as those of a 1x1 convolution in place
    of a linear layer: their outputs then show whether the two compute the same.
    """
    for index in range(max(len(theirs), len(mine))):
        source = tuple(theirs[index].shape) if index < len(theirs) else None
        target = mine[index] if index < len(mine) else None
        if source is None or target is None or _count(source) != _count(target):
            return target, source
    return None


def _count(shape: tuple[int, ...]) -> int:
    return torch.Size(shape).numel()


def _failed(none: Unmeasured, images: int) -> Failed:
    """Return the verdict on a model that could not be computed within bounds that fit any correct model."""
    message = _told(none.reason, images) if none.asked else _unasked(images)
    return Failed(message, found=Text(ko=none.why, en=none.why) if none.why else None)


def _unasked(images: int) -> Text:
    return Text(
        ko=f"이 제출물의 계산에 {ALL_SECONDS:g}초를 이미 모두 써서 이미지 {images}장을 계산하지 못했습니다.",
        en=f"The submission's models had taken {ALL_SECONDS:g} s before {images} images were computed.",
    )


def _told(reason: Reason, images: int) -> Text:
    if reason == "memory":
        return Text(
            ko=f"이미지 {images}장을 계산하는 데 메모리가 {RESIDENT // GIB} GB보다 많이 필요합니다.",
            en=f"The model needs more than {RESIDENT // GIB} GB of memory for {images} images.",
        )
    if reason == "timeout":
        return Text(
            ko=f"이미지 {images}장을 계산하는 데 {SECONDS:g}초가 넘게 걸립니다.",
            en=f"The model takes longer than {SECONDS:g} s for {images} images.",
        )
    if reason == "died":
        return Text(
            ko=f"이미지 {images}장을 계산하던 프로세스가 갑자기 끝났습니다.",
            en=f"The process that computed {images} images with the model ended abruptly.",
        )
    return Text(
        ko=f"모델이 이미지 {images}장을 계산하지 못합니다.",
        en=f"The model cannot compute {images} images.",
    )
