"""Checks on layers that stand beside expected ones.

A mistake costs points where it is made: a layer whose inputs alone differ, because a layer before it is
wrong, is right.
"""

from grader.analysis.alignment import LayerPair, kind
from grader.analysis.layers import (
    ACTIVATIONS,
    POOLINGS,
    SHAPING,
    WEIGHTED,
    Layer,
    layers,
    output_shape,
    parameters,
    written,
)
from grader.base.text import Text, same
from grader.checks import logits, torn_images, unknown
from grader.checks.difference_messages import ALL_NUMBERS, before, difference, hint_on_shape, named
from grader.checks.evidence import Comparison, Graph, Tail
from grader.checks.invariants import REGISTER
from grader.checks.verdict import Failed, Finding, Share
from grader.records.graph import Batch, Node, Remark, Shape, Weight, references


def has_output_shape(graph: Graph, *expected: int) -> Share | None:
    """Pass if forward returns (N, *expected); give half of the points if it returns that among other things.

    Raises:
        Failed: it returns another shape.
    """
    found = output_shape(graph)
    batch = graph.batch if graph.batch is not None else Batch(1)
    if tuple(found) == (batch, *expected):
        several = next((each for each in graph.remarks if each.kind == "returns_several"), None)
        return Share(AMONG_OTHERS, _among_others(several)) if several else None
    rows = len(expected) == 1
    if rows and found[:1] != (batch,) and (cut := torn_images.cut(graph)) is not None:
        raise torn_images.told(cut, graph)
    last = _last(graph)
    raise Failed(
        Text(ko="출력의 크기가 다릅니다.", en="The output has another shape."),
        expected=same(written((Batch(1), *expected))),
        found=same(f"{written(found)}{f', {last.kind}' if last else ''}"),
        hint=ALL_NUMBERS if last else hint_on_shape(found, expected, batch),
        at=(graph.nodes[-1].at,) if graph.nodes else (),
    )


AMONG_OTHERS = 1 / 2
"""The share for an output that has to be found in what forward returns."""


def _among_others(remark: Remark) -> Finding:
    kind, count, chosen = (*remark.detail.split(" ", 2), "", "", "")[:3]
    which = (
        Text(ko=f"{int(chosen) + 1}번째 값", en=f"value {int(chosen) + 1}")
        if chosen.isdecimal()
        else Text(ko=f"'{chosen}'", en=f"{chosen!r}")
    )
    return Finding(
        message=Text(
            ko=f"forward가 텐서 하나가 아니라 {kind}(값 {count}개)를 반환합니다."
            f" 그 가운데 {which.ko}만 채점했습니다.",
            en=f"forward returns a {kind} of {count} values instead of one tensor."
            f" Of these, {which.en} was graded.",
        ),
        hint=Text(
            ko="마지막 층의 출력만 반환하십시오: return x",
            en="Return the last layer's output alone: return x",
        ),
        at=(remark.at,),
    )


def _last(graph: Graph) -> Layer | None:
    """Return the operation that makes the output out of the last layer's, such as `argmax`."""
    last = next((layer for layer in reversed(layers(graph)) if layer.kind not in SHAPING), None)
    return last if last is not None and last.kind[0].islower() else None


# -- layer by layer --------------------------------------------------------------------------------------


def has_layers(comparison: Comparison, *kinds: str) -> Share | None:
    """Give the share of the expected layers of these kinds that are there and have the right settings.

    A layer too many counts like a missing one; another layer in one's place counts for the expected kind.
    """
    return _share([pair for pair in comparison.pairs if kind(pair) in kinds], comparison)


def has_activations(comparison: Comparison) -> Share | None:
    """Give the share of the activations that stand in the right places, and are the right ones.

    What is applied to the last layer's output is left to `returns_logits`. An activation that is missing
    together with its layer, or is there with one too many, is no mistake of its own.
    """
    last, follow = _on_the_output(comparison), _with_their_layers(comparison)
    pairs = [pair for pair in comparison.pairs if kind(pair) in ACTIVATIONS and pair not in last]
    return _share([pair for pair in pairs if pair not in follow] or pairs, comparison)


def _with_their_layers(comparison: Comparison) -> list[LayerPair]:
    """The activations that are missing, or too many, like the layers with weights that they follow."""
    found: list[LayerPair] = []
    owner: LayerPair | None = None
    for pair in comparison.pairs:
        if kind(pair) in WEIGHTED:
            owner = pair
        elif kind(pair) in ACTIVATIONS and owner and owner.kind == pair.kind in ("missing", "extra"):
            found.append(pair)
    return found


def _share(pairs: list[LayerPair], comparison: Comparison) -> Share | None:
    wrong = [pair for pair in pairs if pair.kind != "same"]
    return Share(1 - len(wrong) / len(pairs), difference(wrong, comparison)) if wrong else None


def has_nothing_else(comparison: Comparison, *kinds: str) -> None:
    """Pass if there is no layer of another kind than these that the reference lacks, e.g. dropout.

    Args:
        comparison: the layers.
        kinds: what other checks count. Flattening is free.

    Raises:
        Failed: naming the first.
        Withheld: all of them belong to an operation that the grader does not know, and may change nothing.
    """
    extra = [
        pair for pair in comparison.pairs if pair.kind == "extra" and kind(pair) not in {*kinds, *SHAPING}
    ]
    told = {pair: _unknown_beside(pair, comparison) for pair in extra}
    if known := [pair for pair in extra if told[pair] is None]:
        raise Failed.of(difference(known, comparison))
    for operation in told.values():
        if operation is not None:
            raise unknown.withheld(operation)


def _unknown_beside(pair: LayerPair, comparison: Comparison) -> Node | None:
    if pair.student is None:
        return None
    return unknown.beside_unknown(comparison.graph, pair.student.node)


def returns_logits(comparison: Comparison, tail: Tail) -> None:
    """Pass if nothing changes the last layer's output, as the loss contains the softmax.

    An activation that the reference has there as well is none of the student's.

    Raises:
        Failed: naming the operation at the end.
    """
    last = next((pair.student for pair in _on_the_output(comparison)), None)
    if last is not None:
        raise logits.applied(last.kind, last.used)
    if not _ends_as_the_reference(comparison):
        logits.are_returned(tail)


def _ends_as_the_reference(comparison: Comparison) -> bool:
    """Whether the last thing that both do is an activation, whatever is missing after it."""
    last = next((pair for pair in reversed(comparison.pairs) if pair.student is not None), None)
    return last is not None and last.expected is not None and kind(last) in ACTIVATIONS


def _on_the_output(comparison: Comparison) -> list[LayerPair]:
    """The activations after the last layer that the reference lacks, the last one first."""
    found: list[LayerPair] = []
    for pair in reversed(comparison.pairs):
        if pair.student is None or pair.student.kind in SHAPING:
            continue
        if pair.expected is not None or pair.student.kind not in ACTIVATIONS:
            break
        found.append(pair)
    return found


# -- sizes -----------------------------------------------------------------------------------------------


def has_feature_maps(comparison: Comparison) -> Share | None:
    """Give the share of the layers that change the feature map's size and make it the expected one.

    A wrong size counts where it begins. A vector of 120 and a map of 1x1x120 are one size.
    """
    mine = _resizing(comparison.student, comparison.graph.input)
    theirs = _resizing(comparison.expected, comparison.reference.input)
    pairs = [pair for pair in comparison.pairs if pair.student in mine or pair.expected in theirs]
    wrong = [pair for pair in pairs if pair.kind != "same" and not _are_one_size(pair)]
    return Share(1 - len(wrong) / len(pairs), _other_size(wrong[0], comparison)) if wrong else None


def _resizing(layers: tuple[Layer, ...], first: Shape) -> set[Layer | None]:
    """The layers with weights and the poolings whose output has another size than what goes in."""
    sizes = [first[1:], *(layer.shape for layer in layers)]
    return {
        layer
        for previous, layer in zip(sizes, layers, strict=False)
        if layer.kind in WEIGHTED | POOLINGS and _size(layer.shape) != _size(previous)
    }


def _size(shape: Shape) -> Shape:
    return tuple(size for size in shape if size != 1)


def _are_one_size(pair: LayerPair) -> bool:
    if pair.student is None or pair.expected is None:
        return False
    return _size(pair.student.shape) == _size(pair.expected.shape)


def _other_size(pair: LayerPair, comparison: Comparison) -> Finding:
    """Say where the wrong size begins."""
    last = before(pair, comparison)
    student, expected = pair.student or last, pair.expected or last
    layer = pair.student or pair.expected
    assert layer is not None
    computed = pair.kind == "changed" and layer.kind in ("Conv2d", "MaxPool2d", "AvgPool2d")
    spatial = student is not None and expected is not None and student.shape[1:] != expected.shape[1:]
    missing = pair.student is None
    return Finding(
        message=Text(
            ko=f"여기서부터 크기가 달라집니다: {named(layer)}{' (빠진 층)' if missing else ''}",
            en=f"The sizes begin to differ at {named(layer)}{' (missing)' if missing else ''}.",
        ),
        expected=same(expected.map) if expected else None,
        found=same(student.map) if student else None,
        hint=FORMULA if computed and spatial else None,
        at=(student.used if missing else student.at,) if student else (),
    )


FORMULA = Text(
    ko="(입력 − 커널 + 2 × 패딩) / 스트라이드 + 1로 계산해 보십시오.",
    en="Work it out: (input − kernel + 2 × padding) / stride + 1.",
)


# -- parameters ------------------------------------------------------------------------------------------


def has_parameters(comparison: Comparison) -> Share | None:
    """Give the share of the expected layers with weights that have the right number of parameters.

    Parameters that the model does not know are none of its own. If each layer has as many as its inputs ask
    for and the total differs all the same, that counts as one more layer that is wrong. So do parameters that
    a layer's weight is computed from, as weight norm does, if there are more of them.
    """
    if hidden := _hidden(comparison):
        return hidden
    weighted = [pair for pair in comparison.pairs if pair.expected and pair.expected.weights]
    computed = [pair.student for pair in weighted if pair.student and pair.student.computed]
    other = [
        pair
        for pair in weighted
        if pair.student not in computed and _count(pair.student) != _count(pair.expected)
    ]
    wrong = [pair for pair in other if pair.kind != "same"]
    total, expected = parameters(comparison.graph), parameters(comparison.reference)
    if not wrong and total == expected:
        return None
    fraction = 1 - len(wrong) / len(weighted) if wrong else len(weighted) / (len(weighted) + 1)
    first = next(iter(wrong or other), None)
    return Share(
        fraction,
        Finding(
            message=_other_count(first, other) if first else _other_total(total - expected, computed),
            expected=Text(ko=f"모두 {expected:,}개", en=f"{expected:,} in all"),
            found=Text(ko=f"모두 {total:,}개", en=f"{total:,} in all"),
            hint=_counting(first) if first else None,
            at=(first.student.at,) if first and first.student else tuple(each.at for each in computed),
        ),
    )


def _hidden(comparison: Comparison) -> Share | None:
    """Give the share of the layers that the model knows, if it does not know all that it uses."""
    weighted = [pair.student for pair in comparison.pairs if pair.student and pair.student.weights]
    hidden = [layer for layer in weighted if not _is_known(layer, comparison.graph)]
    if not hidden:
        return None
    total, expected = parameters(comparison.graph), parameters(comparison.reference)
    names = ", ".join(map(named, hidden))
    return Share(
        1 - len(hidden) / len(weighted),
        Finding(
            message=Text(
                ko=f"모델에 등록되지 않은 층의 파라미터는 세지 않습니다: {names}",
                en=f"Parameters of layers that the model does not know do not count: {names}.",
            ),
            expected=Text(ko=f"모두 {expected:,}개", en=f"{expected:,} in all"),
            found=Text(ko=f"모두 {total:,}개", en=f"{total:,} in all"),
            hint=REGISTER,
            at=tuple(layer.at for layer in hidden),
        ),
    )


def _is_known(layer: Layer, graph: Graph) -> bool:
    read = (ref for ref in references(graph.nodes[layer.node]) if isinstance(ref, Weight))
    return all(graph.tensors[ref.index].kind != "unregistered" for ref in read)


def _count(layer: Layer | None) -> int:
    return layer.weights + layer.biases if layer else 0


def _other_count(pair: LayerPair, other: list[LayerPair]) -> Text:
    """Say which layer has another number of parameters, and which ones read other sizes."""
    assert pair.expected is not None
    count, found = _count(pair.expected), _count(pair.student)
    if pair.student is None:
        text = Text(
            ko=f"{named(pair.expected)} 층이 없어 파라미터 {count:,}개가 빠졌습니다.",
            en=f"{named(pair.expected)} with its {count:,} parameters is missing.",
        )
    else:
        text = Text(
            ko=f"{named(pair.student)} 층의 파라미터는 {found:,}개입니다. {count:,}개여야 합니다.",
            en=f"{named(pair.student)} has {found:,} parameters instead of {count:,}.",
        )
    reading = next((each for each in other if each.kind == "same"), None)
    if reading is None or reading.student is None:
        return text
    return Text(
        ko=f"{text.ko} {named(reading.student)} 층은 입력의 크기가 다릅니다.",
        en=f"{text.en} The input of {named(reading.student)} has another size.",
    )


def _other_total(surplus: int, computed: list[Layer]) -> Text:
    if computed:
        names = ", ".join(map(named, computed))
        return Text(
            ko=f"가중치를 다른 파라미터로 계산하는 층이 있어 파라미터 수가 다릅니다: {names}",
            en=f"Weights are computed from other parameters, and the numbers differ: {names}.",
        )
    if surplus > 0:
        return Text(
            ko=f"필요한 층의 파라미터 수는 맞지만, 그 밖의 층에 {surplus:,}개가 더 있습니다.",
            en=f"The layers that are needed have the right numbers, but other layers have {surplus:,} more.",
        )
    return Text(
        ko=f"{-surplus:,}개가 모자랍니다. 같은 층을 여러 번 쓰고 있습니다.",
        en=f"{-surplus:,} are missing: one layer is used several times.",
    )


def _counting(pair: LayerPair) -> Text | None:
    """Work the numbers out, as `5x5x3x6 + 6 = 456`."""
    expected, student = pair.expected, pair.student
    if expected is None or student is None or student.kind != expected.kind:
        return None
    asked, yours = _sum(expected), _sum(student)
    if asked is None or yours is None:
        return None
    without = not student.biases and bool(expected.biases)
    return Text(
        ko=f"과제의 층: {asked}. 제출한 층: {yours}{' (bias 없음)' if without else ''}",
        en=f"Asked for: {asked}. Yours: {yours}{' (no bias)' if without else ''}",
    )


def _sum(layer: Layer) -> str | None:
    weight = layer.settings[0] if layer.settings else None
    if not isinstance(weight, tuple):
        return None
    product = "x".join(map(str, (*weight[2:], weight[1], weight[0])))
    bias = f" + {layer.biases:,}" if layer.biases else ""
    return f"{product}{bias} = {_count(layer):,}"
