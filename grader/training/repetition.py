"""Repeats a doubtful training: one that learnt nothing, or came out just below the line for full marks.

The score is then the mean of the trainings that learnt at all. Seeds and noise are the assignment's, so that
the same model always gets the same score.
"""

from collections.abc import Callable
from typing import Literal

import msgspec

from grader.records.assignment import Threshold
from grader.records.report import Curve, Repeats, TrainingRun

NEAR = 2.0
"""Up to how many standard deviations below the line a score is doubtful.

From the line on it has full marks as it is: most right models are there, and would train three times for
nothing."""


def repeated(first: Curve, threshold: Threshold, train: Callable[[int], Curve]) -> Curve:
    """Return a training as it is, or together with those that its doubtful score calls for.

    Args:
        first: the training.
        threshold: what its score is held against.
        train: trains the same model from another seed.
    """
    why = doubt(first, threshold)
    if why is None:
        return first
    curves = (first, *(train(seed) for seed in threshold.retry_seeds))
    runs = tuple(_run(curve, threshold) for curve in curves)
    shown = next((curve for curve, run in zip(curves, runs, strict=True) if run.counts), first)
    return msgspec.structs.replace(
        shown,
        repeats=Repeats(why=why, runs=runs),
        seconds=sum(curve.seconds for curve in curves),
        reused=all(curve.reused for curve in curves),
    )


def doubt(curve: Curve, threshold: Threshold) -> Literal["chance", "line"] | None:
    """Say why the score of a training should not decide alone; None if it may, or came to no end."""
    if curve.stopped is not None:
        return None
    if curve.score <= threshold.chance:
        return "chance"
    return "line" if 0 < threshold.full_from - curve.score < NEAR * threshold.noise else None


def _run(curve: Curve, threshold: Threshold) -> TrainingRun:
    score = curve.score if curve.stopped is None else None
    return TrainingRun(seed=curve.seed, score=score, counts=score is not None and score > threshold.chance)
