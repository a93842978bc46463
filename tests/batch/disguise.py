"""Rewrites a script as someone would who does not want it to be recognised."""

import ast
import random


class Renamed(ast.NodeTransformer):
    """Gives the names in a text others, and puts methods in another order; comments are lost."""

    def __init__(self, names: dict[str, str], chance: random.Random) -> None:
        self._names = names
        self._chance = chance

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self._names.get(node.id, node.id)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.Attribute:
        self.generic_visit(node)
        node.attr = self._names.get(node.attr, node.attr)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.arg = self._names.get(node.arg, node.arg)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self.generic_visit(node)
        node.name = self._names.get(node.name, node.name)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        self.generic_visit(node)
        self._chance.shuffle(node.body)
        return node


def disguised(text: str, seed: int = 0) -> str:
    """Return a script with other names, its methods and models in another order, and written another way."""
    chance = random.Random(seed)
    tree = ast.parse(text)
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    others = [node for node in tree.body if node not in imports]
    taken = {alias.asname or alias.name for node in imports for alias in node.names}
    names = {name: f"{chance.choice('pqrst')}_{n}" for n, name in enumerate(sorted(_given(others) - taken))}
    tree.body = [*imports, *others]
    return ast.unparse(Renamed(names, chance).visit(tree)) + "\n"


def _given(nodes: list[ast.stmt]) -> set[str]:
    """The names that the text gives; those of its models and of what PyTorch calls stay."""
    given: set[str] = set()
    for top in nodes:
        for node in ast.walk(top):
            if isinstance(node, ast.arg):
                given.add(node.arg)
            elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
                given.add(node.id if isinstance(node, ast.Name) else node.attr)
            elif isinstance(node, ast.FunctionDef) and not node.name.startswith("__"):
                given.add(node.name)
    return given - {"forward"}
