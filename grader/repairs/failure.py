"""A failure of a model that does not run: what it said, and where."""

import ast
import re
from collections.abc import Sequence
from typing import Final

from grader.records.capture_protocol import Broken
from grader.records.graph import Graph
from grader.repairs.student_model import StudentModel
from grader.repairs.syntax_tree import SyntaxTree

BATCH: Final = 2
"""The number of images that a model is first tried with."""


class Failure:
    """One failure, and the last line of the student's that it happened on."""

    def __init__(self, model: StudentModel, broken: Broken, solutions: Sequence[Graph] = ()) -> None:
        self.model = model
        self.broken = broken
        self.solutions = solutions
        self.line = next((each for each in reversed(broken.lines) if each.unit in model.trees), None)

    def matched(self, pattern: str) -> re.Match[str] | None:
        """Return what a pattern finds in the error's message."""
        return re.search(pattern, self.broken.message) if self.broken.reason == "exception" else None

    @property
    def tree(self) -> SyntaxTree | None:
        """The unit that it happened in."""
        return self.model.trees[self.line.unit] if self.line else None

    def statement(self) -> ast.stmt | None:
        """Return the innermost statement on the line of the failure."""
        tree, line = self.tree, self.line
        if tree is None or line is None:
            return None
        found = [
            node
            for node in ast.walk(tree.root)
            if isinstance(node, ast.stmt) and node.lineno <= line.line <= (node.end_lineno or node.lineno)
        ]
        return max(found, key=lambda node: node.lineno, default=None)
