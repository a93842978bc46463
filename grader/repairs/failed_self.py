"""Drafts for a model that does not run because `self` was forgotten, or a name is another one's."""

import ast
from collections.abc import Iterator

from grader.base.korean import with_particle
from grader.base.text import Text
from grader.repairs import layer_calls
from grader.repairs.draft import Draft
from grader.repairs.failure import Failure
from grader.repairs.syntax_tree import self_attribute
from grader.repairs.syntax_words import NOTE


def without_self(failure: Failure) -> Iterator[Draft]:
    """Yield `self.` before an attribute that is made or read without it."""
    made = failure.matched(r"has no attribute '(\w+)'")
    read = failure.matched(r"name '(\w+)' is not defined")
    if made is not None:
        yield from _owned(failure, made[1], "__init__", stored=True)
    if read is not None and _is_made(failure, read[1]):
        yield from _owned(failure, read[1], "", stored=False)


def _is_made(failure: Failure, name: str) -> bool:
    return any(
        isinstance(node, ast.Attribute) and node.attr == name and isinstance(node.ctx, ast.Store)
        for _, owner in failure.model.classes.values()
        for node in ast.walk(owner)
    )


def _owned(failure: Failure, name: str, method: str, *, stored: bool) -> Iterator[Draft]:
    """Yield a name with `self.` before it, wherever the methods of a class write it."""
    what = Text(ko=f"{name} 앞에 self.가 없습니다.", en=f"{name} lacks self. before it.")
    for tree, owner in failure.model.classes.values():
        named = [
            node
            for each in owner.body
            if isinstance(each, ast.FunctionDef) and method in ("", each.name)
            for node in ast.walk(each)
            if isinstance(node, ast.Name) and node.id == name
        ]
        if named and any(isinstance(node.ctx, ast.Store) for node in named) == stored:
            yield Draft(tuple(tree.insert(tree.start(node), "self.") for node in named), what)


def function_for_a_layer(failure: Failure) -> Iterator[Draft]:
    """Yield the function in the place of a layer that is never made: `F.relu(x)` for `self.relu(x)`."""
    found = failure.matched(r"has no attribute '(\w+)'")
    kind = next((kind for kind in layer_calls.ACTIVATING if found and kind.lower() == found[1].lower()), "")
    edits = [
        tree.replace(call.func, layer_calls.function(failure.model, kind, call, tree))
        for tree, call in failure.model.all_calls
        if kind and found and self_attribute(call.func) == found[1]
    ]
    if edits and found:
        what = Text(
            ko=f"__init__에서 self.{found[1]} 층을 만들지 않습니다.",
            en=f"__init__ makes no layer self.{found[1]}.",
        )
        yield Draft(tuple(edits), what)


def other_variable(failure: Failure) -> Iterator[Draft]:
    """Yield the names that a function has, in the place of one that it has not."""
    found = failure.matched(r"(?:name|local variable) '(\w+)'")
    tree, statement = failure.tree, failure.statement()
    function = tree.function(statement) if tree is not None and statement is not None else None
    if found is None or tree is None or statement is None or not isinstance(function, ast.FunctionDef):
        return
    here = [
        node
        for node in tree.inside(statement, ast.Name)
        if isinstance(node, ast.Name) and node.id == found[1] and isinstance(node.ctx, ast.Load)
    ]
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Name):
        yield Draft((tree.insert(tree.start(statement), "# "),), NOTE)
    for name in _set_before(function, statement):
        what = Text(
            ko=f"여기에는 {with_particle(found[1], '이라는')} 이름이 없습니다."
            f" {with_particle(name, '을')} 써야 합니다.",
            en=f"{found[1]} is not defined here; it should be {name}.",
        )
        if name != found[1] and here:
            yield Draft(tuple(tree.replace(node, name) for node in here), what, rank=2)


def _set_before(function: ast.FunctionDef, statement: ast.stmt) -> list[str]:
    """Return the names that a function has got before a statement, the last first, `self` left out."""
    names = [each.arg for each in function.args.args]
    names += [
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.lineno < statement.lineno
    ]
    return [each for each in reversed(dict.fromkeys(names)) if each != "self"]
