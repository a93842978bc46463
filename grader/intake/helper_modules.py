"""Helper modules beside the student's file: `from model import LeNet5` with a `model.py` next to it.

A model's statements are executed in one namespace. So a helper's statements stand in the sequence before
those of the file that imports it, and the imports give way to what means the same there:

    from model import LeNet5            pass
    from model import LeNet5 as Net     Net = LeNet5
    import model                        pass
    net = model.LeNet5()                net = LeNet5()

Two modules that give one name to different things are not told apart; the last one wins.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from grader.intake.name_usage import uses
from grader.intake.syntax import dotted, parse, substitute

LIBRARIES = {"torch", "torchvision", "numpy"} | sys.stdlib_module_names
"""Never taken from the student's folder, whatever lies in it."""


def imported(text: str) -> list[str]:
    """The modules that a text may import at its top level, dotted, in order."""
    return [module for node in parse(text).body for module, _, _ in _imports(node)]


def _imports(node: ast.stmt) -> Iterator[tuple[str, str, str]]:
    """(module, name taken from it, name it gets here) of an import; no name where it is the module itself."""
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
    """The file of a module inside the student's folder: `models.lenet` is `models/lenet.py`."""
    parts = module.split(".")
    if parts[0] in LIBRARIES:
        return None
    if len(parts) > 1 and parts[0] == folder.resolve().name and not (folder / parts[0]).exists():
        parts = parts[1:]  # the file's own folder is the package
    path = folder.joinpath(*parts[:-1], f"{parts[-1]}.py")
    return path if path.is_file() and path.resolve() == folder.resolve() / path.relative_to(folder) else None


def names(text: str) -> frozenset[str]:
    """The names that a module offers."""
    return frozenset(name for node in parse(text).body for name in uses(node).binds)


def inline(text: str, provided: Mapping[str, frozenset[str]]) -> str:
    """Let a text take the names of helper modules out of the common namespace."""
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
        if id(part) in in_strings:  # Python 3.11 does not know where in an f-string a name stands
            continue
        if isinstance(part, ast.Attribute) and part.attr in prefixes.get(dotted(part.value), ()):
            edits.append((part, part.attr))
    edits.sort(key=lambda edit: (edit[0].lineno, edit[0].col_offset), reverse=True)
    for place, replacement in edits:
        text = substitute(text, place, replacement)
    return text


def _instead(node: ast.stmt, provided: Mapping[str, frozenset[str]]) -> str:
    """What an import statement leaves to be done when its helper modules' names are there already."""
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
