"""How one model scores over seeds: trained once, and as grading repeats what is doubtful."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from grader.records.assignment import Threshold
from grader.records.report import Curve
from grader.training.repeat import repeated


@dataclass(frozen=True)
class Scores:
    """The scores of one model.

    Args:
        model: its name.
        right: whether it is to get full marks.
        all: the scores of single trainings, by seed.
        learnt: those of them that are above chance.
    """

    model: str
    right: bool
    all: tuple[float, ...]
    learnt: tuple[float, ...]

    @property
    def counted(self) -> tuple[float, ...]:
        """What a distribution is fitted to: trainings at chance are repeated by grading and do not count."""
        return self.learnt or self.all

    @property
    def mean(self) -> float:
        """Of what is counted."""
        return statistics.fmean(self.counted)

    @property
    def deviation(self) -> float:
        """The standard deviation of what is counted; 0 of a single score."""
        return statistics.stdev(self.counted) if len(self.counted) > 1 else 0.0


def scores(model: str, right: bool, found: Sequence[float], chance: float) -> Scores:
    """Return the scores of a model; those up to `chance` have learnt nothing."""
    return Scores(model, right, tuple(found), tuple(score for score in found if score > chance))


def share(scores: Sequence[float], line: float) -> str:
    """Return how many of the scores reach a line, such as 3/5; nothing of no scores."""
    return f"{sum(score >= line for score in scores)}/{len(scores)}" if scores else ""


def graded(curves: list[Curve], threshold: Threshold) -> tuple[float, ...]:
    """Return what grading makes of each training; those of the next seeds, in a circle, are its repetitions.

    Args:
        curves: the trainings of one model.
        threshold: what grading holds a score against.
    """
    following = tuple(range(1, min(len(threshold.again), len(curves) - 1) + 1))
    rule = msgspec.structs.replace(threshold, again=following)
    return tuple(_graded(curves[first:] + curves[:first], rule) for first in range(len(curves)))


def _graded(curves: Sequence[Curve], rule: Threshold) -> float:
    return repeated(curves[0], rule, curves.__getitem__).score
