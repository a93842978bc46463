"""Tell apart, by computing, the changes of a model that change nothing."""

from collections.abc import Iterable
from typing import Final

import torch

from grader.capture.measuring import Measuring, Unmeasured
from grader.capture.rows import noise
from grader.grading import solutions
from grader.records.graph import Graph, Module, Tensor

IMAGES: Final = 4
SEED: Final = 1
TOLERANCE: Final = 1e-4
"""Relative. Sums in another order differ by 1e-6, gradients of a U-Net's weights by 1e-5."""


def computes_the_same(graph: Graph, references: Iterable[Graph], measuring: Measuring) -> bool:
    """Whether a model gives and learns what one of the references does, with the same weights.

    Outputs are compared in evaluation, gradients in training; both may be of weights in another shape, such
    as those of a 1x1 convolution.
    """
    return any(_is_one(graph, reference, measuring) for reference in references)


def _is_one(graph: Graph, reference: Graph, measuring: Measuring) -> bool:
    alike = (
        (graph.input, graph.given, graph.batch, graph.remarks)
        == (reference.input, reference.given, reference.batch, reference.remarks)
        and _foreign(graph.modules) == _foreign(reference.modules)
        and _sizes(graph) == _sizes(reference)
        and _parameters(graph.tensors) == _parameters(reference.tensors)
    )
    try:
        return (
            alike
            and _equal_outputs(graph, reference, measuring)
            and _equal_gradients(graph, reference, measuring)
        )
    except Unmeasured:
        return False


def _foreign(modules: Iterable[Module]) -> list[str]:
    return [module.kind for module in modules if not module.kind.startswith("torch.") and "." in module.kind]


def _sizes(graph: Graph) -> list[tuple[int, str, bool, object]]:
    """The learnt weights in the order of their use: how many numbers, and whether they are learnt at all."""
    tensors = [graph.tensors[index] for index in solutions.learned(graph)]
    return [(torch.Size(each.shape).numel(), each.kind, each.frozen, each.values) for each in tensors]


def _parameters(tensors: Iterable[Tensor]) -> int:
    return sum(torch.Size(tensor.shape).numel() for tensor in tensors if tensor.kind == "parameter")


def _equal_outputs(graph: Graph, reference: Graph, measuring: Measuring) -> bool:
    images = noise(graph, IMAGES, SEED)
    weights = solutions.weights(reference)
    places = solutions.learned(graph)
    handed = {
        index: weight.reshape(graph.tensors[index].shape)
        for index, weight in zip(places, weights, strict=True)
    }
    found = measuring.outputs(graph, images, handed).values
    expected = solutions.outputs(reference, images)
    if found.shape != expected.shape:
        return False
    scale = max(float(expected.abs().max()), 1e-12)
    return float((found - expected).abs().max()) <= TOLERANCE * scale


def _equal_gradients(graph: Graph, reference: Graph, measuring: Measuring) -> bool:
    images = noise(graph, IMAGES, SEED)
    found, expected = (
        [sizes.get(index, -1.0) for index in solutions.learned(each)]
        for each in (graph, reference)
        for sizes in (measuring.gradients(each, images, SEED),)
    )
    return bool(torch.allclose(torch.tensor(found), torch.tensor(expected), rtol=10 * TOLERANCE, atol=1e-6))
