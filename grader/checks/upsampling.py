"""The check that every up-sampling follows the lecture's rule."""

from dataclasses import replace

from grader.analysis.convolutions import Convolution, convolutions, written
from grader.analysis.encoder_decoder import encoder_decoder
from grader.analysis.flow import line_of, operation
from grader.analysis.resolution import ResolutionStep
from grader.base.text import Text, same
from grader.checks.layer_names import named
from grader.checks.verdict import Failed, Finding, Share, share
from grader.records.graph import Graph, Node


def up_sampling(graph: Graph, *, interpolation: bool = False) -> Share | None:
    """Return the share of the up-sampling that follows the lecture's rule.

    A transposed convolution that enlarges by N (N even) has kernel 2N, stride N and padding N/2, and its
    output is N times as large as its input. Anything else that makes a map finer is wrong; so is
    interpolation, unless it is allowed. A fully connected layer that turns a vector into a map does not count
    as up-sampling.

    Raises:
        Failed: no up-sampling is right, or there is none.
    """
    transposed = {each.node: each for each in convolutions(graph) if each.is_transposed}
    other = [
        step
        for step in encoder_decoder(graph).steps
        if not (step.is_down or step.is_fully_connected or step.node in transposed)
    ]
    if not transposed and not other:
        raise Failed(
            Text(ko="업샘플링이 없습니다.", en="There is no up-sampling."),
            hint=Text(
                ko="디코더에서 nn.ConvTranspose2d로 해상도를 키우십시오.",
                en="Enlarge the maps in the decoder with nn.ConvTranspose2d.",
            ),
        )
    wrong = [finding for each in transposed.values() if (finding := _transposed_finding(each)) is not None]
    wrong += [
        _other_finding(graph, step)
        for step in other
        if not (interpolation and _is_interpolation(graph.nodes[step.node]))
    ]
    return share(wrong, len(transposed) + len(other))


def _is_interpolation(node: Node) -> bool:
    return operation(node).lstrip("_").startswith("upsample")


def _transposed_finding(it: Convolution) -> Finding | None:
    factor, dims = _factor(it), len(it.kernel)
    right = replace(it, kernel=(2 * factor,) * dims, stride=(factor,) * dims, padding=(factor // 2,) * dims)
    if it != right:
        return _rule_finding(it, right)
    size = tuple(factor * before for before in it.before)
    return None if it.after == size else _size_finding(it, factor, size)


def _factor(it: Convolution) -> int:
    """Return the intended N of a transposed convolution: its stride or actual factor if even, else 2."""
    grown = [round(new / old) for new, old in zip(it.after, it.before, strict=True) if old]
    return next((n for n in (*it.stride[:1], *grown) if n > 1 and n % 2 == 0), 2)


def _rule_finding(it: Convolution, right: Convolution) -> Finding:
    return Finding(
        message=Text(
            ko="전치 합성곱층이 업샘플링 규칙과 다릅니다.",
            en="A transposed convolution does not obey the rule of up-sampling.",
        ),
        expected=same(right.notation),
        found=same(it.notation),
        hint=Text(
            ko="N배로 키우려면 커널 2N, 스트라이드 N, 패딩 N/2로 하십시오. 2배이면 4, 2, 1입니다.",
            en="To enlarge by N, take kernel 2N, stride N and padding N/2: for N = 2 that is 4, 2, 1.",
        ),
        at=(it.at,),
    )


def _size_finding(it: Convolution, factor: int, size: tuple[int, ...]) -> Finding:
    return Finding(
        message=Text(
            ko=f"전치 합성곱층이 {written(it.before)} 맵을 정확히 {factor}배로 키우지 않습니다.",
            en=f"A transposed convolution does not enlarge {written(it.before)} exactly {factor} times.",
        ),
        expected=same(written(size)),
        found=same(written(it.after)),
        hint=Text(
            ko="output_padding과 dilation은 기본값으로 두십시오.",
            en="Leave output_padding and dilation at their defaults.",
        ),
        at=(it.at,),
    )


def _other_finding(graph: Graph, step: ResolutionStep) -> Finding:
    name = named(graph, step.node)
    return Finding(
        message=Text(
            ko=f"해상도를 키우는 단계({step.before} → {step.after})에서 전치 합성곱층을 쓰지 않습니다.",
            en=f"Something else than a transposed convolution enlarges {step.before} to {step.after}.",
        ),
        expected=Text(
            ko="전치 합성곱층(nn.ConvTranspose2d)", en="a transposed convolution (nn.ConvTranspose2d)"
        ),
        found=name,
        hint=Text(
            ko="nn.ConvTranspose2d로 바꾸십시오. 2배이면 kernel_size=4, stride=2, padding=1입니다.",
            en="Use nn.ConvTranspose2d: to double the size, kernel_size=4, stride=2, padding=1.",
        ),
        at=(line_of(graph, step.node),),
    )
