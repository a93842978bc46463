"""Checks on layers that stand beside expected ones."""

from grader.checks.align import Pair
from grader.checks.authoring import Failed, Finding, Share
from grader.checks.evidence import Comparison, Graph
from grader.checks.layers import ACTIVATIONS, Layer, output_shape, parameters, written
from grader.records.graph import Batch
from grader.records.source import Line
from grader.records.text import Text, same


def has_output_shape(graph: Graph, *expected: int) -> None:
    """Pass if forward returns (N, *expected).

    Raises:
        Failed: it returns another shape.
    """
    found = output_shape(graph)
    batch = graph.batch if graph.batch is not None else Batch(1)
    if tuple(found) == (batch, *expected):
        return
    cube = len(found) == 4
    raise Failed(
        Text(ko="출력의 크기가 다릅니다.", en="The output has another shape."),
        expected=same(written((Batch(1), *expected))),
        found=same(written(found)),
        hint=Text(
            ko="출력이 특성 맵(직육면체)입니다. 펼친(flatten) 뒤 완전연결층으로 클래스 수만큼의 값을"
            " 만드십시오.",
            en="The output is a feature map, a cube. Flatten it, and let a fully connected layer make one"
            " number a class.",
        )
        if cube
        else Text(
            ko="마지막 층의 출력 수를 확인하십시오.", en="Check the number of outputs of the last layer."
        ),
        at=(graph.nodes[-1].at,),
    )


def has_layers(comparison: Comparison, *kinds: str) -> Share | None:
    """Give the share of the expected layers of these kinds that are there and have the right numbers.

    A layer too many counts like a missing one.
    """
    pairs = [pair for pair in comparison.pairs if _concerns(pair, kinds)]
    right = sum(pair.kind == "same" for pair in pairs)
    if right == len(pairs):
        return None
    wrong = [pair for pair in pairs if pair.kind != "same"]
    return Share(right / len(pairs), _difference(wrong, comparison))


def has_activations(comparison: Comparison) -> Share | None:
    """Give the share of the activations that stand in the right places, and are the right ones."""
    return has_layers(comparison, *sorted(ACTIVATIONS))


def has_nothing_else(comparison: Comparison, *kinds: str) -> None:
    """Pass if there is no layer of another kind than these that the reference lacks, e.g. dropout.

    Raises:
        Failed: naming the first.
    """
    extra = [pair for pair in comparison.pairs if pair.kind == "extra" and not _concerns(pair, kinds)]
    if not extra:
        return
    finding = _difference(extra, comparison)
    raise Failed(
        finding.message, expected=finding.expected, found=finding.found, hint=finding.hint, at=finding.at
    )


def _concerns(pair: Pair, kinds: tuple[str, ...]) -> bool:
    return any(layer is not None and layer.kind in kinds for layer in (pair.student, pair.expected))


def _difference(wrong: list[Pair], comparison: Comparison) -> Finding:
    """Describe the first pair in full, and count the rest."""
    first = wrong[0]
    rest = len(wrong) - 1
    message = _what(first, comparison)
    if rest:
        message = Text(
            ko=f"{message.ko} 이 밖에 {rest}곳이 더 다릅니다(아래 층 표).",
            en=f"{message.en} {rest} more differ{'s' if rest == 1 else ''} (see the table of layers).",
        )
    return Finding(
        message=message,
        expected=same(first.expected.notation) if first.expected else Text(ko="없음", en="nothing"),
        found=same(first.student.notation) if first.student else Text(ko="없음", en="nothing"),
        hint=_hint(first),
        at=tuple(pair.student.at for pair in wrong if pair.student)[:3] or (_neighbour(first, comparison),),
    )


def _what(pair: Pair, comparison: Comparison) -> Text:
    place = _place(pair, comparison)
    if pair.expected is None and pair.student is not None:
        return Text(
            ko=f"{place.ko} {pair.student.kind} 층이 하나 더 있습니다.",
            en=f"There is one {pair.student.kind} too many {place.en}.",
        )
    if pair.student is None and pair.expected is not None:
        return Text(
            ko=f"{place.ko} {pair.expected.kind} 층이 빠졌습니다.",
            en=f"A {pair.expected.kind} is missing {place.en}.",
        )
    assert pair.student is not None
    assert pair.expected is not None
    if pair.student.kind != pair.expected.kind:
        return Text(
            ko=f"{place.ko} {pair.expected.kind} 대신 {pair.student.kind}이(가) 있습니다.",
            en=f"There is a {pair.student.kind} instead of a {pair.expected.kind} {place.en}.",
        )
    return Text(
        ko=f"{place.ko} {pair.student.kind} 층의 숫자가 다릅니다.",
        en=f"The {pair.student.kind} {place.en} has other numbers.",
    )


def _place(pair: Pair, comparison: Comparison) -> Text:
    before = _before(pair, comparison)
    if before is None:
        return Text(ko="맨 앞에", en="at the start")
    return Text(ko=f"{before.kind} {before.notation} 뒤에", en=f"after {before.kind} {before.notation}")


def _before(pair: Pair, comparison: Comparison) -> Layer | None:
    """The student's layer before a pair, or the expected one if the student has none there."""
    index = comparison.pairs.index(pair)
    for earlier in reversed(comparison.pairs[:index]):
        if earlier.student is not None:
            return earlier.student
    return None


def _neighbour(pair: Pair, comparison: Comparison) -> Line | None:
    before = _before(pair, comparison)
    return before.used if before else None


def _hint(pair: Pair) -> Text | None:
    student, expected = pair.student, pair.expected
    if student is None or expected is None:
        return _hint_on_count(student, expected)
    if student.kind != expected.kind:
        return _hint_on_kind(student, expected)
    if student.kind == "Conv2d":
        return _hint_on_convolution(student, expected)
    if student.kind == "Linear":
        return Text(
            ko="nn.Linear(입력 수, 출력 수)의 두 숫자를 확인하십시오.",
            en="Check the two numbers of nn.Linear(inputs, outputs).",
        )
    return None


def _hint_on_count(student: Layer | None, expected: Layer | None) -> Text | None:
    if expected is not None and expected.kind in ACTIVATIONS:
        return Text(
            ko=f"이 층의 출력에 {expected.kind}를 적용하십시오. 없으면 층을 쌓아도 하나의 선형 변환입니다.",
            en=f"Apply {expected.kind} to the output of that layer. Without it, layers on layers are one"
            " linear map.",
        )
    if student is not None and student.kind in ("Softmax", "LogSoftmax"):
        return SOFTMAX
    if student is not None and student.kind == "ReLU":
        return Text(
            ko="ReLU를 두 번 적용하거나 마지막 출력에 적용하지 않았는지 확인하십시오.",
            en="Check whether ReLU is applied twice, or to the last output.",
        )
    return None


SOFTMAX = Text(
    ko="nn.CrossEntropyLoss가 softmax를 이미 포함하므로 마지막 층의 값(logit)을 그대로 반환하십시오.",
    en="nn.CrossEntropyLoss contains the softmax: return the last layer's values (logits) as they are.",
)


def _hint_on_kind(student: Layer, expected: Layer) -> Text | None:
    if expected.kind == "MaxPool2d" and "Avg" in student.kind:
        return Text(
            ko="nn.MaxPool2d를 쓰십시오.", en="Use nn.MaxPool2d: the assignment asks for the maximum."
        )
    if {student.kind, expected.kind} == {"Conv2d", "Linear"}:
        return Text(
            ko="합성곱층(nn.Conv2d)과 완전연결층(nn.Linear) 중 과제가 요구하는 것을 쓰십시오.",
            en="The assignment asks for the other one of nn.Conv2d and nn.Linear here.",
        )
    return Text(ko=f"{expected.kind}로 바꾸십시오.", en=f"Replace it by {expected.kind}.")


def _hint_on_convolution(student: Layer, expected: Layer) -> Text | None:
    mine, theirs = student.settings[0], expected.settings[0]
    assert isinstance(mine, tuple)
    assert isinstance(theirs, tuple)
    if mine[2:] != theirs[2:]:
        return Text(ko="커널 크기(kernel_size)를 확인하십시오.", en="Check the kernel size.")
    if mine[:2] != theirs[:2]:
        return Text(
            ko="nn.Conv2d(입력 채널, 출력 채널, …)의 채널 수를 확인하십시오.",
            en="Check the channels of nn.Conv2d(in_channels, out_channels, …).",
        )
    if student.settings[1] != expected.settings[1]:
        return Text(ko="스트라이드(stride)를 확인하십시오.", en="Check the stride.")
    if student.settings[2] != expected.settings[2]:
        return Text(ko="패딩(padding)을 확인하십시오.", en="Check the padding.")
    return Text(
        ko="bias, dilation, groups는 기본값으로 두십시오.",
        en="Leave bias, dilation and groups at their defaults.",
    )


def has_feature_maps(comparison: Comparison) -> Share | None:
    """Give the share of the expected layers after which the feature map has the expected size."""
    expected = [pair for pair in comparison.pairs if pair.expected is not None]
    wrong = [pair for pair in expected if pair.student is None or pair.student.shape != pair.expected.shape]  # type: ignore[union-attr]
    if not wrong:
        return None
    first = next((pair for pair in wrong if pair.student is not None), wrong[0])
    student, reference = first.student, first.expected
    assert reference is not None
    return Share(
        1 - len(wrong) / len(expected),
        Finding(
            message=Text(
                ko=f"{reference.kind} {reference.notation} 뒤의 크기가 다릅니다.",
                en=f"The size after {reference.kind} {reference.notation} differs.",
            ),
            expected=same(reference.map),
            found=same(student.map) if student else Text(ko="층이 없음", en="no such layer"),
            hint=Text(
                ko="(입력 − 커널 + 2 × 패딩) / 스트라이드 + 1 로 계산해 보십시오.",
                en="Work it out: (input − kernel + 2 × padding) / stride + 1.",
            ),
            at=(student.at,) if student else (),
        ),
    )


def has_parameters(comparison: Comparison) -> Share | None:
    """Give the share of the expected layers with weights that have the right number of parameters.

    All of them being right is not enough if the total differs: then a layer is too many.
    """
    weighted = [pair for pair in comparison.pairs if pair.expected and pair.expected.weights]
    wrong = [
        pair for pair in weighted if pair.student is None or _counts(pair.student) != _counts(pair.expected)
    ]
    total, expected = parameters(comparison.graph), parameters(comparison.reference)
    if not wrong and total == expected:
        return None
    fraction = (len(weighted) - len(wrong)) / (len(weighted) + (0 if wrong else 1))
    return Share(
        fraction,
        Finding(
            message=Text(ko="파라미터 수가 다릅니다.", en="The number of parameters differs."),
            expected=Text(ko=f"모두 {expected:,}개", en=f"{expected:,} in all"),
            found=Text(ko=f"모두 {total:,}개", en=f"{total:,} in all"),
            hint=Text(
                ko="층마다의 수는 아래 층 표에 있습니다. 합성곱층은 (K x K x C + 1) x N 개입니다.",
                en="The table of layers has the numbers a layer. A convolution has (K x K x C + 1) x N.",
            ),
            at=tuple(pair.student.at for pair in wrong if pair.student)[:3],
        ),
    )


def _counts(layer: Layer | None) -> tuple[int, int]:
    return (layer.weights, layer.biases) if layer else (0, 0)


def returns_logits(comparison: Comparison) -> None:
    """Pass if the last layer is none that squeezes the values, as the loss contains the softmax.

    Raises:
        Failed: naming the activation at the end.
    """
    last = comparison.student[-1]
    if last.kind not in ACTIVATIONS:
        return
    softmax = last.kind in ("Softmax", "LogSoftmax")
    raise Failed(
        Text(ko=f"마지막 출력에 {last.kind}를 적용합니다.", en=f"{last.kind} is applied to the last output."),
        expected=Text(ko="마지막 층의 값 그대로(logit)", en="the last layer's values as they are (logits)"),
        found=same(last.kind),
        hint=SOFTMAX
        if softmax
        else Text(
            ko="분류에서는 마지막 층 뒤에 활성화 함수를 쓰지 않습니다.",
            en="A classifier has no activation after its last layer.",
        ),
        at=(last.used,),
    )
