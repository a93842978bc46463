"""A unit's syntax tree with parents, and the edits that replace parts of it."""

import ast
from collections.abc import Iterator

from grader.intake.syntax import parse
from grader.records.repair_protocol import TextEdit

Located = ast.expr | ast.stmt | ast.keyword | ast.arg
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class SyntaxTree:
    """One unit.

    Raises:
        SyntaxError: the text is not Python.
    """

    def __init__(self, unit: int, text: str) -> None:
        self.unit = unit
        self.text = text
        self.lines = text.split("\n")
        self.root = parse(text)
        self._parents = {child: node for node in ast.walk(self.root) for child in ast.iter_child_nodes(node)}

    def parent(self, node: ast.AST) -> ast.AST | None:
        """Return the node that contains another one directly."""
        return self._parents.get(node)

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield the nodes that contain another one, innermost first."""
        above = self.parent(node)
        while above is not None:
            yield above
            above = self.parent(above)

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """Return the innermost statement that contains an expression."""
        return next((each for each in (node, *self.around(node)) if isinstance(each, ast.stmt)), None)

    def function(self, node: ast.AST) -> Function | None:
        """Return the innermost function that contains a node."""
        return next((each for each in self.around(node) if isinstance(each, Function)), None)

    def class_of(self, node: ast.AST) -> ast.ClassDef | None:
        """Return the innermost class that contains a node."""
        return next((each for each in self.around(node) if isinstance(each, ast.ClassDef)), None)

    def inside(self, node: ast.AST, kind: type[ast.AST]) -> list[ast.AST]:
        """Return the nodes of a kind within another, in the order of the text."""
        found = [each for each in ast.walk(node) if isinstance(each, kind)]
        return sorted(found, key=lambda each: (getattr(each, "lineno", 0), getattr(each, "col_offset", 0)))

    # -- places and edits --------------------------------------------------------------------------------

    def start(self, node: Located) -> tuple[int, int]:
        """Return the line, from 1, and the character, from 0, where a node begins."""
        return node.lineno, self._character(node.lineno, node.col_offset)

    def end(self, node: Located) -> tuple[int, int]:
        """Return the line, from 1, and the character, from 0, where a node ends."""
        line = node.end_lineno or node.lineno
        return line, self._character(line, node.end_col_offset or 0)

    def _character(self, line: int, offset: int) -> int:
        return len(self.lines[line - 1].encode()[:offset].decode(errors="replace"))

    def between(self, start: tuple[int, int], end: tuple[int, int]) -> str:
        """Return the text between two places."""
        if start[0] == end[0]:
            return self.lines[start[0] - 1][start[1] : end[1]]
        first, last = self.lines[start[0] - 1][start[1] :], self.lines[end[0] - 1][: end[1]]
        return "\n".join([first, *self.lines[start[0] : end[0] - 1], last])

    def code(self, node: Located) -> str:
        """Return a node as it is written."""
        return self.between(self.start(node), self.end(node))

    def edit(self, start: tuple[int, int], end: tuple[int, int], new: str) -> TextEdit:
        """Return the edit that replaces what is between two places."""
        return TextEdit(self.unit, start[0], start[1] + 1, self.between(start, end), new)

    def replace(self, node: Located, new: str) -> TextEdit:
        """Return the edit that replaces a node."""
        return self.edit(self.start(node), self.end(node), new)

    def insert(self, place: tuple[int, int], new: str) -> TextEdit:
        """Return the edit that inserts a text."""
        return self.edit(place, place, new)

    def wrap(self, node: ast.expr, before: str, after: str) -> tuple[TextEdit, ...]:
        """Return the edits that put text around an expression."""
        return (self.insert(self.start(node), before), self.insert(self.end(node), after))

    def indent(self, node: ast.stmt) -> str:
        """Return the white space before a statement; anything else before it counts as spaces."""
        line, column = self.start(node)
        before = self.lines[line - 1][:column]
        return before if before.isspace() else " " * column

    def line_after(self, node: ast.stmt, code: str) -> TextEdit:
        """Return the edit that inserts a line after a statement."""
        line = self.end(node)[0]
        return self.insert((line, len(self.lines[line - 1])), f"\n{self.indent(node)}{code}")

    def line_before(self, node: ast.stmt, code: str) -> TextEdit:
        """Return the edit that inserts a line before a statement."""
        return self.insert(self.start(node), f"{code}\n{self.indent(node)}")

    def without(self, node: ast.stmt) -> TextEdit | None:
        """Return the edit that deletes a statement with its lines; None if it does not stand by itself."""
        (first, column), (last, end) = self.start(node), self.end(node)
        rest = self.lines[last - 1][end:].strip()
        if self.lines[first - 1][:column].strip() or (rest and not rest.startswith("#")):
            return None
        siblings = next(
            (
                body
                for _, body in ast.iter_fields(self.parent(node) or node)
                if isinstance(body, list) and node in body
            ),
            [],
        )
        if len(siblings) < 2:
            return self.replace(node, "pass") if siblings else None
        if last < len(self.lines):
            return self.edit((first, 0), (last + 1, 0), "")
        return self.edit((first, 0), (last, len(self.lines[last - 1])), "")


def name_of(call: ast.Call) -> str:
    """Return the last name of what is called: `Conv2d` for `nn.Conv2d(...)`; empty if it has none."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def whole_number(node: ast.AST) -> int | None:
    """Return the value of an expression that consists of whole numbers alone; None for any other."""
    if isinstance(node, ast.Constant):
        return node.value if type(node.value) is int else None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = whole_number(node.operand)
        return None if value is None else -value
    if isinstance(node, ast.BinOp):
        left, right = whole_number(node.left), whole_number(node.right)
        if left is None or right is None:
            return None
        if isinstance(node.op, ast.Mult):
            return left * right
        if isinstance(node.op, ast.Add):
            return left + right
        if isinstance(node.op, ast.Sub):
            return left - right
        if isinstance(node.op, ast.FloorDiv) and right:
            return left // right
    return None


def self_attribute(node: ast.AST | None) -> str:
    """Return the name of an attribute of `self`; empty for anything else."""
    own = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    return node.attr if own and isinstance(node, ast.Attribute) else ""
