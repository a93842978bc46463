"""Drafts for forward without a sum or product that was not asked for, or a batch of a fixed size."""

import ast
from collections.abc import Iterator
from typing import Final

from grader.analysis.flow import operation
from grader.base.english import counted
from grader.base.text import Text
from grader.repairs import layer_calls
from grader.repairs.draft import Draft
from grader.repairs.failed_results import (
    FLATTENED_ALONG,
    WHY_FLATTENED,
    flattened_batches,
    one_of_several,
)
from grader.repairs.from_layers import followers, merged, unmade
from grader.repairs.layer_sizes import Sizes
from grader.repairs.subject import Subject
from grader.repairs.syntax_tree import SyntaxTree, name_of, self_attribute, whole_number

_BATCH: Final = Text(
    ko="배치 크기가 숫자로 적혀 있습니다.", en="The size of the batch is written as a number."
)
_WHY_BATCH: Final = Text(
    ko="다른 크기의 배치에서는 이미지들이 섞이거나 오류가 납니다.",
    en="With a batch of another size, images get mixed up, or it fails.",
)
_NOT_ASKED: Final = Text(
    ko="과제의 모델에 없는 계산이 있습니다.",
    en="There is a calculation that was not asked for.",
)
_TORN: Final = Text(
    ko="펼칠 때 적은 수가 이미지 한 장의 값의 수와 다릅니다.",
    en="The number that flattening is given is not that of the values of an image.",
)
_WHY_TORN: Final = Text(
    ko="이미지마다 모든 값이 한 줄에 있어야 합니다.", en="All values of an image belong in one row."
)


_RESHAPED: Final = Text(
    ko="forward가 출력의 모양을 바꾸어 반환합니다.", en="forward gives its output another shape."
)
RESHAPING: Final = ("view", "reshape", "flatten", "permute", "transpose", "squeeze", "unsqueeze", "mean")
"""Methods that give a tensor another shape."""


def arithmetic(subject: Subject) -> Iterator[Draft]:
    """Yield forward without one side of a sum, difference, product or quotient, or without all of them."""
    for tree, method in subject.model.functions("forward"):
        for node in tree.inside(method, ast.BinOp):
            if not isinstance(node, ast.BinOp) or whole_number(node) is not None:
                continue
            yield from _without_line(tree, node)
            for keep, drop in ((node.left, node.right), (node.right, node.left)):
                if not isinstance(keep, ast.Constant | ast.Tuple | ast.List):
                    yield _without_side(subject, tree, node, keep, drop)


def _without_side(
    subject: Subject, tree: SyntaxTree, node: ast.BinOp, keep: ast.expr, drop: ast.expr
) -> Draft:
    above = tree.parent(node)
    same_name = (
        isinstance(above, ast.Assign)
        and isinstance(above.targets[0], ast.Name)
        and isinstance(keep, ast.Name)
        and keep.id == above.targets[0].id
    )
    gone = tree.without(above) if same_name and isinstance(above, ast.Assign) else None
    edit = gone or tree.replace(node, tree.code(keep))
    unused = [unmade(subject.model, self_attribute(each)) for each in ast.walk(drop) if self_attribute(each)]
    return Draft(merged((edit,), *unused), _NOT_ASKED, rank=2)


def _without_line(tree: SyntaxTree, node: ast.BinOp) -> Iterator[Draft]:
    """Yield the text without a line that computes with a name and gives the result the same name."""
    above = tree.parent(node)
    target = above.targets[0] if isinstance(above, ast.Assign) else None
    if not isinstance(above, ast.Assign) or not isinstance(target, ast.Name):
        return
    reads = any(isinstance(each, ast.Name) and each.id == target.id for each in ast.walk(node))
    gone = tree.without(above) if reads else None
    if gone is not None:
        yield Draft((gone,), _NOT_ASKED, rank=2)


def cropped(subject: Subject) -> Iterator[Draft]:
    """Yield maps whole where a slice of them is taken, such as `x[:, :, 4:24, 4:24]`."""
    for tree, method in subject.model.functions("forward"):
        for node in tree.inside(method, ast.Subscript):
            index = node.slice if isinstance(node, ast.Subscript) else None
            slices = index.elts if isinstance(index, ast.Tuple) else []
            cuts = [each for each in slices if isinstance(each, ast.Slice) and (each.lower or each.upper)]
            if not isinstance(node, ast.Subscript) or not cuts:
                continue
            own = {
                index: _as_it_is
                for index, each in enumerate(subject.graph.nodes)
                if operation(each) == "slice" and each.at and each.at.unit == tree.unit
                if each.at.line == node.lineno
            }
            edit = tree.edit(tree.end(node.value), tree.end(node), "")
            follow = followers(subject.model, own)
            yield Draft(merged((edit,), follow), _NOT_ASKED)


def _as_it_is(before: Sizes) -> Sizes:
    return before


def reshaped(subject: Subject) -> Iterator[Draft]:
    """Yield forward without a call in its last lines that gives what it returns another shape."""
    for tree, method in subject.model.functions("forward"):
        for statement in method.body[-2:]:
            value = statement.value if isinstance(statement, ast.Return | ast.Assign) else None
            if isinstance(value, ast.Call) and name_of(value) in RESHAPING:
                edits = layer_calls.unwrapped(tree, value)
                if edits:
                    yield Draft(edits, _RESHAPED)


def repeated(subject: Subject) -> Iterator[Draft]:
    """Yield a loop of `__init__` or forward that runs a few times more or less often, as it makes layers."""
    for tree, call in subject.model.all_calls:
        times = whole_number(call.args[0]) if name_of(call) == "range" and len(call.args) == 1 else None
        for other in (times + 1, times - 1, times + 2, times - 2) if times else ():
            if other > 0:
                what = Text(
                    ko=f"반복문이 층을 {times}번 만듭니다. {other}번 만들어야 합니다.",
                    en=f"A loop makes its layers {counted(times or 0, 'time')}; {other} times is right.",
                )
                yield Draft((tree.replace(call.args[0], str(other)),), what, rank=1)


def several(subject: Subject) -> Iterator[Draft]:
    """Yield one of several values that forward returns."""
    if any(each.kind == "returns_several" for each in subject.graph.remarks):
        yield from one_of_several(subject.model)


def batches(subject: Subject) -> Iterator[Draft]:
    """Yield the size of the batch in the place of a number, and a flattening that leaves the batch alone."""
    yield from flattened_batches(subject.model)
    for tree, call in subject.model.all_calls:
        if name_of(call) not in ("view", "reshape") or not call.args:
            continue
        tensor = call.func.value if isinstance(call.func, ast.Attribute) else None
        first = call.args[0]
        others = [whole_number(each) for each in call.args[1:]]
        if (whole_number(first) or 0) > 0 and -1 not in others:
            yield Draft((tree.replace(first, "-1"),), _BATCH, _WHY_BATCH)
        if not isinstance(tensor, ast.Name):
            continue
        size = f"{tensor.id}.size(0)"
        if len(call.args) == 1 and (whole_number(first) or 0) > 1:
            yield Draft((tree.replace(first, f"{size}, -1"),), FLATTENED_ALONG, WHY_FLATTENED)
        if (whole_number(first) or 0) > 0 or isinstance(first, ast.Name):
            edits = (tree.replace(first, size),)
            yield Draft(edits, _BATCH, _WHY_BATCH)
        elif whole_number(first) == -1 and len(call.args) == 2 and (whole_number(call.args[1]) or 0) > 0:
            flat = (tree.replace(first, size), tree.replace(call.args[1], "-1"))
            yield Draft(flat, _TORN, _WHY_TORN, rank=2)
