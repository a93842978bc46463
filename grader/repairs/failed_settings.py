"""Drafts for a model that does not run as its convolutions change the size of maps that are to be joined."""

import ast
from collections.abc import Iterator, Sequence
from typing import Final

from grader.base.korean import with_particle
from grader.base.text import Text
from grader.records.repair_protocol import TextEdit
from grader.repairs.arguments import argument, changed
from grader.repairs.draft import Draft
from grader.repairs.failed_sizes import calls_of, target
from grader.repairs.failure import Failure
from grader.repairs.sentences import SIZE, UP_SIZE
from grader.repairs.student_model import Made
from grader.repairs.syntax_tree import SyntaxTree, name_of, whole_number

Calls = Sequence[tuple[SyntaxTree, ast.Call]]

_SEVERAL: Final = Text(
    ko="합성곱층이 특성 맵의 크기를 바꾸어, 이어 붙일 맵과 크기가 맞지 않습니다.",
    en="Convolutions change the size of the maps, so that they do not fit those that they are joined with.",
)


def resized_maps(failure: Failure) -> Iterator[Draft]:
    """Yield convolutions that keep the size, and transposed ones that multiply it by their stride.

    All of them at once, those of each kind, and each by itself.
    """
    if not failure.matched("Sizes of tensors must match|Kernel size can't be greater"):
        return
    odd = [
        [each for each in calls_of(failure, (kind,)) if _wanted(each[1])]
        for kind in ("Conv2d", "ConvTranspose2d")
    ]
    every = [each for calls in odd for each in calls]
    for rank, calls in enumerate([every, *odd, *([each] for each in every)]):
        ways = [_edits(failure, tree, call) for tree, call in calls]
        if ways and all(ways):
            edits = dict.fromkeys(edit for each in ways for edit in each)
            yield Draft(tuple(edits), _told(calls), _why(calls), rank=min(rank, 1))


def _wanted(call: ast.Call) -> dict[str, int]:
    """Return the settings with which a layer keeps or multiplies the size, as far as it has other ones."""
    kind = name_of(call)
    has = {
        name: whole_number(given) or 0
        for name in ("kernel_size", "stride", "padding")
        if (given := argument(call, kind, name)) is not None
    }
    kernel, stride = has.get("kernel_size", 0), has.get("stride", 1)
    if kind == "ConvTranspose2d":
        stride = 2 if stride % 2 else stride
        wanted = {"kernel_size": 2 * stride, "stride": stride, "padding": stride // 2}
    else:
        wanted = {"padding": kernel // 2} if stride == 1 and kernel % 2 else {}
    usual = {"stride": 1}
    return {name: value for name, value in wanted.items() if has.get(name, usual.get(name, 0)) != value}


def _edits(failure: Failure, tree: SyntaxTree, call: ast.Call) -> tuple[TextEdit, ...]:
    made = Made(tree, call, name_of(call), "", shared=False)
    return changed(failure.model, made, _wanted(call), at_origin=False) or ()


def _told(calls: Calls) -> Text:
    if len(calls) > 1:
        return _SEVERAL
    tree, call = calls[0]
    name = target(tree, call) or name_of(call)
    if name_of(call) == "ConvTranspose2d":
        return Text(
            ko=f"{with_particle(name, '이')} 특성 맵을 스트라이드만큼의 배로 키우지 않습니다.",
            en=f"{name} does not make the map as many times larger as its stride says.",
        )
    return Text(
        ko=f"{with_particle(name, '이')} 특성 맵의 크기를 유지하지 않습니다.",
        en=f"{name} does not keep the size of the map.",
    )


def _why(calls: Calls) -> Text:
    return UP_SIZE if all(name_of(call) == "ConvTranspose2d" for _, call in calls) else SIZE
