"""Describe in words how a student's layers differ from the expected ones."""

from grader.analysis.alignment import LayerPair
from grader.analysis.layers import ACTIVATIONS, WEIGHTED, Layer
from grader.base.korean import with_particle
from grader.base.text import Text, same
from grader.checks.evidence import Comparison
from grader.checks.verdict import Finding
from grader.records.graph import Argument, Batch, Shape
from grader.records.source import Line

NOTHING = Text(ko="없음", en="nothing")
SOFTMAX = Text(
    ko="nn.CrossEntropyLoss가 softmax를 이미 포함하므로 마지막 층의 값(logit)을 그대로 반환하십시오.",
    en="nn.CrossEntropyLoss contains the softmax: return the last layer's values (logits) as they are.",
)

OUTPUTS = Text(ko="출력 수", en="number of outputs")
FILTERS = Text(ko="필터 수(출력 채널)", en="number of filters (output channels)")
KERNEL = Text(ko="커널 크기(kernel_size)", en="kernel size")
STRIDE, PADDING, DILATION, GROUPS, BIAS = map(same, ("stride", "padding", "dilation", "groups", "bias"))
CEILING = same("ceil_mode")
ON_A_MAP = Text(ko="펼치지(flatten) 않은 특성 맵에 적용", en="applied to a map that was not flattened")
SETTINGS = {
    "Conv2d": (FILTERS, KERNEL, STRIDE, PADDING, DILATION, GROUPS, BIAS),
    "Linear": (OUTPUTS, KERNEL, BIAS, ON_A_MAP),
    "MaxPool2d": (KERNEL, STRIDE, PADDING, DILATION, CEILING),
    "AvgPool2d": (KERNEL, STRIDE, PADDING, CEILING),
}
"""The names of a layer's `choices`, in order."""
RESIZING = (OUTPUTS, FILTERS, KERNEL, STRIDE, PADDING, DILATION)
"""The settings that change what a layer makes, and so what the next one takes."""


def difference(wrong: list[LayerPair], comparison: Comparison) -> Finding:
    """Return a finding that describes the first pair in full, and counts the others."""
    first, rest = wrong[0], len(wrong) - 1
    message = _what(first, comparison)
    if rest:
        message = Text(
            ko=f"{message.ko} 이 밖에 {rest}곳이 더 다릅니다(아래 층 표).",
            en=f"{message.en} {rest} more differ{'s' if rest == 1 else ''} (see the table of layers).",
        )
    return Finding(
        message=message,
        expected=same(_shown(first.expected, first.student)) if first.expected else NOTHING,
        found=same(_shown(first.student, first.expected)) if first.student else NOTHING,
        hint=_hint(first, comparison),
        at=tuple(_line(pair, comparison) for pair in wrong),
    )


def _shown(layer: Layer, other: Layer | None) -> str:
    """Return a layer's notation, with what it makes where the other's is the same, and then its settings."""
    if other is None or layer.notation != other.notation:
        return layer.notation
    if layer.map != other.map:
        return f"{layer.notation} → {layer.map}"
    return f"{layer.notation} {layer.choices}"


def named(layer: Layer) -> str:
    """Return a layer's name in a sentence: `Conv2d [5x5x3]x6, s1, p0`, `MaxPool, k2, s2` or `ReLU`."""
    return layer.notation if layer.notation[0].isalpha() else f"{layer.kind} {layer.notation}"


def before(pair: LayerPair, comparison: Comparison) -> Layer | None:
    """Return the student's layer before a pair."""
    earlier = comparison.pairs[: comparison.pairs.index(pair)]
    return next((other.student for other in reversed(earlier) if other.student), None)


# -- what differs, and where -----------------------------------------------------------------------------


def _what(pair: LayerPair, comparison: Comparison) -> Text:
    place = _place(pair, comparison)
    student, expected = pair.student, pair.expected
    if student is None:
        assert expected is not None
        return Text(
            ko=f"{place.ko}에 {expected.kind} 층이 빠졌습니다.", en=f"{expected.kind} is missing {place.en}."
        )
    if expected is None:
        if student.kind[0].islower():
            return Text(
                ko=f"{place.ko}에 과제에 없는 연산이 있습니다: {student.kind}.",
                en=f"There is an operation {place.en} that was not asked for: {student.kind}.",
            )
        return Text(
            ko=f"{place.ko}에 {student.kind} 층이 하나 더 있습니다.",
            en=f"There is one {student.kind} too many {place.en}.",
        )
    if student.kind != expected.kind:
        return Text(
            ko=f"{place.ko}에 {expected.kind} 대신 {student.kind} 층이 있습니다.",
            en=f"There is {student.kind} instead of {expected.kind} {place.en}.",
        )
    settings = _settings(student, expected)
    return Text(
        ko=f"{place.ko} {student.kind} 층의 설정이 다릅니다: {settings.ko}.",
        en=f"The {student.kind} {place.en} differs: {settings.en}.",
    )


def _settings(student: Layer, expected: Layer) -> Text:
    """Name the settings that differ."""
    names = [name for name, _ in _differing(student, expected)] or [
        Text(ko="그 밖의 인자", en="other arguments")
    ]
    return Text(ko=", ".join(name.ko for name in names), en=", ".join(name.en for name in names))


def _differing(student: Layer, expected: Layer) -> list[tuple[Text, Argument]]:
    """Return the settings that differ, by name, with the values that are asked for."""
    named = SETTINGS.get(student.kind, ())
    trios = zip(named, student.choices, expected.choices, strict=False)
    return [(name, theirs) for name, mine, theirs in trios if mine != theirs]


def _place(pair: LayerPair, comparison: Comparison) -> Text:
    """Return after which layer a difference is; an activation is located by the weighted layer before it."""
    earlier = comparison.pairs[: comparison.pairs.index(pair)]
    if pair.student is not None:  # the layer before it must exist as well
        earlier = tuple(other for other in earlier if other.student)
    if not earlier:
        return Text(ko="맨 앞", en="at the start")
    owner = next((other for other in reversed(earlier) if _layer(other).kind in WEIGHTED), earlier[-1])
    name = " → ".join(named(_layer(other)) for other in dict.fromkeys((owner, earlier[-1])))
    missing = earlier[-1].student is None
    return Text(
        ko=f"{name}{'(빠진 층)' if missing else ''} 뒤", en=f"after {name}{' (missing)' if missing else ''}"
    )


def _layer(pair: LayerPair) -> Layer:
    layer = pair.student or pair.expected
    assert layer is not None
    return layer


def _line(pair: LayerPair, comparison: Comparison) -> Line | None:
    """Return the line to show: where the layer is made, or where it is used if that line makes several."""
    student = pair.student
    if student is None:
        last = before(pair, comparison)
        return last.used if last else None
    made = [other.made for other in comparison.student if other.kind == student.kind]
    return student.used if made.count(student.made) > 1 else student.at


# -- what to do ------------------------------------------------------------------------------------------


def _hint(pair: LayerPair, comparison: Comparison) -> Text | None:
    student, expected = pair.student, pair.expected
    if expected is None:
        assert student is not None
        return _hint_on_extra(student, before(pair, comparison))
    if student is not None and student.kind == expected.kind == "Linear" and len(student.shape) > 1:
        return Text(
            ko="nn.Linear는 마지막 차원에만 적용됩니다. 특성 맵을 먼저 펼치십시오: torch.flatten(x, 1)",
            en="nn.Linear works on the last dimension alone. Flatten the map first: torch.flatten(x, 1)",
        )
    if student is None and expected.kind in ACTIVATIONS:
        return Text(
            ko=f"그 층의 출력에 {with_particle(expected.kind, '을')} 적용하십시오. 활성화 함수가 없으면 층을"
            " 쌓아도 선형 변환 하나와 다르지 않습니다.",
            en=f"Apply {expected.kind} to the output of that layer. Without activations, layers on layers"
            " are no more than one linear map.",
        )
    if student is None and expected.weights:
        return Text(
            ko="그 자리에 층을 넣고, 다음 층의 입력도 그 층의 출력에 맞추십시오.",
            en="Put the layer in, and fit the inputs of the next one to what it makes.",
        )
    return _hint_on_settings(student, expected) if student and student.kind == expected.kind else None


def _hint_on_settings(student: Layer, expected: Layer) -> Text | None:
    """Return the hint on a layer of the right kind; what follows from it is not worked out, so no code."""
    wanted = [_asked(name, value) for name, value in _differing(student, expected) if name != ON_A_MAP]
    if not wanted:
        return None
    ko, en = ", ".join(each.ko for each in wanted), ", ".join(each.en for each in wanted)
    if not any(name in RESIZING for name, _ in _differing(student, expected)) or not expected.weights:
        return Text(ko=f"과제의 값으로 바꾸십시오({ko}).", en=f"Asked for: {en}.")
    return Text(
        ko=f"과제의 값으로 바꾸고({ko}), 다음 층의 입력도 그에 맞추십시오.",
        en=f"Asked for: {en}. Then fit the inputs of the next layer to what this one makes.",
    )


def _asked(name: Text, value: Argument) -> Text:
    """Return a setting and its value in a sentence: `kernel size 5`, `padding 1x2`, `no bias`."""
    if isinstance(value, bool):
        return Text(ko=f"{name.ko} {'있음' if value else '없음'}", en=f"{'a' if value else 'no'} {name.en}")
    one = _one(value)
    shown = "x".join(map(str, one)) if isinstance(one, tuple) else str(one)
    return Text(ko=f"{name.ko} {shown}", en=f"{name.en} {shown}")


def _hint_on_extra(student: Layer, last: Layer | None) -> Text:
    if student.kind in ("Softmax", "LogSoftmax"):
        return SOFTMAX
    if last is not None and last.kind == student.kind:
        return Text(
            ko=f"{with_particle(student.kind, '을')} 연달아 두 번 적용하고 있습니다. 하나를 빼십시오.",
            en=f"{student.kind} is applied twice in a row. Remove one of the two.",
        )
    return Text(
        ko="과제의 모델에는 이 자리에 이런 층이 없습니다. 빼십시오.",
        en="The model that was asked for has nothing of the kind here. Remove it.",
    )


def _one(sizes: Argument) -> Argument:
    """Return equal sizes as one number."""
    return sizes[0] if isinstance(sizes, tuple) and len(set(sizes)) == 1 else sizes


# -- shapes ----------------------------------------------------------------------------------------------


EACH_IMAGE = Text(
    ko="배치 차원(0번)으로 평균이나 합을 내거나 섞는 연산이 있는지 확인하십시오.",
    en="Check for an operation that averages, adds up or mixes over the batch, dimension 0.",
)
FLATTEN = Text(
    ko="출력이 특성 맵(직육면체)입니다. 펼친(flatten) 뒤 완전연결층으로 클래스 수만큼의 값을 만드십시오.",
    en="The output is a feature map, a cube. Flatten it, and let a fully connected layer make one number a"
    " class.",
)
OUTPUTS = Text(ko="마지막 층의 출력 수를 확인하십시오.", en="Check the number of outputs of the last layer.")
ALL_NUMBERS = Text(
    ko="argmax나 squeeze, 평균으로 값을 줄이지 말고 마지막 층의 출력을 모두 반환하십시오.",
    en="Return all that the last layer makes: no argmax, no squeeze and no mean.",
)
ONE_MORE = Text(
    ko="크기가 1인 차원이 하나 더 있습니다. x.flatten(1)로 펼치거나 squeeze에 그 차원의 번호를 주십시오.",
    en="There is one dimension of size 1 too many. Flatten with x.flatten(1), or give its number to squeeze.",
)
NO_FLATTENING = Text(
    ko="출력은 특성 맵이어야 합니다. 펼치지(flatten) 말고 마지막 합성곱층의 결과를 그대로 반환하십시오.",
    en="The output must be a feature map: do not flatten it, return what the last convolution makes.",
)
SIZES = Text(
    ko="특성 맵의 크기가 입력 이미지와 다릅니다. 합성곱층의 패딩을 확인하고, 줄인 만큼 다시 키우십시오.",
    en="The feature map has another size than the image. Check the padding of the convolutions, and go up as"
    " often as you went down.",
)


def hint_on_shape(found: Shape, expected: tuple[int, ...], batch: int | Batch) -> Text:
    """Return the hint for an output of the shape `found` instead of (batch, *expected)."""
    if found[:1] != (batch,):
        return EACH_IMAGE
    if len(expected) == 1:
        if found[1:] in ((1, *expected), (*expected, 1)):
            return ONE_MORE
        return {2: OUTPUTS, 4: FLATTEN}.get(len(found), ALL_NUMBERS)
    if len(found) != len(expected) + 1:
        return NO_FLATTENING if len(found) == 2 else ALL_NUMBERS
    if found[1] != expected[0] and found[-1] == expected[0]:
        return CHANNELS_FIRST
    return _channels(expected[0]) if found[1] != expected[0] else SIZES


CHANNELS_FIRST = Text(
    ko="마지막 차원의 크기가 기대하는 채널 수와 같습니다. 출력의 차원은 (N, C, H, W) 순서여야 합니다.",
    en="The last dimension is as large as the channels should be. The output's dimensions must be in the"
    " order (N, C, H, W).",
)


def _channels(number: int) -> Text:
    return Text(
        ko=f"마지막 합성곱층의 출력 채널 수(out_channels)를 {with_particle(str(number), '으로')} 하십시오.",
        en=f"The last convolution must make {number} channels (out_channels).",
    )
