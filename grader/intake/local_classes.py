"""Models whose classes stand inside a function: a factory that returns one, or a `main()` around everything.

    def build(hidden=120):              def main(hidden=120):
        class LeNet5(nn.Module): ...        class LeNet5(nn.Module): ...
        return LeNet5()                     train(LeNet5())

A factory is called; the body of the other kind is taken as if it stood at the top level.
"""

import ast
from collections.abc import Iterator
from typing import Literal

from grader.intake.syntax import Definition, blank, dedent, first_line, last_line

Product = Literal["model", "class"]


def local_classes(function: ast.FunctionDef) -> Iterator[ast.ClassDef]:
    """Yield the classes with a `forward` that a function defines, in order."""
    for node in _own_nodes(function):
        if isinstance(node, ast.ClassDef) and any(
            isinstance(part, ast.FunctionDef) and part.name == "forward" for part in node.body
        ):
            yield node


def product(function: ast.FunctionDef, name: str) -> Product | None:
    """Return whether a function returns a model of its own class `name`, the class itself, or neither."""
    nodes = list(_own_nodes(function))
    made = {
        target.id
        for node in nodes
        if isinstance(node, ast.Assign) and _makes(node.value, name)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in nodes:
        if isinstance(node, ast.Return) and node.value is not None:
            value = _without_methods(node.value)
            if _makes(value, name) or (isinstance(value, ast.Name) and value.id in made):
                return "model"
            if isinstance(value, ast.Name) and value.id == name:
                return "class"
    return None


def _own_nodes(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """Yield the nodes of a function's body in order, without the insides of definitions in it."""
    stack: list[ast.AST] = list(reversed(function.body))
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, Definition | ast.Lambda):
            stack += reversed(list(ast.iter_child_nodes(node)))


def _makes(node: ast.expr, name: str) -> bool:
    node = _without_methods(node)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def _without_methods(node: ast.expr) -> ast.expr:
    """Return what `.to(device)` and the like are called on."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
    return node


# -- a function around everything ------------------------------------------------------------------------


def surrounds(node: ast.stmt) -> bool:
    """Return whether a function only surrounds a model's class: nobody outside gets the class or a model."""
    if not isinstance(node, ast.FunctionDef) or node.decorator_list:
        return False
    classes = [each for each in local_classes(node) if each in node.body]
    own_lines = first_line(node.body[0]) > node.lineno
    return own_lines and bool(classes) and not any(product(node, each.name) for each in classes)


def open_up(lines: list[str], node: ast.FunctionDef, tree: ast.Module) -> None:
    """Move a function's body to the top level, with its parameters as what the file first calls it with."""
    values = {**_defaults(node.args), **_given(node, tree)}
    constants = [f"{name} = {ast.unparse(value)}" for name, value in values.items() if not _is(value, name)]
    first, last = first_line(node.body[0]), last_line(node.body[-1])
    blank(lines, node.lineno, first - 1)
    lines[node.lineno - 1] = "; ".join(constants)
    dedent(lines, first, last)


def _defaults(arguments: ast.arguments) -> dict[str, ast.expr]:
    placed = [*arguments.posonlyargs, *arguments.args]
    last = placed[len(placed) - len(arguments.defaults) :]
    named = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    values = {each.arg: value for each, value in zip(last, arguments.defaults, strict=True)}
    return values | {each.arg: value for each, value in named if value is not None}


def _given(node: ast.FunctionDef, tree: ast.Module) -> dict[str, ast.expr]:
    """Return the arguments of the first call of a function that stands at the top level of its file."""
    own = (part for step in tree.body if not isinstance(step, Definition) for part in ast.walk(step))
    calls = (part for part in own if isinstance(part, ast.Call) and _is(part.func, node.name))
    call = next(calls, ast.Call(ast.Name(node.name), [], []))
    placed = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
    values = dict(zip(placed, call.args, strict=False))
    return values | {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}


def _is(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
