"""Checks on a U-Net of any width and depth, or on another encoder and decoder.

`grader.analysis.encoder_decoder` defines the terms.
"""

from grader.analysis.encoder_decoder import EncoderDecoder, Join, encoder_decoder
from grader.analysis.flow import IMAGE, line_of, operation
from grader.analysis.resolution import POOLINGS, Resolution, ResolutionStep, Stride
from grader.base.text import Text, same
from grader.checks.evidence import Carrying
from grader.checks.layer_names import described, named
from grader.checks.verdict import Failed, Finding, Share, share
from grader.records.graph import Graph
from grader.records.source import Line

POOLING = POOLINGS | {f"adaptive_{kind}_pool{dims}d" for kind in ("max", "avg") for dims in (1, 2, 3)}
NO_SHAPE = Text(
    ko="해상도를 줄였다가(인코더) 다시 키우는(디코더) 구조가 아닙니다.",
    en="The model does not go down in resolution (encoder) and up again (decoder).",
)
USE_THE_DECODER = Text(
    ko="풀링으로 줄이고 업샘플링으로 키웠는지, 디코더의 결과를 forward에서 실제로 쓰는지 확인하십시오.",
    en="Check that it pools, that it up-samples, and that forward uses what the decoder makes.",
)


# -- levels ----------------------------------------------------------------------------------------------


def levels(graph: Graph, *, least: int = 2) -> None:
    """Pass if the model goes down by at least `least` levels and up by as many, back to the image's size.

    Raises:
        Failed: it does not; the verdict shows the resolutions that it goes through.
    """
    net = encoder_decoder(graph)
    down, up = len(net.levels_down), len(net.levels_up)
    if down == up >= least and _returns(net):
        return
    size = net.resolutions[IMAGE]
    raise Failed(
        Text(
            ko=f"해상도를 {down}단계 줄이고 {up}단계 키웁니다.",
            en=f"The model goes down by {_counted(down)} and up by {_counted(up)}.",
        )
        if net.up
        else NO_SHAPE,
        expected=Text(
            ko=f"{least}단계 이상 줄이고, 같은 수만큼 키워 처음 크기({size})까지",
            en=f"down by {_counted(least)} or more, up by as many, and so back to {size}",
        ),
        found=_course(net),
        hint=_level_hint(net, least),
        at=_lines(net, net.up[-1:] or net.down[-1:]),
    )


def _returns(net: EncoderDecoder) -> bool:
    """Return whether the decoder reaches the image's stride."""
    return net.resolutions[IMAGE].stride in net.levels_up


def _counted(number: int) -> str:
    return f"{number} level{'' if number == 1 else 's'}"


def _course(net: EncoderDecoder) -> Text:
    """Return the resolutions that the model goes through, such as `32x32 → 16x16 → 32x32`."""
    down = sorted(net.down, key=_depth)
    up = sorted(net.up, key=_depth, reverse=True)
    stations = [net.resolutions[IMAGE], *(step.after for step in down), *(step.after for step in up)]
    names = [
        described(this)
        for index, this in enumerate(stations)
        if index == 0 or this.stride != stations[index - 1].stride
    ]
    return Text(ko=" → ".join(name.ko for name in names), en=" → ".join(name.en for name in names))


def _depth(step: ResolutionStep) -> float:
    return float(step.after.area)


def _level_hint(net: EncoderDecoder, least: int) -> Text:
    if not net.up:
        return USE_THE_DECODER
    if len(net.levels_down) < least:
        return Text(
            ko="인코더에 풀링을, 디코더에 업샘플링을 한 단계 더 넣으십시오.",
            en="Add a pooling to the encoder and an up-sampling to the decoder.",
        )
    return Text(
        ko="풀링할 때마다 디코더에서 같은 배율로 한 번 업샘플링하십시오.",
        en="For every pooling, up-sample once in the decoder, by the same factor.",
    )


# -- pooling ---------------------------------------------------------------------------------------------


def pooling(graph: Graph) -> Share | None:
    """Return the share of the steps down to the decoder that are a pooling, either maximum or average.

    A fully connected layer that turns a map into a vector does not count as a step, and neither do the steps
    of a classifier's head after the decoder.

    Raises:
        Failed: no step down is a pooling, or there is none.
    """
    net = encoder_decoder(graph)
    down = [step for step in net.down if not step.is_fully_connected]
    if not down:
        raise Failed(
            Text(ko="해상도를 줄이는 단계가 없습니다.", en="No step makes the maps smaller."),
            hint=Text(ko="인코더에 nn.MaxPool2d를 넣으십시오.", en="Add nn.MaxPool2d to the encoder."),
        )
    wrong = [step for step in down if operation(graph.nodes[step.node]) not in POOLING]
    return share([_pooling_finding(net, step) for step in wrong], len(down))


def _pooling_finding(net: EncoderDecoder, step: ResolutionStep) -> Finding:
    return Finding(
        message=Text(
            ko=f"해상도를 줄이는 단계({step.before} → {step.after})에서 풀링을 쓰지 않습니다.",
            en=f"Something else than a pooling takes {step.before} to {step.after}.",
        ),
        expected=Text(
            ko="풀링(nn.MaxPool2d 또는 nn.AvgPool2d)", en="a pooling (nn.MaxPool2d or nn.AvgPool2d)"
        ),
        found=named(net.flow.graph, step.node),
        hint=Text(
            ko="합성곱층의 스트라이드는 1로 두고, 줄일 때에는 nn.MaxPool2d를 쓰십시오.",
            en="Leave the stride of convolutions at 1, and use nn.MaxPool2d to go down.",
        ),
        at=_lines(net, (step,)),
    )


# -- skip connections ------------------------------------------------------------------------------------


def carries_skips(found: Carrying) -> Share | None:
    """Return the share of levels at which a skip is joined that carries something.

    Raises:
        Failed: there is no such skip at any level, or no such level.
    """
    return skips(in_shape(found))


def in_shape(found: Carrying) -> Graph:
    """Return what carries something; if that has lost its decoder, what is written.

    `depends_on_bottleneck` then says what the mistake is, and no other check has to.
    """
    lost = encoder_decoder(found.written).up and not encoder_decoder(found.carrying).up
    return found.written if lost else found.carrying


def skips(graph: Graph) -> Share | None:
    """Return the share of levels at which a skip is concatenated, along the channels, to the decoder's map.

    Only levels that both the encoder and the decoder have are counted.

    Raises:
        Failed: there is no such skip at any level, or no such level.
    """
    net = encoder_decoder(graph)
    both = _common_levels(net)
    if not both:
        raise Failed(NO_SHAPE, found=_course(net), hint=USE_THE_DECODER, at=_lines(net, net.down[-1:]))
    joined = {join.stride for join in net.joins if join.is_concatenation}
    return share([_skip_finding(net, at) for stride, at in both.items() if stride not in joined], len(both))


def _common_levels(net: EncoderDecoder) -> dict[Stride, Resolution]:
    """Return the levels that both the encoder and the decoder have, from the finest."""
    return {stride: at for stride, at in net.levels_down.items() if stride in net.levels_up}


def _skip_finding(net: EncoderDecoder, at: Resolution) -> Finding:
    other = next((join for join in net.joins if join.stride == at.stride), None)
    if other is None and (detached := net.detached(at.stride)) is not None:
        return _detached_finding(net, at, detached)
    lacking = [step for step in net.up if step.after.stride == at.stride]
    return Finding(
        message=Text(ko=f"{at} 해상도에 스킵 연결이 없습니다.", en=f"There is no skip connection at {at}.")
        if other is None
        else Text(
            ko=f"{at} 해상도에서 인코더의 맵을 채널 방향으로 이어 붙이지 않았습니다({_how(net, other).ko}).",
            en=f"At {at} the encoder's map is {_how(net, other).en}, not concatenated.",
        ),
        expected=Text(
            ko=f"인코더의 {at} 맵을 그 크기 그대로 디코더의 맵과 torch.cat(dim=1)으로 이어 붙임",
            en=f"the encoder's map of {at}, in its own size, joined to the decoder's by torch.cat (dim=1)",
        ),
        found=_found_skips(net),
        hint=KEEP_THE_MAP if other is None else CONCATENATE,
        at=_lines(net, lacking) if other is None else (line_of(net.flow.graph, other.node),),
    )


def _detached_finding(net: EncoderDecoder, at: Resolution, node: int) -> Finding:
    return Finding(
        message=Text(
            ko=f"{at}의 스킵 연결이 detach되어 있어, 그것으로는 인코더가 아무것도 배우지 못합니다.",
            en=f"The skip connection at {at} is detached: the encoder learns nothing through it.",
        ),
        expected=Text(ko="인코더의 맵을 그대로 이음", en="the encoder's map as it is, with its gradient"),
        found=same("detach"),
        hint=Text(ko="detach()를 지우십시오.", en="Take detach() away."),
        at=(line_of(net.flow.graph, node),),
    )


KEEP_THE_MAP = Text(
    ko="풀링하기 전의 맵을 변수에 두었다가 업샘플링한 맵과 이어 붙이십시오.",
    en="Keep the map from before the pooling, and concatenate it to the up-sampled one.",
)
CONCATENATE = Text(
    ko="과제가 요구하는 것은 torch.cat([…, …], dim=1)입니다."
    " 뒤따르는 합성곱층의 입력 채널 수도 그에 맞게 늘립니다.",
    en="The assignment asks for torch.cat([…, …], dim=1). The convolution after it then reads more channels.",
)


def _found_skips(net: EncoderDecoder) -> Text:
    """Return how maps are joined at every level, such as `32x32: concatenated, 16x16: none`."""
    ways: list[Text] = []
    for stride, at in _common_levels(net).items():
        here = [join for join in net.joins if join.stride == stride]
        best = next((join for join in here if join.is_concatenation), next(iter(here), None))
        way = Text(ko="없음", en="none") if best is None else _how(net, best)
        ways.append(Text(ko=f"{at}: {way.ko}", en=f"{at}: {way.en}"))
    return Text(ko=", ".join(way.ko for way in ways), en=", ".join(way.en for way in ways))


def _how(net: EncoderDecoder, join: Join) -> Text:
    ways = {
        "add": Text(ko="더함", en="added"),
        "mul": Text(ko="곱함", en="multiplied"),
        "cat": Text(ko="이어 붙임", en="concatenated")
        if join.is_concatenation
        else Text(ko="다른 방향으로 이어 붙임", en="joined along another dimension"),
    }
    other = Text(ko="다른 방법으로 합침", en="joined in another way")
    return ways.get(operation(net.flow.graph.nodes[join.node]), other)


# -- the bottleneck --------------------------------------------------------------------------------------


def depends_on_bottleneck(found: Carrying) -> None:
    """Pass if what comes out of the bottleneck reaches the output, and nothing else does but for skips.

    Raises:
        Failed: the decoder carries nothing to the output, or something else enters it.
    """
    if in_shape(found) is found.carrying:
        bottleneck(found.carrying)
        return
    raise Failed(
        Text(
            ko="병목을 지난 것이 출력에 아무 영향을 주지 않습니다.",
            en="Nothing of what has passed the bottleneck reaches the output.",
        ),
        expected=Text(ko="병목을 지난 맵으로 만든 출력", en="an output made of maps that have passed it"),
        at=_lines_without_effect(found),
    )


def _lines_without_effect(found: Carrying) -> tuple[Line | None, ...]:
    """Return the lines of what is done last with a map that then carries nothing."""
    left = {node.at for node in found.carrying.nodes}
    lost = [node.at for node in found.written.nodes if node.at not in left]
    return tuple(lost[-1:])


def bottleneck(graph: Graph) -> None:
    """Pass if everything that reaches the output, except through skips, has passed the lowest resolution.

    An added map of the encoder counts as a skip here, because `skips` already reports it. The image itself is
    never a skip, wherever it joins. A classifier may read the bottleneck as well as the decoder.

    Raises:
        Failed: something else enters the decoder; the verdict shows the line.
    """
    net = encoder_decoder(graph)
    if not net.up:
        raise Failed(NO_SHAPE, found=_course(net), hint=USE_THE_DECODER, at=_lines(net, net.down[-1:]))
    entry = net.bypass()
    if entry is None:
        return
    source, node = entry
    lowest = described(
        max((net.resolutions[index] for index in net.bottleneck), key=lambda at: not at.is_map)
    )
    raise Failed(
        Text(
            ko=f"병목({lowest.ko})을 지나지 않고 출력에 이르는 길이 있습니다.",
            en=f"Something reaches the output past the bottleneck ({lowest.en}).",
        ),
        expected=Text(
            ko="스킵 연결 말고는 모두 병목을 지남", en="everything but the skips passes the bottleneck"
        ),
        found=_newcomer(net, source),
        hint=Text(
            ko="스킵 연결은 합성곱층을 지난 인코더의 맵을 같은 해상도의 디코더에 잇는 것입니다."
            " 그 밖의 것(입력 이미지, 다른 가지)을 더하거나 이어 붙이지 마십시오.",
            en="A skip hands a map of the encoder, after a convolution, to the decoder at its resolution."
            " Add or concatenate nothing else: not the input, no other branch.",
        ),
        at=(line_of(graph, node),),
    )


def _newcomer(net: EncoderDecoder, source: int) -> Text:
    at = net.resolutions[source]
    if source == IMAGE:
        return Text(ko=f"입력 이미지({at})이 바로 합쳐짐", en=f"the image ({at}) joins directly")
    if at.is_vector:
        return Text(ko="앞쪽에서 온 벡터가 합쳐짐", en="a vector from before it joins")
    return Text(ko=f"앞쪽에서 온 {at} 맵이 합쳐짐", en=f"a map of {at} from before it joins")


def _lines(
    net: EncoderDecoder, steps: tuple[ResolutionStep, ...] | list[ResolutionStep]
) -> tuple[Line | None, ...]:
    return tuple(line_of(net.flow.graph, step.node) for step in steps)
