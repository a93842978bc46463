"""The criteria on the result of a brief training; the part's recipe defines the training and its measure."""

from dataclasses import replace
from typing import Unpack

from grader.base.text import Text
from grader.checks import learning
from grader.checks.criteria.any_model import OUTPUT_SHAPE
from grader.checks.criterion import RUNS, Criterion, OwnWords


def accuracy(**own: Unpack[OwnWords]) -> Criterion:
    """The share of test images that a classifier gets right reaches the part's threshold."""
    title = Text(ko="짧은 학습 뒤의 정확도", en="Accuracy after a brief training")
    return _reaches("accuracy", title, own)


def psnr(**own: Unpack[OwnWords]) -> Criterion:
    """The quality of the images that a model reconstructs reaches the part's threshold."""
    title = Text(ko="짧은 학습 뒤의 복원 품질(PSNR)", en="The rebuilt images after a brief training (PSNR)")
    return _reaches("psnr", title, own)


def r2(**own: Unpack[OwnWords]) -> Criterion:
    """The share of the variance that a regression explains reaches the part's threshold."""
    title = Text(ko="짧은 학습 뒤의 결정계수 R²", en="R² after a brief training")
    return _reaches("r2", title, own)


def elbo(**own: Unpack[OwnWords]) -> Criterion:
    """The lower bound on the likelihood that a VAE gives its images reaches the part's threshold."""
    title = Text(ko="짧은 학습 뒤의 ELBO", en="The ELBO after a brief training")
    return _reaches("elbo", title, own)


def likeness(**own: Unpack[OwnWords]) -> Criterion:
    """What the generator of a GAN makes is so like the real rows that the part's threshold is reached."""
    title = Text(ko="짧은 학습 뒤의 두 표본의 닮음", en="Likeness of the samples after a brief training")
    return _reaches("likeness", title, own)


def score(**own: Unpack[OwnWords]) -> Criterion:
    """The score of the part's own task reaches its threshold."""
    title = Text(ko="짧은 학습 뒤의 점수", en="The score after a brief training")
    return _reaches("score", title, own)


def mean_iou(**own: Unpack[OwnWords]) -> Criterion:
    """The overlap of a segmentation's regions with the true ones reaches the part's threshold."""
    title = Text(ko="짧은 학습 뒤의 평균 IoU", en="Mean IoU after a brief training")
    return _reaches("mean_iou", title, own)


def _reaches(name: str, title: Text, own: OwnWords) -> Criterion:
    usually = (RUNS, OUTPUT_SHAPE)
    return replace(Criterion(id=name, title=title, function=learning.reaches, usually=usually), **own)
