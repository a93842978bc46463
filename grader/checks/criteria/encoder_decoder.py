"""The criteria that make a model of any width and depth a U-Net."""

from dataclasses import replace
from typing import Unpack

from grader.base.text import Text
from grader.checks import unet, upsampling
from grader.checks.criterion import Criterion, OwnWords
from grader.checks.evidence import Carrying
from grader.checks.verdict import Share

_LEVELS = {1: Text(ko="한 단계", en="one level"), 2: Text(ko="두 단계", en="two levels")}


def levels(least: int = 2, **own: Unpack[OwnWords]) -> Criterion:
    """The model goes down by at least this many levels of resolution, and up by as many."""

    def has_levels(found: Carrying) -> None:
        unet.levels(unet.in_shape(found), least=least)

    number = _LEVELS.get(least, Text(ko=f"{least}단계", en=f"{least} levels"))
    title = Text(
        ko=f"{number.ko} 이상 줄이고 같은 수만큼 키우기", en=f"Down by {number.en} or more, and up by as many"
    )
    return replace(Criterion(id="levels", title=title, function=has_levels), **own)


def pooling(**own: Unpack[OwnWords]) -> Criterion:
    """Every step down is a pooling."""

    def goes_down(found: Carrying) -> Share | None:
        return unet.pooling(unet.in_shape(found))

    title = Text(ko="줄이는 방법: 풀링", en="It goes down by pooling")
    return replace(Criterion(id="pooling", title=title, function=goes_down), **own)


def up_sampling(*, interpolation: bool = False, **own: Unpack[OwnWords]) -> Criterion:
    """Every step up is a transposed convolution that follows the lecture's rule.

    Args:
        interpolation: whether `nn.Upsample` and `F.interpolate` are accepted too.
        own: `id`, `title`, `requires` and `hidden`.
    """

    def goes_up(found: Carrying) -> Share | None:
        return upsampling.up_sampling(unet.in_shape(found), interpolation=interpolation)

    title = Text(
        ko="업샘플링: 커널 2N, 스트라이드 N, 패딩 N/2", en="Up-sampling has kernel 2N, stride N, padding N/2"
    )
    return replace(Criterion(id="up_sampling", title=title, function=goes_up), **own)


def skips(**own: Unpack[OwnWords]) -> Criterion:
    """At every level, the encoder's map is concatenated to the decoder's."""
    title = Text(ko="단계별 스킵 연결", en="A skip connection at every level")
    return replace(Criterion(id="skips", title=title, function=unet.carries_skips), **own)


def bottleneck(**own: Unpack[OwnWords]) -> Criterion:
    """Everything that reaches the output, except through a skip, has passed the lowest resolution."""
    title = Text(ko="스킵 연결 외의 병목 통과", en="All but the skips passes through the bottleneck")
    return replace(Criterion(id="bottleneck", title=title, function=unet.depends_on_bottleneck), **own)
