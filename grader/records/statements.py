"""The top-level statements of a text, as intake numbers them and the child executes them."""

import ast


def top_level(tree: ast.Module) -> list[ast.stmt]:
    """Return them in order; `import torch, torchvision` is two, as a model seldom rests on both."""
    return [each for node in tree.body for each in _split(node)]


def _split(node: ast.stmt) -> list[ast.stmt]:
    if not isinstance(node, ast.Import):
        return [node]
    return [ast.copy_location(ast.Import([alias]), node) for alias in node.names]
