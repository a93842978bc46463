"""Checks on the brief training."""

from grader.base.text import Text
from grader.checks.evidence import Curve
from grader.checks.verdict import Failed, Finding, Share
from grader.records.assignment import Threshold
from grader.records.capture_protocol import Reason
from grader.records.measure import NAMES, written
from grader.records.training_protocol import STOPPED


def reaches(curve: Curve, threshold: Threshold) -> Share | None:
    """Return points in proportion to the score on the test images after the brief training.

    A model that has full marks before the training has nothing to learn, and fails. One between `zero_below`
    and full marks does not: the accuracy of untrained models varies around chance.

    Args:
        curve: the training's history.
        threshold: the scores that earn no points and full marks.

    Raises:
        Failed: the training did not finish, or the model has full marks before it has learned anything.
    """
    if curve.stopped is not None:
        raise _unfinished(curve, curve.stopped)
    assert curve.before is not None, "a training that came to its end has answered before it"
    if curve.before >= threshold.full_from:
        raise Failed(
            Text(
                ko="학습하기 전에 이미 기준을 넘습니다. 입력을 그대로 내보내는 것처럼"
                " 배울 것이 없는 모델입니다.",
                en="The model passes the line before any training: there is nothing in it to learn, as"
                " when it hands its input through.",
            ),
            found=Text(
                ko=f"학습 전 {written(curve.measure, curve.before)}",
                en=f"{written(curve.measure, curve.before)} before training",
            ),
            hint=Text(
                ko="출력이 층을 거쳐 나오는지 확인하십시오.",
                en="Check that the output comes out of the layers.",
            ),
        )
    fraction = threshold.fraction(curve.score)
    return None if fraction == 1.0 else Share(fraction, _below(curve, threshold))


def _unfinished(curve: Curve, why: Reason) -> Failed:
    """Return the verdict on a training that stopped, with the reason and the number of finished epochs."""
    done = len(curve.epochs)
    return Failed(
        STOPPED[why],
        found=Text(
            ko=f"{done}에폭까지 학습함" if done else "한 에폭도 마치지 못함",
            en=f"{done} epoch{'' if done == 1 else 's'} done" if done else "not one epoch done",
        ),
        hint=Text(
            ko="모델이 너무 크거나 느린지 확인하십시오: 층의 크기, forward의 반복문.",
            en="Check whether the model is too large or too slow: sizes of layers, loops in forward.",
        )
        if why in ("timeout", "memory")
        else None,
    )


def _below(curve: Curve, threshold: Threshold) -> Finding:
    name, found = NAMES[curve.measure], written(curve.measure, curve.score)
    full, none = written(curve.measure, threshold.full_from), written(curve.measure, threshold.zero_below)
    diverged = any(epoch.loss is None for epoch in curve.epochs)
    return Finding(
        message=Text(
            ko="학습 중에 손실이 발산했습니다(NaN).", en="The loss became infinite during training (NaN)."
        )
        if diverged
        else Text(
            ko=f"짧은 학습 뒤의 {name.ko}: 기준보다 낮습니다.",
            en=f"After the brief training the {name.en} is below the line.",
        ),
        expected=Text(
            ko=f"{full} 이상(기준 미만은 {none}부터 비례)",
            en=f"{full} or more (in proportion from {none})",
        ),
        found=Text(ko=f"{found} (여러 번 학습한 평균)", en=f"{found}, the mean of several trainings")
        if curve.repeats
        else Text(ko=found, en=found),
        hint=Text(
            ko="위의 다른 항목(활성화 함수, 마지막 출력, 층의 크기)을 먼저 고치십시오.",
            en="Put the other checks right first: activations, last output, sizes of layers.",
        ),
    )
