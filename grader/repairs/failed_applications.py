"""Drafts for a model that does not run as a layer is not applied, applied twice, or no layer at all."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from grader.base.korean import with_particle
from grader.base.text import Text
from grader.records.repair_protocol import TextEdit
from grader.repairs.draft import Draft
from grader.repairs.failure import Failure
from grader.repairs.syntax_tree import SyntaxTree, self_attribute

_OWN: Final = re.compile(r"\bself\s*,\s*(?=[A-Za-z_])")
_COMMA: Final = Text(
    ko="self 뒤에 점(.) 대신 쉼표(,)가 있습니다.", en="A comma stands after self, not a dot."
)
_ANNOTATED: Final = Text(
    ko="=가 있어야 할 자리에 :가 있어, 층이 self에 저장되지 않습니다.",
    en="There is : where = belongs, so the layer is not kept in self.",
)
_QUOTED: Final = Text(
    ko="숫자를 따옴표로 감싸 문자열이 되었습니다.",
    en="A number stands in quotation marks, which makes a text of it.",
)


def unapplied(failure: Failure) -> Iterator[Draft]:
    """Yield `self.fc2(x)` for `self.fc2` where a tensor is needed."""
    tree, statement = failure.tree, failure.statement()
    if (
        tree is None
        or statement is None
        or not failure.matched(r"\bnot \(?\w+\b|must be Tensor|has no attribute")
    ):
        return
    called = {id(each.func) for each in tree.inside(statement, ast.Call) if isinstance(each, ast.Call)}
    name = _passed_on(tree, statement)
    for node in tree.inside(statement, ast.Attribute):
        layer = self_attribute(node)
        if (
            isinstance(node, ast.Attribute)
            and layer
            and id(node) not in called
            and name
            and _is_read(tree, node)
        ):
            what = Text(
                ko=f"{with_particle(layer, '을')} {name}에 적용하지 않고 층 자체를 씁니다.",
                en=f"{layer} itself is used, and not what it makes of {name}.",
            )
            yield Draft((tree.insert(tree.end(node), f"({name})"),), what)


def _is_read(tree: SyntaxTree, node: ast.Attribute) -> bool:
    return isinstance(node.ctx, ast.Load) and not isinstance(tree.parent(node), ast.Attribute)


def _passed_on(tree: SyntaxTree, statement: ast.stmt) -> str:
    """Return the name of the value that a function has got last before a statement."""
    function = tree.function(statement)
    if not isinstance(function, ast.FunctionDef):
        return ""
    names = [each.arg for each in function.args.args if each.arg != "self"][:1]
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.lineno < statement.lineno:
            names.append(node.id)
    return names[-1] if names else ""


def applied_twice(failure: Failure) -> Iterator[Draft]:
    """Yield `self.fc2(x)` for `self.fc2(x)(x)`."""
    tree, statement = failure.tree, failure.statement()
    called = failure.matched("'Tensor' object is not callable")
    if tree is None or statement is None or not called:
        return
    for node in tree.inside(statement, ast.Call):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Call):
            what = Text(
                ko="층이 돌려준 텐서를 다시 함수처럼 부릅니다.",
                en="The tensor that a layer returns is called as if it were a layer.",
            )
            yield Draft((tree.replace(node, tree.code(node.func)),), what)


def subscripted(failure: Failure) -> Iterator[Draft]:
    """Yield `self.fc2(x)` for `self.fc2[x]`."""
    tree, statement = failure.tree, failure.statement()
    found = failure.matched("object is not subscriptable")
    if tree is None or statement is None or not found:
        return
    for node in tree.inside(statement, ast.Subscript):
        layer = self_attribute(node.value) if isinstance(node, ast.Subscript) else ""
        if isinstance(node, ast.Subscript) and layer:
            what = Text(
                ko=f"{with_particle(layer, '을')} 적용할 때는 대괄호가 아니라 소괄호를 씁니다.",
                en=f"{layer} is applied with round brackets, not with square ones.",
            )
            code = f"{tree.code(node.value)}({tree.code(node.slice)})"
            yield Draft((tree.replace(node, code),), what)


def with_a_comma_for_a_dot(failure: Failure) -> Iterator[Draft]:
    """Yield `self.fc2(x)` for `self, fc2(x)`."""
    tree, line = failure.tree, failure.line
    if tree is None or line is None:
        return
    code = tree.lines[line.line - 1]
    for found in _OWN.finditer(code):
        start, end = (line.line, found.start() + len("self")), (line.line, found.end())
        if not code.lstrip().startswith("def "):
            yield Draft((tree.edit(start, end, "."),), _COMMA)


def annotated(failure: Failure) -> Iterator[Draft]:
    """Yield `self.fc3 = nn.Linear(84, 10)` for `self.fc3: nn.Linear(84, 10)`."""
    for tree, owner in failure.model.classes.values() if failure.matched("has no attribute") else ():
        for node in ast.walk(owner):
            if (
                isinstance(node, ast.AnnAssign)
                and node.value is None
                and isinstance(node.annotation, ast.Call)
            ):
                edit = tree.edit(tree.end(node.target), tree.start(node.annotation), " = ")
                yield Draft((edit,), _ANNOTATED)


def quoted_numbers(failure: Failure) -> Iterator[Draft]:
    """Yield the numbers of a failing line that stand in quotation marks without those."""
    tree, statement = failure.tree, failure.statement()
    if tree is None or statement is None:
        return
    edits: list[TextEdit] = []
    for node in tree.inside(statement, ast.Constant):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.strip().isdecimal():
            edits.append(tree.replace(node, node.value.strip()))
    if edits:
        yield Draft(tuple(edits), _QUOTED)
