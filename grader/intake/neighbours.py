"""Helper modules beside the student's file: `from model import LeNet5` with a `model.py` next to it.

A model's statements are executed in one namespace. So a helper's statements stand in the sequence before
those of the file that imports it, and the import itself gives way to a line that binds the same names:

    from model import LeNet5          pass
    from model import LeNet5 as Net   Net = LeNet5
    import model                      model = __import__("types").SimpleNamespace(LeNet5=LeNet5)

The last one carries the names that the file uses, as in `model.LeNet5`.
"""

import ast
from collections.abc import Collection

from grader.intake.syntax import dotted, parse, substitute


def imported(text: str) -> list[str]:
    """The modules that a text imports at its top level, by their last name, in order."""
    names: list[str] = []
    for node in parse(text).body:
        names += _modules(node)
    return list(dict.fromkeys(names))


def _modules(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        own = [node.module] if node.module else [alias.name for alias in node.names]
        return [name for name in own if "." not in name]
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names if "." not in alias.name]
    return []


def inline(text: str, modules: Collection[str]) -> str:
    """Let a text take what it imports from helper modules out of the common namespace."""
    tree = parse(text)
    for node in reversed(tree.body):
        if any(name in modules for name in _modules(node)):
            text = substitute(text, node, _instead(node, modules, tree))
    return text


def _instead(node: ast.stmt, modules: Collection[str], tree: ast.Module) -> str:
    parts: list[str] = []
    if isinstance(node, ast.ImportFrom) and node.module:
        pairs = [(alias.asname, alias.name) for alias in node.names]
        parts = [f"{new} = {old}" for new, old in pairs if new and new != old]
    elif isinstance(node, ast.Import | ast.ImportFrom):
        for alias in node.names:
            if alias.name in modules:
                parts.append(_namespace(alias.asname or alias.name, tree))
            else:
                parts.append(ast.unparse(ast.Import([alias])))
    return "; ".join(parts) or "pass"


def _namespace(name: str, tree: ast.Module) -> str:
    chains = (dotted(part) for part in ast.walk(tree) if isinstance(part, ast.Attribute))
    used = sorted({chain.split(".")[1] for chain in chains if chain.split(".")[0] == name})
    return f"{name} = __import__('types').SimpleNamespace({', '.join(f'{each}={each}' for each in used)})"
