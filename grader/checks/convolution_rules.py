"""The check that every convolution of a graph follows one rule."""

from dataclasses import replace

from grader.analysis.convolutions import Convolution, convolutions
from grader.base.text import Text, same
from grader.checks.verdict import Failed, Finding, Share, share
from grader.records.graph import Graph

# -- the filter rule -------------------------------------------------------------------------------------


def filters(graph: Graph, *, kernel: int = 5, stride: int = 1, padding: int = 2) -> Share | None:
    """Return the share of convolutions, without transposed ones, that have these settings.

    A convolution is not dilated, and each of its filters reads all channels.

    A separate padding right before a convolution counts as the convolution's.

    Raises:
        Failed: no convolution has them, or there is none.
    """
    found = [it for it in convolutions(graph) if not it.is_transposed]
    if not found:
        raise Failed(
            Text(ko="합성곱층이 없습니다.", en="There is no convolution."),
            hint=Text(ko="nn.Conv2d를 쓰십시오.", en="Use nn.Conv2d."),
        )
    wrong = [(it, right) for it in found if (right := _ruled(it, kernel, stride, padding)) != it]
    return share([_filter_finding(it, right) for it, right in wrong], len(found))


def _ruled(it: Convolution, kernel: int, stride: int, padding: int) -> Convolution:
    """Return the convolution that the rule requires in place of this one."""
    dims = len(it.kernel)
    around = tuple(own + more for own, more in zip(it.padding, it.margin, strict=False))
    return replace(
        it,
        kernel=(kernel,) * dims,
        stride=(stride,) * dims,
        padding=it.padding if around == (padding,) * dims else (padding,) * dims,
        dilation=(1,) * dims,
        channels=it.channels * it.groups,
        groups=1,
    )


def _filter_finding(it: Convolution, right: Convolution) -> Finding:
    return Finding(
        message=Text(
            ko="필터 규칙과 다른 합성곱층이 있습니다.", en="A convolution does not obey the filter rule."
        ),
        expected=same(right.notation),
        found=same(it.notation),
        hint=_filter_hint(it, right),
        at=(it.at,),
    )


def _filter_hint(it: Convolution, right: Convolution) -> Text:
    if it.kernel != right.kernel:
        return Text(ko="커널 크기(kernel_size)를 확인하십시오.", en="Check the kernel size.")
    if it.stride != right.stride:
        return Text(ko="스트라이드(stride)를 확인하십시오.", en="Check the stride.")
    if it.padding != right.padding:
        return Text(ko="패딩(padding)을 확인하십시오.", en="Check the padding.")
    if it.groups != right.groups:
        return Text(ko="groups는 기본값으로 두십시오.", en="Leave groups at its default.")
    return Text(ko="dilation은 기본값으로 두십시오.", en="Leave the dilation at its default.")
