"""Parse untrusted Python, and edit it without moving any line."""

import ast
import warnings
from collections.abc import Iterator
from functools import lru_cache

MAX_NESTING = 150
"""Levels of syntax tree; hand-written models stay under 40, and visiting deeper ones overflows the stack."""


Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
MAX_NODES = 200_000
"""Nodes of a syntax tree; a long course script has a tenth of this."""
TEXTS = 64
"""Number of trees to keep, since every step of reading parses all cells again."""


@lru_cache(TEXTS)
def parse(text: str) -> ast.Module:
    """Parse an untrusted text; the tree is cached, so copy it before changing it.

    Raises:
        SyntaxError: it is not Python, or is too long or nested too deeply to work on.
    """
    try:
        with warnings.catch_warnings():  # a "\d" in a student's string does not matter here
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except SyntaxError:
        raise
    except (ValueError, RecursionError, MemoryError) as error:
        raise SyntaxError(f"too complex: {error}") from None
    _refuse_costly(tree)
    return tree


def parses(text: str) -> bool:
    """Return whether a text is valid Python."""
    try:
        parse(text)
    except SyntaxError:
        return False
    return True


def _refuse_costly(tree: ast.AST) -> None:
    """Reject a tree that is too deep or too large to visit."""
    depth = nodes = 0
    level: list[ast.AST] = [tree]
    while level:
        depth += 1
        nodes += len(level)
        if depth > MAX_NESTING:
            raise SyntaxError("nested too deeply")
        if nodes > MAX_NODES:
            raise SyntaxError("too long")
        level = [child for node in level for child in ast.iter_child_nodes(node)]


def first_line(node: ast.stmt) -> int:
    """Return the line where a statement begins, including its decorators."""
    decorators = node.decorator_list if isinstance(node, Definition) else []
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def last_line(node: ast.stmt) -> int:
    """Return the line where a statement ends."""
    return node.end_lineno or node.lineno


def blank(lines: list[str], first: int, last: int) -> None:
    """Blank out the lines `first` to `last` (from 1, inclusive)."""
    lines[first - 1 : last] = [""] * (last - first + 1)


def dedent(lines: list[str], first: int, last: int) -> None:
    """Remove the first line's indentation from the lines `first` to `last` (from 1, inclusive)."""
    head = lines[first - 1]
    prefix = head[: len(head) - len(head.lstrip())]
    for index in range(first - 1, last):
        lines[index] = lines[index].removeprefix(prefix)


def substitute(text: str, node: ast.stmt | ast.expr, replacement: str) -> str:
    """Replace a node by a single line; the lines after it keep their numbers."""
    lines = text.split("\n")
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    before = lines[first].encode()[: node.col_offset].decode()
    after = lines[last].encode()[node.end_col_offset :].decode()
    lines[first : last + 1] = [before + replacement + after] + [""] * (last - first)
    return "\n".join(lines)


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` for a chain of attributes that starts at a name, else an empty string."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])


def root(node: ast.AST) -> str:
    """Return the name that a chain of attributes, subscripts and calls starts at, else an empty string."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call | ast.Starred):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def at_once(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that run when a statement runs: everything but the bodies of functions."""
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            stack += [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
        elif not isinstance(node, ast.Lambda):
            stack += ast.iter_child_nodes(node)
