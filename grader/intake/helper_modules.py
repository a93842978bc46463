"""Helper modules beside the student's file: `from model import LeNet5` with a `model.py` next to it.

A model's statements are executed in one namespace. A helper's statements therefore come before those of the
file that imports it, and the imports are replaced by their equivalents in that namespace:

    from model import LeNet5            pass
    from model import LeNet5 as Net     Net = LeNet5
    import model                        pass
    net = model.LeNet5()                net = LeNet5()

Two modules that use one name for different things are not distinguished; the last one wins.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from grader.intake.name_usage import uses
from grader.intake.syntax import dotted, parse, substitute

LIBRARIES = {"torch", "torchvision", "numpy"} | sys.stdlib_module_names
"""Modules that are never taken from the student's folder, whatever it contains."""


def imported(text: str) -> list[str]:
    """Return the dotted names of the modules that a text may import at its top level, in order."""
    return [module for node in parse(text).body for module, _, _ in _imports(node)]


def _imports(node: ast.stmt) -> Iterator[tuple[str, str, str]]:
    """Yield (module, imported name, local name) for an import; the imported name is empty for a module."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.name, "", alias.asname or alias.name
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            here = alias.asname or alias.name
            if node.module:
                yield node.module, alias.name, here
            yield f"{node.module}.{alias.name}" if node.module else alias.name, "", here


def find(module: str, folder: Path) -> Path | None:
    """Return the file of a module inside the student's folder: `models/lenet.py` for `models.lenet`."""
    parts = module.split(".")
    if parts[0] in LIBRARIES:
        return None
    if len(parts) > 1 and parts[0] == folder.resolve().name and not (folder / parts[0]).exists():
        parts = parts[1:]  # the file's own folder is the package
    path = folder.joinpath(*parts[:-1], f"{parts[-1]}.py")
    return path if path.is_file() and path.resolve() == folder.resolve() / path.relative_to(folder) else None


def names(text: str) -> frozenset[str]:
    """Return the names that a module defines."""
    return frozenset(name for node in parse(text).body for name in uses(node).binds)


def inline(text: str, provided: Mapping[str, frozenset[str]]) -> str:
    """Rewrite a text so that it takes the names of helper modules from the common namespace."""
    tree = parse(text)
    edits: list[tuple[ast.stmt | ast.expr, str]] = []
    prefixes: dict[str, frozenset[str]] = {}
    for node in tree.body:
        if not any(module in provided for module, _, _ in _imports(node)):
            continue
        edits.append((node, _instead(node, provided)))
        prefixes |= {here: provided[m] for m, name, here in _imports(node) if m in provided and not name}
    in_strings = {
        id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)
    }
    for part in ast.walk(tree) if prefixes else ():
        if id(part) in in_strings:  # Python 3.11 does not know the positions of names in f-strings
            continue
        if isinstance(part, ast.Attribute) and part.attr in prefixes.get(dotted(part.value), ()):
            edits.append((part, part.attr))
    edits.sort(key=lambda edit: (edit[0].lineno, edit[0].col_offset), reverse=True)
    for place, replacement in edits:
        text = substitute(text, place, replacement)
    return text


def _instead(node: ast.stmt, provided: Mapping[str, frozenset[str]]) -> str:
    """Return what remains of an import statement when the names of its helper modules already exist."""
    parts: list[str] = []
    if isinstance(node, ast.Import):
        parts = [ast.unparse(ast.Import([alias])) for alias in node.names if alias.name not in provided]
    elif isinstance(node, ast.ImportFrom) and node.module in provided:
        parts = [f"{alias.asname} = {alias.name}" for alias in node.names if alias.asname]
    elif isinstance(node, ast.ImportFrom):
        package = f"{node.module}." if node.module else ""
        others = [alias for alias in node.names if package + alias.name not in provided]
        parts = [ast.unparse(ast.ImportFrom(node.module, others, node.level))] if others else []
    return "; ".join(parts) or "pass"
