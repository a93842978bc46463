"""Computes the evidence that checks ask for, each piece once and only if it is asked for."""

from collections.abc import Callable
from functools import cached_property, lru_cache

import torch

from grader.analysis.alignment import align
from grader.analysis.layers import layers
from grader.base.errors import StaffError
from grader.base.memoize import remembered
from grader.base.text import Text
from grader.capture.replay import Replay, uses
from grader.checks import description_length
from grader.checks.assignment import Part
from grader.checks.evidence import Attempt, Comparison, Curve, Forward, Graph, Threshold
from grader.records.assignment import Recipe
from grader.records.capture_protocol import Captured
from grader.training.repetition import repeated

SEED = 0
FORWARD_BATCH = 4


NAMES: dict[type, str] = {
    Attempt: "attempt",
    Graph: "graph",
    Comparison: "comparison",
    Replay: "replay",
    Forward: "forward",
    Curve: "curve",
    Threshold: "threshold",
}
"""Which attribute of `Evidence` holds evidence of a type."""


class Evidence:
    """All that can be known of one part's model.

    Args:
        part: what was asked for.
        attempt: what was found.
        train: trains a model by a recipe, from a seed.
    """

    def __init__(self, part: Part, attempt: Attempt, train: Callable[[Graph, Recipe, int], Curve]) -> None:
        self.part = part
        self.attempt = attempt
        self._train = train

    def of(self, kind: type) -> object:
        """Return the evidence of one type.

        Raises:
            KeyError: a check asks for a type that is no evidence.
        """
        return getattr(self, NAMES[kind])

    @property
    def replay(self) -> Replay:
        """The model rebuilt; a new one each time, as whoever gets it may train it."""
        return Replay(self.graph, SEED)

    @cached_property
    def graph(self) -> Graph:
        """What the student's model does; asked for only after a check that it runs."""
        if not isinstance(self.attempt.outcome, Captured):
            raise TypeError("a check asks for the Graph of a model that does not run")
        return self.attempt.outcome.graph

    @cached_property
    def comparison(self) -> Comparison:
        """The layers beside those of the reference that they are nearest to."""
        student = layers(self.graph)
        aligned = [
            (*align(student, layers(reference)), reference) for reference in self.part.references.values()
        ]
        _, pairs, reference = min(aligned, key=lambda entry: entry[0])
        return Comparison(student, layers(reference), pairs, self.graph, reference)

    @cached_property
    def forward(self) -> Forward:
        """The outputs of both models, the reference's weights in both."""
        solution = _solution(self.comparison.reference)
        student = Replay(self.graph, seed=None).eval()  # the weights that matter are handed over
        sample, size = self.part.input, self.graph.batch or FORWARD_BATCH
        expected = (_usual if size == FORWARD_BATCH else _outputs)(solution, sample, size).clone()
        misfit = _hand_over(solution, student)
        return Forward(None if misfit else _outputs(student, sample, size).float(), expected, misfit)

    @cached_property
    def curve(self) -> Curve:
        """The history of the brief training, which is repeated if its score is doubtful.

        Raises:
            Failed: there is more to the model than there should be.
        """
        recipe = self.part.recipe
        assert recipe is not None, "a check asks for the training of a part without a recipe"
        description_length.within(self.graph, description_length.bound(self.part.solutions.values()))
        first = self._train(self.graph, recipe, SEED)
        threshold = self.part.thresholds.get(first.data)
        if threshold is None:
            return first
        return repeated(first, threshold, lambda seed: self._train(self.graph, recipe, seed))

    @property
    def threshold(self) -> Threshold:
        """What the score of the brief training is held against.

        Raises:
            StaffError: there is none for the data.
        """
        data = self.curve.data
        if data not in self.part.thresholds:
            raise StaffError(
                Text(
                    ko=f"이 과제에는 '{data}' 데이터에 대한 기준이 없습니다.",
                    en=f"The assignment has no threshold for the data '{data}'.",
                ),
                Text(
                    ko="--data로 다른 데이터를 지정하십시오. 과제를 만드는 중이라면 `grade calibrate`로"
                    " 기준을 재어 assignment.py에 적으십시오.",
                    en="Name other data with --data. If you are writing the assignment, measure it with"
                    " `grade calibrate` and write what follows into its assignment.py.",
                ),
            )
        return self.part.thresholds[data]

    @property
    def curve_if_trained(self) -> Curve | None:
        """The history, if a check has asked for it."""
        return self.__dict__.get("curve")


@remembered
def _solution(reference: Graph) -> Replay:
    """A reference with weights; rebuilt once for all submissions, as nothing of theirs changes it."""
    return Replay(reference, SEED).eval()


@torch.no_grad()
def _outputs(replay: Replay, sample: tuple[int, ...], size: int) -> torch.Tensor:
    """What a model makes of a random batch, in the shape that it takes; some want their images flattened."""
    batch = torch.randn(size, *sample, generator=torch.Generator().manual_seed(SEED))
    outputs: torch.Tensor = replay(batch.reshape(size, *replay.sample))
    return outputs


_usual = lru_cache(_outputs)
"""The same, once for all submissions: for references, and the batch that nearly all models are given."""


@torch.no_grad()
def _hand_over(
    reference: Replay, student: Replay
) -> tuple[tuple[int, ...] | None, tuple[int, ...] | None] | None:
    """Copy the reference's weights to the student's in the order of use; return the first misfit.

    Weights of as many numbers in another shape fit too, as those of a 1x1 convolution in a linear layer's
    place: whether the two compute the same is then seen from their outputs.
    """
    theirs, mine = _learned(reference), _learned(student)
    for index in range(max(len(theirs), len(mine))):
        source = theirs[index] if index < len(theirs) else None
        target = mine[index] if index < len(mine) else None
        if source is None or target is None or source.numel() != target.numel():
            return _size(target), _size(source)
        target.copy_(source.reshape(target.shape))
    return None


def _learned(replay: Replay) -> list[torch.Tensor]:
    kinds = ("parameter", "unregistered")
    return [replay.weight(i) for i in uses(replay.graph) if replay.graph.tensors[i].kind in kinds]


def _size(tensor: torch.Tensor | None) -> tuple[int, ...] | None:
    return None if tensor is None else tuple(tensor.shape)
