"""Drafts for methods and returns that are indented too little or too far, so that a class lacks them."""

import ast
import re
from collections.abc import Iterator, Sequence
from typing import Final

from grader.base.text import Text
from grader.intake.template_gaps import own_function
from grader.records.repair_protocol import TextEdit
from grader.records.source import Source, Unit
from grader.repairs.draft import Draft
from grader.repairs.indentation import moved
from grader.repairs.syntax_tree import SyntaxTree
from grader.repairs.syntax_words import WHY_INDENTED

_RETURN: Final = Text(
    ko="return이 forward의 본문만큼 들여쓰기되어 있지 않습니다.",
    en="return is not indented as far as the body of forward.",
)


def drafts(source: Source) -> Iterator[Draft]:
    """Yield methods moved into the class that lacks them, and returns moved into their function."""
    for index, unit in enumerate(source.units):
        try:
            tree = SyntaxTree(index, unit.text)
        except SyntaxError:
            continue
        yield from _of_no_module(tree)
        yield from _outside(tree)
        yield from _within_another(tree)
        if index + 1 < len(source.units) and source.units[index + 1].file == unit.file:
            yield from _in_the_next_cell(tree, source.units[index + 1], index + 1)
        yield from _returned_outside(tree)


def _of_no_module(tree: SyntaxTree) -> Iterator[Draft]:
    """Yield a class with `forward` that inherits from nothing, as one of `nn.Module`."""
    for node in tree.root.body:
        if isinstance(node, ast.ClassDef) and not node.bases and own_function(node, "forward"):
            line = tree.lines[node.lineno - 1]
            found = re.compile(rf"class\s+{node.name}\s*(\(\s*\))?").search(line)
            if found is not None:
                what = Text(
                    ko=f"{node.name} 클래스가 nn.Module을 상속하지 않습니다.",
                    en=f"The class {node.name} does not inherit from nn.Module.",
                )
                end = found.start(1) if found[1] else found.end()
                edit = tree.edit((node.lineno, end), (node.lineno, found.end()), "(nn.Module)")
                yield Draft((edit,), what)


def _outside(tree: SyntaxTree) -> Iterator[Draft]:
    """Yield the functions of `self` that follow a class, as methods of it."""
    body = tree.root.body
    for place, owner in enumerate(body):
        if not isinstance(owner, ast.ClassDef) or own_function(owner, "forward"):
            continue
        methods: list[ast.stmt] = []
        for each in body[place + 1 :]:
            if not isinstance(each, ast.FunctionDef) or [arg.arg for arg in each.args.args[:1]] != ["self"]:
                break
            methods.append(each)
        if methods:
            yield Draft(
                _moved(tree, methods, _margin(tree, owner.body[0])), _is_outside(owner.name), WHY_INDENTED
            )


def _is_outside(name: str) -> Text:
    return Text(ko=f"forward가 {name} 클래스 밖에 있습니다.", en=f"forward stands outside the class {name}.")


def _in_the_next_cell(tree: SyntaxTree, unit: Unit, index: int) -> Iterator[Draft]:
    """Yield the functions of `self` that the next cell begins with, as methods of a cell's last class."""
    owner = tree.root.body[-1] if tree.root.body else None
    if not isinstance(owner, ast.ClassDef) or own_function(owner, "forward"):
        return
    try:
        following = SyntaxTree(index, unit.text)
    except SyntaxError:
        return
    first = following.root.body[:1]
    if not first or not isinstance(first[0], ast.FunctionDef) or first[0].name != "forward":
        return
    start, end = (first[0].lineno, 0), following.end(first[0])
    code = following.lines[start[0] - 1 : end[0]]
    lines = "".join(f"\n{line}" for line in ("", *moved(code, _margin(tree, owner.body[0]))))
    gone = following.edit(start, end, "")
    yield Draft((tree.insert(tree.end(owner), lines), gone), _is_outside(owner.name), WHY_INDENTED)


def _within_another(tree: SyntaxTree) -> Iterator[Draft]:
    """Yield a `forward` that stands in another method, as a method of the class."""
    for owner in ast.walk(tree.root):
        if not isinstance(owner, ast.ClassDef) or own_function(owner, "forward"):
            continue
        for method in owner.body:
            for each in method.body if isinstance(method, ast.FunctionDef) else []:
                if (
                    isinstance(method, ast.FunctionDef)
                    and isinstance(each, ast.FunctionDef)
                    and each.name == "forward"
                ):
                    what = Text(
                        ko=f"forward가 {method.name} 안에 들어 있습니다.",
                        en=f"forward stands inside {method.name}.",
                    )
                    yield Draft(_moved(tree, [each], _margin(tree, method)), what, WHY_INDENTED)


def _returned_outside(tree: SyntaxTree) -> Iterator[Draft]:
    """Yield a `return` that stands in no function, and what stands between, in the function before it."""
    for node in ast.walk(tree.root):
        body: list[ast.stmt] = node.body if isinstance(node, ast.Module | ast.ClassDef) else []
        for place, each in enumerate(body):
            if not isinstance(each, ast.Return):
                continue
            first = place
            while first and isinstance(body[first - 1], ast.Assign | ast.AugAssign | ast.Expr):
                first -= 1
            function = _last_function(body[first - 1]) if first else None
            if function is not None:
                edits = _moved(tree, body[first : place + 1], _margin(tree, function.body[-1]))
                yield Draft(edits, _RETURN, WHY_INDENTED)


def _last_function(node: ast.stmt) -> ast.FunctionDef | None:
    """Return a function, or the last method of a class."""
    last = node.body[-1] if isinstance(node, ast.ClassDef) else node
    return last if isinstance(last, ast.FunctionDef) else None


def _margin(tree: SyntaxTree, node: ast.stmt) -> int:
    return tree.start(node)[1]


def _moved(tree: SyntaxTree, nodes: Sequence[ast.stmt], wanted: int) -> tuple[TextEdit, ...]:
    """Return the edits that indent statements as far as wanted."""
    edits: list[TextEdit] = []
    for node in nodes:
        more = wanted - _margin(tree, node)
        decorated = node.decorator_list if isinstance(node, ast.FunctionDef) else []
        for number in range(min([node.lineno, *(each.lineno for each in decorated)]), tree.end(node)[0] + 1):
            line = tree.lines[number - 1]
            has = len(line) - len(line.lstrip())
            if line.strip():
                edits.append(tree.edit((number, 0), (number, has), " " * max(0, has + more)))
    return tuple(edits)
