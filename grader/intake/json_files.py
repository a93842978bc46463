"""JSON files beside the student's file: `json.load(open("config.json"))` becomes the value that it has.

A confined child reads no file, and what a model is made of may stand in one.
"""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

from grader.intake.syntax import dotted, parse, substitute

MAX_BYTES = 16 * 2**10
"""Bytes of a file; one with settings has some hundreds."""


def inline(text: str, folder: Path) -> str:
    """Return a text with what it loads from JSON files in a folder in the place of the loading."""
    for node, assignment, name in reversed([*_loads(parse(text))]):
        value = _read(folder, name)
        if value is not None:
            targets = " = ".join(map(ast.unparse, assignment.targets))
            text = substitute(text, node, f"{targets} = {value}")
    return text


def _loads(tree: ast.Module) -> Iterator[tuple[ast.stmt, ast.Assign, str]]:
    """Yield each statement that loads a file, the assignment in it, and the file's name."""
    for node in tree.body:
        body = node.body if isinstance(node, ast.With) else [node]
        opened = _opened(node) if isinstance(node, ast.With) else {}
        if len(body) == 1 and isinstance(body[0], ast.Assign) and (name := _loaded(body[0].value, opened)):
            yield node, body[0], name


def _opened(node: ast.With) -> dict[str, str]:
    """Return the names of the files that a `with` opens, by the variable."""
    return {
        item.optional_vars.id: name
        for item in node.items
        if isinstance(item.optional_vars, ast.Name) and (name := _file(item.context_expr, {}))
    }


def _loaded(node: ast.expr, opened: dict[str, str]) -> str:
    """Return the name of the file that `json.load(f)` or `json.loads(f.read())` reads; empty if none."""
    if not isinstance(node, ast.Call) or len(node.args) != 1:
        return ""
    what, called = node.args[0], dotted(node.func)
    if called == "json.load":
        return _file(what, opened)
    if called == "json.loads" and isinstance(what, ast.Call) and isinstance(what.func, ast.Attribute):
        return _file(what.func.value, opened) if what.func.attr in ("read", "read_text") else ""
    return ""


def _file(node: ast.expr, opened: dict[str, str]) -> str:
    """Return the name that `open("name")` or `Path("name")` is given, or that a variable was opened by."""
    if isinstance(node, ast.Name):
        return opened.get(node.id, "")
    if not isinstance(node, ast.Call) or dotted(node.func) not in ("open", "Path", "pathlib.Path"):
        return ""
    first = node.args[0] if node.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def _read(folder: Path, name: str) -> str | None:
    """Return a file's value as Python; None if it is not in the folder, too large, or no JSON."""
    try:
        path, inside = (folder / name).resolve(), folder.resolve()
        if not path.is_relative_to(inside) or path.stat().st_size > MAX_BYTES:
            return None
        return repr(json.loads(path.read_text("utf-8-sig")))
    except (OSError, ValueError, RecursionError):
        return None
