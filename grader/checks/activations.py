"""The checks on where a model of any width and depth has its activations, asked of the flow of its data."""

from grader.analysis.convolutions import Convolution, convolutions
from grader.analysis.flow import IMAGE, Flow, flow, operation
from grader.analysis.layers import ACTIVATIONS, SHAPING, layers
from grader.analysis.resolution import CONVOLUTIONS, PADDINGS, POOLINGS, TRANSPOSED
from grader.base.text import Text
from grader.checks import logits
from grader.checks.evidence import Graph, Tail
from grader.checks.verdict import Failed, Finding, Share, share
from grader.records.graph import Node, Weight, references

NORMALISATIONS = {"batch_norm", "instance_norm", "group_norm", "layer_norm"}
DROPOUTS = {"dropout", "feature_dropout", "alpha_dropout"}
LAYOUT = {
    "reshape", "permute", "slice", "cat", "squeeze", "flip", "roll", "expand", "split", "unbind", "stack",
    "index_select", "detach",
}  # fmt: skip
AFFINE = {"add", "sub", "rsub", "mul", "neg"}
"""With numbers or weights they scale a map or shift it."""
PASSING = POOLINGS | TRANSPOSED | PADDINGS | NORMALISATIONS | DROPOUTS | LAYOUT
"""What may stand between two convolutions and is no activation. Anything else counts as one."""


def between_convolutions(graph: Graph) -> Share | None:
    """Give the share of the convolutions with an activation between them and each convolution that follows.

    It may stand before or behind a normalisation, a pooling, or an up-sampling (transposed convolutions are
    asked for none of their own). One that makes an image, of as many channels as the input has, needs none;
    nor does one whose result is first joined to another, as in a residual block.

    Raises:
        Failed: none has one, or there is no convolution.
    """
    found = flow(graph)
    asked = [it for it in convolutions(graph) if not it.is_transposed and _is_hidden(found, it)]
    if not asked:
        raise Failed(
            Text(ko="잇따른 합성곱층이 없습니다.", en="No convolution follows another."),
            hint=Text(ko="nn.Conv2d와 ReLU를 쌓으십시오.", en="Stack nn.Conv2d and ReLU."),
        )
    wrong = [_finding(it) for it in asked if _is_read_raw(found, it.node)]
    return share(wrong, len(asked))


def _is_hidden(found: Flow, it: Convolution) -> bool:
    """Whether it makes no image, and another convolution derives from it."""
    later = found.descendants([it.node] if it.node in found.sources else []) - {it.node}
    follows = any(operation(found.graph.nodes[index]) in CONVOLUTIONS for index in later)
    return follows and it.filters != found.graph.input[1]


def _is_read_raw(found: Flow, index: int, *, enlarged: bool = False) -> bool:
    """Whether a convolution reads what a node makes with no activation on the way."""
    for user in found.users[index]:
        name = operation(found.graph.nodes[user])
        larger = enlarged or name in TRANSPOSED
        joined = len(found.sources[user]) > 1 and not larger
        passes = name in PASSING or _is_affine(found.graph.nodes[user])
        if name in CONVOLUTIONS:
            return True
        if passes and not joined and _is_read_raw(found, user, enlarged=larger):
            return True
    return False


def _is_affine(node: Node) -> bool:
    """Whether a node makes of one map its multiple, or a sum with a weight."""
    maps = [ref for ref in references(node) if not isinstance(ref, Weight)]
    is_divided = operation(node) == "div" and maps[:1] == [node.args[0]] and node.op != "div.Tensor_mode"
    return len(maps) == 1 and (operation(node) in AFFINE or is_divided)


def _finding(it: Convolution) -> Finding:
    return Finding(
        message=Text(
            ko=f"합성곱층 {it.notation} 뒤에 활성화 함수가 없습니다.",
            en=f"No activation follows the convolution {it.notation}.",
        ),
        expected=Text(ko="다음 합성곱층 앞에 ReLU", en="a ReLU before the next convolution"),
        hint=Text(
            ko="활성화 함수가 없으면 잇따른 두 합성곱층은 하나의 선형 변환과 같습니다.",
            en="Without an activation two convolutions in a row are one linear map.",
        ),
        at=(it.at,),
    )


def none_on_the_output(graph: Graph, tail: Tail) -> None:
    """Pass if nothing changes the last layer's output, as the loss contains the softmax.

    Raises:
        Failed: naming the operation at the end.
    """
    alive = flow(graph).sources.keys() - {IMAGE}
    found = [layer for layer in layers(graph) if layer.node in alive and layer.kind not in SHAPING]
    last = found[-1] if found else None
    if last is not None and last.kind in ACTIVATIONS:
        raise logits.applied(last.kind, last.used)
    logits.are_returned(tail)
