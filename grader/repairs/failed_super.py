"""Drafts for a model whose `__init__` does not call that of `nn.Module`, calls it wrongly, or too late."""

import ast
from collections.abc import Iterator
from typing import Final

from grader.base.text import Text
from grader.repairs.draft import Draft
from grader.repairs.failure import Failure
from grader.repairs.syntax_tree import SyntaxTree, name_of

CALL: Final = "super().__init__()"

_MISSING: Final = Text(
    ko="__init__이 nn.Module의 __init__을 부르지 않습니다.",
    en="__init__ does not call that of nn.Module.",
)
_WRONG: Final = Text(
    ko="__init__이 nn.Module의 __init__을 올바르게 부르지 않습니다.",
    en="The call of nn.Module's __init__ is written wrongly.",
)
_LATE: Final = Text(
    ko="층을 만든 뒤에야 nn.Module의 __init__을 부릅니다.",
    en="A layer is made before nn.Module's __init__ is called.",
)
_WHY: Final = Text(
    ko="nn.Module은 그때 층을 담을 자리를 만듭니다.",
    en="There nn.Module makes the place that layers are kept in.",
)


def unset_module(failure: Failure) -> Iterator[Draft]:
    """Yield a call of `super().__init__()` as the first line of each `__init__` that begins otherwise."""
    if failure.broken.reason != "exception" or not _is_told(failure):
        return
    for tree, owner in failure.model.classes.values():
        for each in owner.body:
            if isinstance(each, ast.FunctionDef) and each.name == "__init__":
                yield from _begun(tree, each)


def _is_told(failure: Failure) -> bool:
    """Return whether an error says so, or happens where `super` is written."""
    if any(words in failure.broken.message for words in ("Module.__init__() call", CALL)):
        return True
    statement = failure.statement()
    return statement is not None and _is_super(statement)


def _begun(tree: SyntaxTree, init: ast.FunctionDef) -> Iterator[Draft]:
    """Yield an `__init__` that begins with the call."""
    first = init.body[1] if ast.get_docstring(init) and len(init.body) > 1 else init.body[0]
    said = next((each for each in init.body if isinstance(each, ast.Expr) and _is_super(each)), None)
    if said is None:
        yield Draft((tree.line_before(first, CALL),), _MISSING, _WHY)
    elif said is first:
        if tree.code(said) != CALL:
            yield Draft((tree.replace(said, CALL),), _WRONG, _WHY)
    elif (gone := tree.without(said)) is not None:
        what = _LATE if _is_right(said.value) else _WRONG
        yield Draft((tree.line_before(first, CALL), gone), what, _WHY)


def _is_super(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and any(
        (isinstance(each, ast.Name) and each.id == "super")
        or (isinstance(each, ast.Call) and name_of(each) == "__init__")
        for each in ast.walk(statement)
    )


def _is_right(value: ast.expr) -> bool:
    """Return whether an expression is `super().__init__()`, with the arguments of old or without."""
    made = value.func.value if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) else None
    return (
        isinstance(value, ast.Call)
        and name_of(value) == "__init__"
        and isinstance(made, ast.Call)
        and name_of(made) == "super"
    )
