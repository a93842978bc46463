"""Drafts for layers that cannot learn: cut off, frozen, unknown to the model, unused, or set beforehand."""

import ast
from collections.abc import Iterator
from typing import Final

from grader.base.text import Text
from grader.repairs.draft import Draft
from grader.repairs.from_layers import Edits
from grader.repairs.subject import Subject
from grader.repairs.syntax_tree import SyntaxTree, name_of, self_attribute

_DETACHED: Final = Text(
    ko="계산이 기울기에서 끊겨 있습니다.", en="What is computed is cut off from the gradient."
)
_FROZEN: Final = Text(
    ko="가중치가 고정되어 있습니다(requires_grad=False).", en="Weights are frozen (requires_grad=False)."
)
_WHY_FROZEN: Final = Text(ko="고정된 가중치는 학습되지 않습니다.", en="Frozen weights are not trained.")
_WHY_DETACHED: Final = Text(
    ko="기울기가 흐르지 않는 층은 학습되지 않습니다.", en="A layer that no gradient reaches cannot learn."
)
_LISTED: Final = Text(
    ko="층이 파이썬 리스트에 들어 있어 모델의 층으로 등록되지 않습니다.",
    en="Layers are kept in a Python list, so the model does not know them.",
)
_WHY_LISTED: Final = Text(
    ko="nn.ModuleList에 넣어야 model.parameters()에 포함되어 학습됩니다.",
    en="In an nn.ModuleList they are among model.parameters(), and are trained.",
)
_LOADED: Final = Text(ko="학습된 가중치를 읽어 옵니다.", en="Trained weights are loaded.")
_CONSTANT: Final = Text(ko="모든 가중치가 같은 수로 시작합니다.", en="All weights begin as the same number.")


def detached(subject: Subject) -> Iterator[Draft]:
    """Yield the model without what keeps gradients out."""
    for tree, call in subject.model.all_calls:
        if name_of(call) == "detach" and isinstance(call.func, ast.Attribute):
            edit = tree.edit(tree.end(call.func.value), tree.end(call), "")
            yield Draft((edit,), _DETACHED, _WHY_DETACHED)
        if name_of(call) == "requires_grad_" and _says_false(call):
            yield from _deleted(tree, call, _FROZEN, _WHY_FROZEN)
    for tree, top in subject.model.statements:
        for node in ast.walk(top):
            if isinstance(node, ast.With) and "no_grad" in tree.code(node.items[0].context_expr):
                yield Draft(_dedented(tree, node), _DETACHED, _WHY_DETACHED)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
                false = isinstance(node.value, ast.Constant) and node.value.value is False
                if node.targets[0].attr == "requires_grad" and false:
                    yield from _deleted(tree, node, _FROZEN, _WHY_FROZEN)


def _deleted(tree: SyntaxTree, node: ast.AST, what: Text, why: Text | None) -> Iterator[Draft]:
    """Yield the text without a statement, or without the loop that only it is in."""
    statement = tree.statement(node)
    above = tree.parent(statement) if statement else None
    if isinstance(above, ast.For) and len(above.body) == 1:
        statement = above
    edit = tree.without(statement) if statement else None
    if edit is not None:
        yield Draft((edit,), what, why)


def listed(subject: Subject) -> Iterator[Draft]:
    """Yield `nn.ModuleList` around Python lists of layers."""
    if not any(each.kind == "unregistered" for each in subject.graph.tensors):
        return
    for tree, top in subject.model.statements:
        for node in ast.walk(top):
            value = node.value if isinstance(node, ast.Assign) and self_attribute(node.targets[0]) else None
            if isinstance(value, ast.List | ast.ListComp | ast.Tuple):
                yield Draft(tree.wrap(value, f"{subject.model.nn}.ModuleList(", ")"), _LISTED, _WHY_LISTED)


def unused(subject: Subject) -> Iterator[Draft]:
    """Yield the model without layers that forward never uses."""
    for tree, top in subject.model.statements:
        for node in ast.walk(top):
            name = self_attribute(node.targets[0]) if isinstance(node, ast.Assign) else ""
            module = subject.model.module(name) if name else None
            if module is None or _reads(subject, name):
                continue
            what = Text(ko=f"{name} 층을 만들기만 하고 쓰지 않습니다.", en=f"{name} is made, but never used.")
            yield from _deleted(tree, node, what, None)


def _reads(subject: Subject, name: str) -> bool:
    """Return whether forward uses a module or anything inside it."""
    return any(each.module == name or each.module.startswith(f"{name}.") for each in subject.graph.nodes)


def loaded(subject: Subject) -> Iterator[Draft]:
    """Yield the model without statements that load weights or set them all to one number."""
    for tree, call in subject.model.all_calls:
        constant = name_of(call) in ("zeros_", "ones_", "constant_")
        if (constant or name_of(call) in ("load_state_dict", "load")) and tree.function(call) is not None:
            yield from _deleted(tree, call, _CONSTANT if constant else _LOADED, None)


def _says_false(call: ast.Call) -> bool:
    values = [*call.args, *(each.value for each in call.keywords)]
    return any(isinstance(each, ast.Constant) and each.value is False for each in values)


def _dedented(tree: SyntaxTree, node: ast.With) -> Edits:
    """Return the edits that take a block out of its `with`."""
    start, first = tree.start(node), tree.start(node.body[0])
    last = node.end_lineno or node.lineno
    deeper = first[1] - start[1]
    head = tree.edit(start, first, "")
    rest = [
        tree.edit((line, start[1]), (line, start[1] + deeper), "")
        for line in range(first[0] + 1, last + 1)
        if tree.lines[line - 1][start[1] : start[1] + deeper].isspace()
    ]
    return (head, *rest)
