"""The names of a submission: everything in it that defines, binds, changes or imports one."""

import ast
import builtins
from collections import defaultdict
from collections.abc import Container

from grader.intake.name_usage import Uses
from grader.intake.syntax import Definition, dotted

BUILTINS = frozenset(dir(builtins)) | {"__name__", "__file__", "__doc__"}


class Scope:
    """The one namespace of a submission's top-level statements; a place is a statement's number.

    Args:
        live: names of the methods that a model may call.
    """

    def __init__(self, live: set[str]) -> None:
        self.live = live
        self.definitions: dict[str, Definition] = {}
        self.bound: dict[str, list[int]] = defaultdict(list)
        self.mutated: dict[str, list[int]] = defaultdict(list)
        self.imports: dict[str, str] = {}
        self.stars: list[int] = []
        """The places of `from … import *`."""

    def enter(self, place: int, node: ast.stmt, uses: Uses) -> None:
        """Record what a statement does to names."""
        for name in uses.binds:
            self.bound[name].append(place)
        for name in uses.mutates:
            self.mutated[name].append(place)
        if isinstance(node, Definition):
            self.definitions[node.name] = node
            return
        for part in ast.walk(node):
            if isinstance(part, ast.Import):
                self._enter_import(part)
            elif isinstance(part, ast.ImportFrom):
                self._enter_import_from(part, place)

    def _enter_import(self, node: ast.Import) -> None:
        for alias in node.names:
            first = alias.name.split(".")[0]
            self.imports[alias.asname or first] = alias.name if alias.asname else first

    def _enter_import_from(self, node: ast.ImportFrom, place: int) -> None:
        for alias in node.names:
            self.imports[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        if any(alias.name == "*" for alias in node.names):
            self.stars.append(place)

    def forget(self, name: str, after: int, places: Container[int]) -> None:
        """Drop later definitions of a name: a template's gap does not replace what was written before it."""
        self.bound[name] = [place for place in self.bound[name] if place <= after or place not in places]

    def full_name(self, node: ast.AST) -> str:
        """Return an expression's dotted name with its import resolved: `torch.nn.Linear` for `nn.Linear`."""
        first, dot, rest = dotted(node).partition(".")
        return self.imports.get(first, first) + dot + rest
