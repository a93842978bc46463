"""Checks on the brief training."""

from collections.abc import Mapping

from grader.checks.authoring import Finding, Share
from grader.checks.evidence import Curve
from grader.records.assignment import Threshold
from grader.records.text import Text


def reaches(curve: Curve, thresholds: Mapping[str, Threshold]) -> Share | None:
    """Give points in proportion to the test accuracy after the brief training.

    Args:
        curve: the training's history.
        thresholds: the accuracies that earn nothing and everything, by the data's name.
    """
    threshold = thresholds[curve.data]
    accuracy = curve.epochs[-1].accuracy if curve.epochs else curve.before
    fraction = threshold.fraction(accuracy)
    if fraction == 1.0:
        return None
    diverged = any(epoch.loss is None for epoch in curve.epochs)
    return Share(
        fraction,
        Finding(
            message=Text(
                ko="학습 중에 손실이 발산했습니다(NaN).", en="The loss became infinite during training (NaN)."
            )
            if diverged
            else Text(
                ko="짧은 학습 뒤의 정확도가 기준보다 낮습니다.",
                en="The accuracy after the brief training is below the line.",
            ),
            expected=Text(
                ko=f"{threshold.full:.1%} 이상(기준 미만은 {threshold.none:.1%}부터 비례)",
                en=f"{threshold.full:.1%} or more (in proportion from {threshold.none:.1%})",
            ),
            found=Text(ko=f"{accuracy:.1%}", en=f"{accuracy:.1%}"),
            hint=Text(
                ko="위의 다른 항목(활성화 함수, 마지막 출력, 층의 크기)을 먼저 고치십시오.",
                en="Put the other checks right first: activations, last output, sizes of layers.",
            ),
        ),
    )
