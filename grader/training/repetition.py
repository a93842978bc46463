"""Repeat a doubtful training: one that learnt nothing, or scored just below the line for full marks.

The score is then the mean of the trainings that learnt at all. Seeds and noise are set by the assignment, so
that the same model always gets the same score.
"""

from collections.abc import Callable
from typing import Literal

import msgspec

from grader.records.assignment import Threshold
from grader.records.report import Curve, Repeats, TrainingRun

NEAR = 2.0
"""A score fewer than this many standard deviations below the line is doubtful.

A score on or above the line has full marks already: most correct models are there, and would train three
times for nothing."""


def repeated(first: Curve, threshold: Threshold, train: Callable[[int], Curve]) -> Curve:
    """Return a training unchanged, or combined with its repetitions if its score is doubtful.

    Args:
        first: the training.
        threshold: the threshold that its score is compared with.
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
    """Return why a training's score is doubtful; None if it is not, or if the training did not finish."""
    if curve.stopped is not None:
        return None
    if curve.score <= threshold.chance:
        return "chance"
    return "line" if 0 < threshold.full_from - curve.score < NEAR * threshold.noise else None


def _run(curve: Curve, threshold: Threshold) -> TrainingRun:
    score = curve.score if curve.stopped is None else None
    return TrainingRun(seed=curve.seed, score=score, counts=score is not None and score > threshold.chance)
