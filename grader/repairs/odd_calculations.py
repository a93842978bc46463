"""Drafts for forward without a sum or product that was not asked for, or a batch of a fixed size."""

import ast
from collections.abc import Iterator
from typing import Final

from grader.base.text import Text
from grader.repairs import sentences
from grader.repairs.draft import Draft
from grader.repairs.from_layers import merged, unmade
from grader.repairs.subject import Subject
from grader.repairs.syntax_tree import SyntaxTree, name_of, self_attribute, whole_number

_BATCH: Final = Text(
    ko="배치 크기가 숫자로 적혀 있습니다.", en="The size of the batch is written as a number."
)
_WHY_BATCH: Final = Text(
    ko="다른 크기의 배치에서는 이미지들이 섞이거나 오류가 납니다.",
    en="With a batch of another size, images get mixed up, or it fails.",
)


def arithmetic(subject: Subject) -> Iterator[Draft]:
    """Yield forward without one side of a sum, difference, product or quotient."""
    for tree, method in subject.model.functions("forward"):
        for node in tree.inside(method, ast.BinOp):
            if not isinstance(node, ast.BinOp) or whole_number(node) is not None:
                continue
            for keep, drop in ((node.left, node.right), (node.right, node.left)):
                if not isinstance(keep, ast.Constant | ast.Tuple | ast.List):
                    yield _without_side(subject, tree, node, keep, drop)


def _without_side(
    subject: Subject, tree: SyntaxTree, node: ast.BinOp, keep: ast.expr, drop: ast.expr
) -> Draft:
    code = tree.code(drop)
    what = Text(
        ko=f"과제에 없는 계산이 있습니다: {code}",
        en=f"There is a computation that was not asked for: {code}",
    )
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
    return Draft(merged((edit,), *unused), what, sentences.NOT_ASKED, rank=2)


def batches(subject: Subject) -> Iterator[Draft]:
    """Yield the size of the batch in the place of a number."""
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
        if (whole_number(first) or 0) > 0 or isinstance(first, ast.Name):
            edits = (tree.replace(first, size),)
            yield Draft(edits, _BATCH, _WHY_BATCH)
        elif whole_number(first) == -1 and len(call.args) == 2 and (whole_number(call.args[1]) or 0) > 0:
            flat = (tree.replace(first, size), tree.replace(call.args[1], "-1"))
            yield Draft(flat, _BATCH, _WHY_BATCH, rank=2)
