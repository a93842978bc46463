"""Distinguish a model that somebody wrote from a template's gap that is still open."""

import ast
import re
from collections.abc import Mapping

from grader.intake.program import Program

PLAIN = re.compile(r"(?:^|\.)(?:Lightning)?Module$|^object$")
"""Base classes without a `forward` of their own."""


def own_function(node: ast.ClassDef, name: str) -> ast.FunctionDef | None:
    """Return a method that is defined directly in the class's body; None if there is none."""
    return next((part for part in node.body if isinstance(part, ast.FunctionDef) and part.name == name), None)


def is_written(node: ast.ClassDef, place: int, program: Program, earlier: Mapping[int, bool]) -> bool:
    """Return whether the student wrote a class, right or wrong, rather than leaving a template's gap open.

    `earlier` holds the answer for each earlier model class, by place.
    """
    if _has_blanks(node) or _lacks_layers(node):
        return False
    if _given_forward(node, program):
        return True
    forward = own_function(node, "forward") or own_function(node, "__call__")
    if forward is not None:
        return not is_gap(forward)
    return _has_other_code(node) or any(_brings_forward(base, place, program, earlier) for base in node.bases)


def is_gap(function: ast.FunctionDef) -> bool:
    """Return whether a body does nothing: `pass`, `...`, a docstring, `raise`, or returning its input."""
    idle = {argument.arg for argument in function.args.args} - {"self"}
    for statement in function.body:
        match statement:
            case ast.Pass() | ast.Raise() | ast.Expr(value=ast.Constant()):
                pass
            case ast.Expr(value=ast.Call(func=ast.Name(id="print"))):
                pass
            case ast.Return(value=value) if value is None or _is_idle(value, idle):
                pass
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_idle(value, idle):
                idle.add(name)
            case _:
                return False
    return True


def _is_idle(value: ast.expr, idle: set[str]) -> bool:
    return isinstance(value, ast.Constant) or (isinstance(value, ast.Name) and value.id in idle)


def _has_blanks(node: ast.ClassDef) -> bool:
    """Return whether a blank is left to fill in: `nn.Conv2d(____, 6, 5)`."""
    return any(isinstance(part, ast.Name) and re.fullmatch("_{2,}", part.id) for part in ast.walk(node))


def _lacks_layers(node: ast.ClassDef) -> bool:
    """Return whether a layer that is called was only ever set to a placeholder: `self.conv1 = None`."""
    values: dict[str, list[ast.expr]] = {}
    for part in ast.walk(node):
        for target in part.targets if isinstance(part, ast.Assign) else ():
            if _own_attribute(target):
                values.setdefault(target.attr, []).append(part.value)  # type: ignore[attr-defined]
    called = {
        part.func.attr  # type: ignore[attr-defined]
        for part in ast.walk(node)
        if isinstance(part, ast.Call) and _own_attribute(part.func)
    }
    open_ones = {name for name, given in values.items() if all(_is_idle(value, set()) for value in given)}
    return bool(called & open_ones)


def _own_attribute(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"


def _given_forward(node: ast.ClassDef, program: Program) -> bool:
    """Return whether `forward` is assigned instead: `Net.forward = forward`, `forward = _forward`."""
    places = program.scope.mutated.get(node.name, [])
    statements = [*(program.steps[place].node for place in places), *node.body]
    targets = [target for part in statements if isinstance(part, ast.Assign) for target in part.targets]
    names = [
        target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "") for target in targets
    ]
    added = [part.name for place in places if isinstance(part := program.steps[place].node, ast.FunctionDef)]
    return "forward" in [*names, *added]


def _has_other_code(node: ast.ClassDef) -> bool:
    """Return whether the code is under a misspelt name or indented into another method."""
    methods = [part for part in node.body if isinstance(part, ast.FunctionDef)]
    nested = any(
        isinstance(part, ast.FunctionDef) and part.name == "forward" for m in methods for part in ast.walk(m)
    )
    return nested or any(not method.name.startswith("__") and not is_gap(method) for method in methods)


def _brings_forward(base: ast.expr, place: int, program: Program, earlier: Mapping[int, bool]) -> bool:
    own = program.class_before(base, place)
    if own is not None:
        return earlier.get(own, False)
    return not PLAIN.search(program.scope.full_name(base))
