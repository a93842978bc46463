"""Proposes thresholds: full marks as high as they can begin without failing a right model too often.

The scores of a right model are taken to be normal, with the mean and the standard deviation of its seeds. A
doubtful training is repeated by grading, so that a right model fails more seldom than is asked for.
"""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean
from typing import Final

import msgspec

from grader.base.text import Text
from grader.records.assignment import Threshold
from grader.records.measure import Measure
from grader.records.report import Curve
from grader.training.repetition import repeated

DIGITS: dict[Measure, int] = {"accuracy": 3, "psnr": 1, "iou": 3}
"""Decimals of a line."""


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
    following = tuple(range(1, min(len(threshold.retry_seeds), len(curves) - 1) + 1))
    rule = msgspec.structs.replace(threshold, retry_seeds=following)
    return tuple(_graded(curves[first:] + curves[:first], rule) for first in range(len(curves)))


def _graded(curves: Sequence[Curve], rule: Threshold) -> float:
    return repeated(curves[0], rule, curves.__getitem__).score


# -- proposals --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Proposal:
    """A threshold, and the right model that comes nearest to its line for full marks."""

    threshold: Threshold
    weakest: str


def sds(false_fail: float) -> float:
    """Return how many standard deviations below its mean a normal score falls so seldom."""
    return -NormalDist().inv_cdf(false_fail)


def edge(found: Scores, false_fail: float) -> float:
    """Return what a right model falls below with that probability: its least score, if that is lower."""
    return min(found.mean - sds(false_fail) * found.deviation, *found.counted)


def chance(untrained: Sequence[float], known: float | None, measure: Measure) -> float:
    """Return the score of a model that has learnt nothing.

    Args:
        untrained: the scores of right models before their training.
        known: what the assignment says, which may know of more than that, such as an answer that is always
            the same.
        measure: of the scores.
    """
    least = _up(max(untrained), max(DIGITS[measure] - 1, 1))
    return least if known is None else max(least, known)


def propose(found: Sequence[Scores], chance: float, measure: Measure, false_fail: float) -> Proposal | Text:
    """Return the threshold that follows, or why none does.

    Args:
        found: how right and wrong models scored.
        chance: the score of what has learnt nothing.
        measure: of the scores.
        false_fail: how often a right model may be graded below the line, 0 to 1.
    """
    right = [each for each in found if each.right]
    for each in right:
        if len(each.learnt) < 2:
            return _hardly_learnt(each)
    weakest = min(right, key=lambda each: edge(each, false_fail))
    digits = DIGITS[measure]
    full = _down(edge(weakest, false_fail), digits)
    if full <= chance:
        return _no_better_than_chance(weakest, full, chance)
    told = [max(each.all) for each in found if not each.right and max(each.all) < full]
    none = min(_up(max([chance, *told]), digits), round(full - 10**-digits, digits))
    noise = math.sqrt(fmean(each.deviation**2 for each in right))
    return Proposal(
        Threshold(zero_below=none, full_from=full, chance=chance, noise=float(f"{noise:.2g}")), weakest.model
    )


def call(threshold: Threshold) -> str:
    """Return a threshold as the assignment's file writes it."""
    names = ("zero_below", "full_from", "chance", "noise")
    numbers = [f"{name}={getattr(threshold, name):g}" for name in names]
    if threshold.retry_seeds != Threshold(zero_below=0, full_from=1, chance=0, noise=0).retry_seeds:
        numbers.append(f"retry_seeds={threshold.retry_seeds}")
    return f"Threshold({', '.join(numbers)})"


def _down(number: float, digits: int) -> float:
    scale: int = 10**digits
    return math.floor(number * scale + 1e-6) / scale


def _up(number: float, digits: int) -> float:
    return -_down(-number, digits)


_MORE: Final = Text(
    ko="더 오래, 또는 더 많은 그림으로 학습하게 하십시오.", en="Let it train longer, or on more images."
)


def _hardly_learnt(found: Scores) -> Text:
    ratio = f"{len(found.learnt)}/{len(found.all)}"
    return Text(
        ko="기준을 제안할 수 없습니다. "
        f"맞는 모델 '{found.model}'의 학습 가운데 무언가 배운 것은 {ratio}입니다. {_MORE.ko}",
        en="No line can be proposed: "
        f"of the trainings of {found.model}, a right model, {ratio} learnt anything. {_MORE.en}",
    )


def _no_better_than_chance(found: Scores, full: float, chance: float) -> Text:
    return Text(
        ko=f"기준을 제안할 수 없습니다. 맞는 모델 '{found.model}'에 맞추면 만점 기준이 {full:g}인데, "
        f"아무것도 배우지 않은 모델도 {chance:g}까지 오릅니다. {_MORE.ko}",
        en=f"No line can be proposed: one that {found.model}, a right model, seldom falls below would be "
        f"at {full:g}, and what has learnt nothing reaches {chance:g}. {_MORE.en}",
    )
