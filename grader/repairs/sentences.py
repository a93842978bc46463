"""The sentences of repairs: what is wrong, without code, and why it matters, as the lecture would put it."""

import math
from collections.abc import Mapping
from typing import Final

from grader.base.english import counted
from grader.base.korean import with_particle
from grader.base.text import Text
from grader.repairs.arguments import SETTING

FILTERS: Final = Text(
    ko="필터 하나가 특성 맵 하나를 만들고, 다음 층은 그 수만큼의 채널을 읽습니다.",
    en="Each filter makes one feature map, and the next layer reads that many channels.",
)
SIZE: Final = Text(
    ko="출력 크기는 (H + 2p - K) / s + 1입니다.", en="The size after it is (H + 2p - K) / s + 1."
)
UP_SIZE: Final = Text(
    ko="전치 합성곱층의 출력 크기는 (H - 1)s - 2p + K입니다.",
    en="The size after a transposed convolution is (H - 1) s - 2p + K.",
)
UNITS: Final = Text(
    ko="출력 하나가 뉴런 하나이고, 다음 층은 그 수만큼의 입력을 받습니다.",
    en="Each output is one neuron, and the next layer takes that many inputs.",
)
NONLINEAR: Final = Text(
    ko="사이에 활성화 함수가 없으면 두 층은 선형 변환 하나와 다르지 않습니다.",
    en="Without an activation in between, two layers are no more than one linear map.",
)
POOLED: Final = Text(
    ko="풀링은 맵의 가로와 세로를 줄여, 다음 층이 더 넓은 영역을 보게 합니다.",
    en="Pooling makes the map smaller, so that the next layer sees more of the image.",
)
FLATTENED: Final = Text(
    ko="완전연결층에 펼치지 않은 특성 맵이 들어갑니다.",
    en="A fully connected layer gets a map that was not flattened.",
)
FLAT: Final = Text(
    ko="완전연결층은 마지막 차원에만 적용되므로, 맵을 먼저 한 줄로 펼쳐야 합니다.",
    en="A fully connected layer works on the last dimension alone, so the map must be flattened first.",
)
NOT_ASKED: Final = Text(
    ko="과제에서 요구하는 모델에는 없는 연산입니다.", en="The model that is asked for does not have it."
)
RELU_ON_LOGITS: Final = Text(
    ko="logit은 음수일 수 있는데, 이 함수가 그 값을 바꿉니다.",
    en="Logits may be any number, negative ones too, and this changes them.",
)
LOG_SOFTMAX: Final = Text(
    ko="nn.CrossEntropyLoss에 log_softmax가 들어 있습니다."
    " 모델에도 있으면 출력이 logit이 아니라 로그 확률입니다.",
    en="nn.CrossEntropyLoss contains log_softmax: with one inside, the outputs are logarithms of"
    " probabilities and no logits.",
)


def softmax(kind: str, classes: int) -> Text:
    """Say why a model must not end with Softmax, or with LogSoftmax, which costs the loss nothing."""
    if kind == "LogSoftmax":
        return LOG_SOFTMAX
    least = math.log(math.e + classes - 1) - 1
    return Text(
        ko="nn.CrossEntropyLoss에 softmax가 들어 있습니다."
        f" 모델에도 있으면 손실이 {least:.2f} 아래로 내려가지 않습니다.",
        en="nn.CrossEntropyLoss contains the softmax: with another one inside, the loss cannot fall below"
        f" {least:.2f}.",
    )


_NAMES: Final[dict[str, Text]] = {
    "kernel_size": Text(ko="커널 크기", en="kernel size"),
    "stride": Text(ko="스트라이드", en="stride"),
    "padding": Text(ko="패딩", en="padding"),
    "output_padding": Text(ko="output_padding", en="output_padding"),
    "dilation": Text(ko="dilation", en="dilation"),
    "groups": Text(ko="groups", en="groups"),
    "in_channels": Text(ko="입력 채널 수", en="number of input channels"),
    "in_features": Text(ko="입력 수", en="number of inputs"),
    "num_features": Text(ko="채널 수", en="number of channels"),
}


def setting_name(name: str) -> Text:
    """Return what a setting of a layer is called."""
    if name in ("out_channels", "out_features"):
        return Text(ko="출력 채널 수" if name == "out_channels" else "출력 수", en="number of outputs")
    return _NAMES.get(name, Text(ko=name, en=name))


def _wanted(number: SETTING) -> str:
    return f"{number} is" if number == 1 else f"{number} are"


def other_setting(layer: str, name: str, value: SETTING, wanted: SETTING) -> Text:
    """Say which setting of a layer is another one than asked for."""
    if name == "out_channels":
        return Text(
            ko=f"{layer}의 필터가 {value}개입니다. {wanted}개여야 합니다.",
            en=f"{layer} has {counted(value, 'filter')}; {_wanted(wanted)} asked for.",
        )
    if name == "out_features":
        return Text(
            ko=f"{layer}의 출력이 {value}개입니다. {wanted}개여야 합니다.",
            en=f"{layer} has {counted(value, 'output')}; {_wanted(wanted)} asked for.",
        )
    if name == "bias":
        with_bias = bool(wanted)
        return Text(
            ko=f"{layer}에 편향(bias)이 {'없습니다' if with_bias else '있습니다'}.",
            en=f"{layer} has {'no' if with_bias else 'a'} bias.",
        )
    said = _NAMES.get(name, Text(ko=name, en=name))
    return Text(
        ko=f"{layer}의 {said.ko}: {_shown(value)} (과제의 값: {_shown(wanted)})",
        en=f"The {said.en} of {layer} is {_shown(value)}; {_shown(wanted)} is asked for.",
    )


def other_settings(layer: str, mine: Mapping[str, SETTING], wanted: Mapping[str, SETTING]) -> Text:
    """Say which settings of a layer are other ones than asked for; the first of them in full."""
    names = list(wanted)
    first = other_setting(layer, names[0], mine[names[0]], wanted[names[0]])
    if len(names) == 1:
        return first
    rest = [_NAMES.get(name, Text(ko=name, en=name)) for name in names[1:]]
    *some, last = (each.en for each in rest)
    more = f"{', '.join(some)} and {last}" if some else last
    return Text(
        ko=f"{first.ko} {', '.join(each.ko for each in rest)}도 다릅니다.",
        en=f"{first.en} Its {more} {'differs' if len(rest) == 1 else 'differ'} too.",
    )


def why_setting(kind: str, name: str) -> Text | None:
    """Say why a setting matters."""
    if name == "out_channels":
        return FILTERS
    if name == "out_features":
        return UNITS
    if name in ("kernel_size", "stride", "padding"):
        return UP_SIZE if kind == "ConvTranspose2d" else SIZE
    return None


def _shown(value: SETTING) -> str:
    return "x".join(map(str, value)) if isinstance(value, tuple) else str(value)


def missing(kinds: str, after: str) -> Text:
    """Say that layers are missing after another one."""
    if not after:
        return Text(
            ko=f"맨 앞에 {with_particle(kinds, '이')} 없습니다.", en=f"{kinds} is missing at the start."
        )
    return Text(
        ko=f"{after} 뒤에 {with_particle(kinds, '이')} 없습니다.", en=f"{kinds} is missing after {after}."
    )


def extra(kind: str, after: str) -> Text:
    """Say that there is a layer that was not asked for."""
    if not after:
        return Text(
            ko=f"맨 앞에 없어야 할 {with_particle(kind, '이')} 있습니다.",
            en=f"At the start there is {kind}, which was not asked for.",
        )
    return Text(
        ko=f"{after} 뒤에 없어야 할 {with_particle(kind, '이')} 있습니다.",
        en=f"After {after} there is {kind}, which was not asked for.",
    )


def other_kind(mine: str, wanted: str, after: str) -> Text:
    """Say that one kind of layer stands in the place of another."""
    if not after:
        return Text(
            ko=f"{wanted} 자리에 {with_particle(mine, '이')} 있습니다.",
            en=f"{mine} stands where {wanted} is asked for.",
        )
    return Text(
        ko=f"{after} 뒤의 {wanted} 자리에 {with_particle(mine, '이')} 있습니다.",
        en=f"{mine} stands where {wanted} is asked for, after {after}.",
    )


def listed(names: list[str]) -> str:
    """Return a list of names in a sentence, at most four of them."""
    shown = list(dict.fromkeys(names))
    return ", ".join(shown[:4]) + (", …" if len(shown) > 4 else "")
