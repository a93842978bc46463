"""Compute a part's references, which are trusted and therefore the only models computed in this process.

Their weights are given to a student's model; their outputs stay in this process.
"""

from functools import lru_cache

import torch
from torch import Tensor

from grader.base.memoize import remembered
from grader.capture.draws import seed_draws
from grader.capture.replay import DRAWS, Replay, joined
from grader.records.graph import Graph, uses

SEED = 0
LEARNED = ("parameter", "unregistered")
"""Kinds of tensors whose values are drawn at random."""


def learned(graph: Graph) -> list[int]:
    """Return the indices of the weights that a model reads, in the order of their first use."""
    return [index for index in uses(graph) if graph.tensors[index].kind in LEARNED]


def weights(reference: Graph) -> list[Tensor]:
    """Return a reference's weights in the order of their first use."""
    return [_solution(reference).weight(index).detach() for index in learned(reference)]


@torch.no_grad()
def outputs(reference: Graph, images: Tensor) -> Tensor:
    """Return a reference's outputs for a batch in evaluation mode."""
    return _outputs(_solution(reference), images).clone()


@lru_cache(16)
def _outputs(solution: Replay, images: Tensor) -> Tensor:
    """Compute a batch once for all submissions, because nearly all use the same batch."""
    with torch.random.fork_rng(devices=[]):
        seed_draws(DRAWS)  # as for a student's model: what both draw is the same
        return joined(solution(images.reshape(len(images), *solution.sample)))


@remembered
def _solution(reference: Graph) -> Replay:
    """Return a reference with weights, rebuilt once for all submissions, because none of them changes it."""
    return Replay(reference, SEED).eval()
