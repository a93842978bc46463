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


NOTEBOOK_IMPORTERS = {"import_ipynb", "nbimporter", "ipynb"}
"""Packages that let a notebook import another one."""


def imported(text: str, package: str = "") -> list[str]:
    """Return the dotted names of the modules that a text may import at its top level, in order.

    `package` is the package that the text belongs to.
    """
    return [module for node in parse(text).body for module, _, _ in _imports(node, package)]


def imports_notebooks(text: str) -> bool:
    """Return whether a text imports a package that lets it import notebooks."""
    return any(module.split(".")[0] in NOTEBOOK_IMPORTERS for module in imported(text))


def _imports(node: ast.stmt, package: str) -> Iterator[tuple[str, str, str]]:
    """Yield (module, imported name, local name) for an import; the imported name is empty for a module."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.name, "", alias.asname or alias.name
    elif isinstance(node, ast.ImportFrom):
        origin = _origin(node, package)
        for alias in node.names:
            here = alias.asname or alias.name
            if origin:
                yield origin, alias.name, here
            yield f"{origin}.{alias.name}" if origin else alias.name, "", here


def _origin(node: ast.ImportFrom, package: str) -> str:
    """Return the dotted name of the module that names are imported from, with a relative one resolved."""
    around = package.split(".") if node.level and package else []
    parts = [*around[: len(around) - node.level + 1], *(node.module or "").split(".")]
    return ".".join(part for part in parts if part)


def find(module: str, folder: Path, *, notebooks: bool = False) -> Path | None:
    """Return the file of a module inside the student's folder: `models/lenet.py` for `models.lenet`.

    Args:
        module: its dotted name.
        folder: the student's folder.
        notebooks: whether a notebook is one as well.
    """
    parts = module.split(".")
    if parts[0] in LIBRARIES:
        return None
    if parts[0] == "ipynb":  # `ipynb.fs.full.helper` of the package ipynb
        parts = parts[3:]
    if len(parts) > 1 and parts[0] == folder.resolve().name and not (folder / parts[0]).exists():
        parts = parts[1:]  # the file's own folder is the package
    if not parts:
        return None
    suffixes = (".py", "/__init__.py", *([".ipynb"] if notebooks else ()))
    paths = (folder.joinpath(*parts[:-1], parts[-1] + suffix) for suffix in suffixes)
    return next((path for path in paths if path.is_file() and _is_plain(path, folder)), None)


def _is_plain(path: Path, folder: Path) -> bool:
    """Return whether no link leads to a file: it might be somebody else's."""
    return path.resolve() == folder.resolve() / path.relative_to(folder)


def names(text: str) -> frozenset[str]:
    """Return the names that a module defines."""
    return frozenset(name for node in parse(text).body for name in uses(node).binds)


def inline(text: str, provided: Mapping[str, frozenset[str]], package: str = "") -> str:
    """Rewrite a text so that it takes the names of helper modules from the common namespace."""
    tree = parse(text)
    edits: list[tuple[ast.stmt | ast.expr, str]] = []
    prefixes: dict[str, frozenset[str]] = {}
    for node in tree.body:
        if not any(module in provided for module, _, _ in _imports(node, package)):
            continue
        edits.append((node, _instead(node, provided, package)))
        prefixes |= {
            here: provided[m] for m, name, here in _imports(node, package) if m in provided and not name
        }
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


def _instead(node: ast.stmt, provided: Mapping[str, frozenset[str]], package: str) -> str:
    """Return what remains of an import statement when the names of its helper modules already exist."""
    parts: list[str] = []
    if isinstance(node, ast.Import):
        parts = [ast.unparse(ast.Import([alias])) for alias in node.names if alias.name not in provided]
    elif isinstance(node, ast.ImportFrom) and _origin(node, package) in provided:
        parts = [f"{alias.asname} = {alias.name}" for alias in node.names if alias.asname]
    elif isinstance(node, ast.ImportFrom):
        prefix = f"{origin}." if (origin := _origin(node, package)) else ""
        others = [alias for alias in node.names if prefix + alias.name not in provided]
        parts = [ast.unparse(ast.ImportFrom(node.module, others, node.level))] if others else []
    return "; ".join(parts) or "pass"
