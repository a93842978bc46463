"""How good a trained model is, in numbers and in words."""

import math
from typing import Literal

from grader.base.text import Text

Measure = Literal["accuracy", "psnr", "iou", "r2", "saved", "likeness", "own"]
"""The share of answers that are right (0 to 1), the peak signal-to-noise ratio of the model's output images
(dB), the intersection over union averaged over the classes (0 to 1), the share of the variance that is
explained (at most 1), the share of an image's bits that a VAE's lower bound saves (at most 1), how like real
rows are what a generator makes (0 to 1), or what an assignment's own score says, of which more is better."""

NAMES: dict[Measure, Text] = {
    "accuracy": Text(ko="정확도", en="accuracy"),
    "psnr": Text(ko="PSNR(최대 신호 대 잡음비)", en="PSNR (peak signal-to-noise ratio)"),
    "iou": Text(ko="평균 IoU", en="mean IoU"),
    "r2": Text(ko="결정계수 R²", en="R², the share of variance explained"),
    "likeness": Text(ko="두 표본의 닮음", en="likeness of the two samples"),
    "own": Text(ko="점수", en="score"),
    "saved": Text(ko="ELBO(줄어든 비트의 비율)", en="ELBO, as the share of bits saved"),
}
BEST: dict[Measure, float] = {
    "accuracy": 1.0,
    "psnr": 40.0,
    "iou": 1.0,
    "r2": 1.0,
    "saved": 1.0,
    "likeness": 1.0,
    "own": 1.0,
}
"""The score that fills a bar; at 40 dB, two images look identical."""


def written(measure: Measure, score: float) -> str:
    """Format a score as `48.4 %`, `23.1 dB` or `0.412`, rounded down: 44.96 % has not reached 45.0 %."""
    if measure == "accuracy":
        return f"{_down(score * 100, 1):.1f} %"
    return f"{_down(score, 1):.1f} dB" if measure == "psnr" else f"{_down(score, 3):.3f}"


def _down(number: float, digits: int) -> float:
    scale: int = 10**digits
    return math.floor(number * scale + 1e-6) / scale
