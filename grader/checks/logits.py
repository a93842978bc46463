"""The check on whether a model returns logits: what follows its last layer is computed."""

from typing import Final

from grader.analysis.flow import operation
from grader.analysis.layers import ACTIVATIONS, NAMES, SHAPING, layers
from grader.analysis.rules.idle import DROPOUTS
from grader.base.korean import with_particle
from grader.base.text import Text, same
from grader.checks.difference_messages import SOFTMAX
from grader.checks.evidence import Tail
from grader.checks.verdict import Failed
from grader.records.graph import Mode, Node
from grader.records.source import Line

LOGITS: Final = Text(ko="마지막 층의 값 그대로(logit)", en="the last layer's values as they are (logits)")
_NOTHING: Final = Text(
    ko="분류에서는 마지막 층 뒤에 활성화 함수를 쓰지 않습니다.",
    en="A classifier has no activation after its last layer.",
)
_AS_IT_IS: Final = Text(
    ko="마지막 층이 낸 값을 바꾸지 말고 그대로 반환하십시오.",
    en="Return what the last layer makes, and change nothing of it.",
)


def are_returned(tail: Tail) -> None:
    """Pass if what follows the last layer is linear and leaves equal numbers as they are.

    So a view, another order, an average over positions and an interpolation are nothing to complain of;
    softmax, a sign, a scale and a limit are, however they are written, and so is dropout.

    Raises:
        Failed: naming the last operation, and what becomes of a number.
    """
    if tail.graph is None:
        return
    dropout = next((node for node in tail.graph.nodes if _drops(node)), None)
    if dropout is not None:
        raise applied(NAMES[operation(dropout)], dropout.at)
    if tail.keeps and tail.is_linear:
        return
    shown = [layer for layer in layers(tail.graph) if layer.kind not in SHAPING]
    last = tail.graph.nodes[shown[-1].node if shown else -1]
    kind = NAMES.get(operation(last), "")
    if kind in ACTIVATIONS:
        raise applied(kind, last.at)
    raise Failed(
        Text(
            ko="마지막 층이 낸 값을 바꾸어 반환합니다.",
            en="What the last layer makes is changed before it is returned.",
        ),
        expected=LOGITS,
        found=_found(tail, operation(last)),
        hint=_AS_IT_IS,
        at=(last.at,),
    )


def _drops(node: Node) -> bool:
    if operation(node) not in DROPOUTS:
        return False
    _, probability, trains = node.args[:3]
    return probability != 0 and (isinstance(trains, Mode) or trains is True)


def applied(kind: str, at: Line | None) -> Failed:
    """Return the verdict on a layer after the last one, such as `Softmax`."""
    hint = SOFTMAX if "Softmax" in kind else _NOTHING if kind in ACTIVATIONS else _AS_IT_IS
    return Failed(
        Text(
            ko=f"마지막 출력에 {with_particle(kind, '을')} 적용합니다.",
            en=f"{kind} is applied to the last output.",
        ),
        expected=LOGITS,
        found=same(kind),
        hint=hint,
        at=(at,),
    )


def _found(tail: Tail, name: str) -> Text:
    if tail.made is None or tail.keeps:
        return same(name)
    return Text(
        ko=f"{name}: 3을 {with_particle(f'{tail.made:.3g}', '으로')} 바꿈",
        en=f"{name}: a 3 becomes {tail.made:.3g}",
    )
