"""Arguments of constructor calls: those that are asked for, and one that a submission gives no value.

The value may come of data that is never loaded, as in `CNN(len(train.classes))`.
"""

import ast
import inspect
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

ASKED = (
    inspect.Parameter.POSITIONAL_ONLY,
    inspect.Parameter.POSITIONAL_OR_KEYWORD,
    inspect.Parameter.KEYWORD_ONLY,
)
"""Kinds of arguments that a call must give unless they have a default."""


def required(made: Callable[..., Any]) -> list[str]:
    """Return the names of the arguments that a call must give; none if they cannot be read."""
    try:
        parameters = inspect.signature(made).parameters.values()
    except (TypeError, ValueError):
        return []
    return [each.name for each in parameters if each.default is each.empty and each.kind in ASKED]


def call(name: str, asked: Iterable[str], known: Mapping[str, object], lacking: str = "") -> str:
    """Return a call with those of the arguments that are known, and with one that is not, by its name."""
    values = {each: repr(known[each]) for each in asked if each in known}
    if lacking:
        values[lacking] = lacking
    return f"{name}({', '.join(f'{each}={value}' for each, value in values.items())})"


def open_name(expression: str, defined: Collection[str]) -> str:
    """Return the only name that a call passes on and that nothing defines; empty if there is not one."""
    node = ast.parse(expression, mode="eval").body
    if not isinstance(node, ast.Call):
        return ""
    passed = [*node.args, *(keyword.value for keyword in node.keywords)]
    found = {each.id for each in passed if isinstance(each, ast.Name) and each.id not in defined}
    return found.pop() if len(found) == 1 else ""


def with_value(expression: str, name: str, value: int) -> str:
    """Return an expression with a number in the place of a name."""
    return ast.unparse(_Filled(name, value).visit(ast.parse(expression, mode="eval")))


class _Filled(ast.NodeTransformer):
    def __init__(self, name: str, value: int) -> None:
        self.name = name
        self.value = value

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.copy_location(ast.Constant(self.value), node) if node.id == self.name else node
