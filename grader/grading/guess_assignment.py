"""Which assignment a file belongs to, where nobody said so."""

import ast
import re
from collections.abc import Collection

from grader.grading import course


def guess(models: Collection[str], file: str) -> tuple[str, ...]:
    """Return the assignments that a file fits best: one, several that fit equally well, or none.

    Args:
        models: the names of the models in the file.
        file: the file's own name, which decides if the models do not.
    """
    written = {_plain(model) for model in models}
    ranks = {name: (len(written & _models(name)), _plain(name) in _plain(file)) for name in course.names()}
    best = max(ranks.values(), default=(0, False))
    return tuple(name for name, rank in ranks.items() if rank == best != (0, False))


def _models(name: str) -> set[str]:
    """Return the names of an assignment's models, as they are written out in its file, which is not run."""
    file = course.current().folder(name) / "assignment.py"
    return {
        _plain(keyword.value.value)
        for node in ast.walk(ast.parse(file.read_bytes()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "part"
        for keyword in node.keywords
        if keyword.arg == "model"
        and isinstance(keyword.value, ast.Constant)
        and isinstance(keyword.value.value, str)
    }


def _plain(name: str) -> str:
    """Return a name by its letters and digits alone."""
    return re.sub(r"[\W_]", "", name).casefold()
