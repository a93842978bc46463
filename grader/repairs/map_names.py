"""The names that forward has given to maps, by what was computed on their lines."""

import ast
from collections.abc import Iterator

from grader.records.graph import Node
from grader.repairs.layer_sizes import whole
from grader.repairs.subject import Subject
from grader.repairs.syntax_tree import SyntaxTree, self_attribute


def names_before(
    subject: Subject, tree: SyntaxTree, call: ast.Call, size: tuple[int, ...]
) -> list[tuple[str, int]]:
    """Return the names of maps of a height and width before a call, the latest first, with their channels."""
    method = tree.function(call)
    if method is None or isinstance(method, ast.Lambda):
        return []
    found: dict[str, int] = {}
    for name, shape in _named(subject, tree, method, call.lineno):
        found.pop(name, None)
        if len(shape) == 3 and shape[1:] == size:
            found[name] = shape[0]
    return list(reversed(found.items()))


def _named(
    subject: Subject, tree: SyntaxTree, method: ast.FunctionDef | ast.AsyncFunctionDef, before: int
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the names that are assigned before a line, each time with the size that the name then has."""
    for each in method.body:
        target = each.targets[0] if isinstance(each, ast.Assign) else None
        if not isinstance(each, ast.Assign) or each.lineno >= before or not isinstance(target, ast.Name):
            continue
        lines = range(each.lineno, (each.end_lineno or each.lineno) + 1)
        made = [
            node
            for node in subject.graph.nodes
            if node.at and node.at.unit == tree.unit and node.at.line in lines and node.shapes
        ]
        made = _inside(subject, each.value) or made
        if made:
            yield target.id, whole(made[-1].shapes[0])


def _inside(subject: Subject, value: ast.expr | None) -> list[Node]:
    """Return what a block of the student's computes, whose lines are those of its own forward."""
    block = self_attribute(value.func) if isinstance(value, ast.Call) else ""
    return [
        node for node in subject.graph.nodes if block and f".{block}." in f".{node.module}" and node.shapes
    ]
