"""Proposes thresholds, with full marks as high as possible without failing a right model too often.

The scores of a right model are assumed to be normal, with the mean and standard deviation over its seeds.
Since grading repeats a doubtful training, a right model fails less often than the limit asked for.
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

DIGITS: dict[Measure, int] = {
    "accuracy": 3,
    "psnr": 1,
    "iou": 3,
    "r2": 3,
    "saved": 3,
    "likeness": 3,
    "own": 3,
}
"""Decimal places of a line."""


@dataclass(frozen=True)
class Scores:
    """The scores of one model.

    Args:
        model: the model's name.
        right: whether it should get full marks.
        all: the score of each training, in order of seeds.
        learnt: the scores above chance.
    """

    model: str
    right: bool
    all: tuple[float, ...]
    learnt: tuple[float, ...]

    @property
    def counted(self) -> tuple[float, ...]:
        """The scores to fit a distribution to; grading repeats trainings at chance, so they do not count."""
        return self.learnt or self.all

    @property
    def mean(self) -> float:
        """The mean of the counted scores."""
        return statistics.fmean(self.counted)

    @property
    def deviation(self) -> float:
        """The standard deviation of the counted scores; 0 for a single score."""
        return statistics.stdev(self.counted) if len(self.counted) > 1 else 0.0


def scores(model: str, right: bool, found: Sequence[float], chance: float) -> Scores:
    """Return the scores of a model; a training that scores at most `chance` has learnt nothing."""
    return Scores(model, right, tuple(found), tuple(score for score in found if score > chance))


def share(scores: Sequence[float], line: float) -> str:
    """Return how many of the scores reach a line, such as 3/5; an empty string if there are no scores."""
    return f"{sum(score >= line for score in scores)}/{len(scores)}" if scores else ""


def graded(curves: list[Curve], threshold: Threshold) -> tuple[float, ...]:
    """Return the score grading gives each training, with the trainings of the next seeds as its repetitions.

    Args:
        curves: the trainings of one model.
        threshold: the threshold that grading compares a score with.
    """
    following = tuple(range(1, min(len(threshold.retry_seeds), len(curves) - 1) + 1))
    rule = msgspec.structs.replace(threshold, retry_seeds=following)
    return tuple(_graded(curves[first:] + curves[:first], rule) for first in range(len(curves)))


def _graded(curves: Sequence[Curve], rule: Threshold) -> float:
    return repeated(curves[0], rule, curves.__getitem__).score


# -- proposals --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Proposal:
    """A threshold, and the right model that comes closest to its line for full marks."""

    threshold: Threshold
    weakest: str


def sds(false_fail: float) -> float:
    """Return how many standard deviations below the mean a normal score falls with that probability."""
    return -NormalDist().inv_cdf(false_fail)


def edge(found: Scores, false_fail: float) -> float:
    """Return the score a right model falls below with that probability, or its least score if lower."""
    return min(found.mean - sds(false_fail) * found.deviation, *found.counted)


def chance(untrained: Sequence[float], known: float | None, measure: Measure) -> float:
    """Return the score of a model that has learnt nothing.

    Args:
        untrained: the scores of right models before training.
        known: the assignment's own value, which may cover more, such as a model that always gives the same
            answer.
        measure: of the scores.
    """
    least = _up(max(untrained), max(DIGITS[measure] - 1, 1))
    return least if known is None else max(least, known)


def propose(found: Sequence[Scores], chance: float, measure: Measure, false_fail: float) -> Proposal | Text:
    """Return the threshold that follows from the scores, or the reason why none does.

    Args:
        found: the scores of right and wrong models.
        chance: the score of a model that has learnt nothing.
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
    """Return a threshold as it is written in the assignment's file."""
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
    ko="더 오래, 또는 더 많은 이미지로 학습하게 하십시오.", en="Let it train longer, or on more images."
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
