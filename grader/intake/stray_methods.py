"""Find a `forward` that stands outside its class: in the next cell, or at the left margin."""

import ast
from collections.abc import Iterator

from grader.base.text import Text
from grader.intake.program import Program
from grader.intake.template_gaps import is_gap, own_function
from grader.records.source import Line, Problem


def problems(program: Program) -> Iterator[Problem]:
    """Yield a problem for every class without `forward` that a function `forward(self, …)` follows."""
    open_class: ast.ClassDef | None = None
    for step in program.steps:
        node = step.node
        if isinstance(node, ast.ClassDef):
            open_class = None if own_function(node, "forward") else node
        elif open_class is not None and isinstance(node, ast.FunctionDef) and _is_forward(node):
            yield _problem(open_class.name, Line(step.statement.unit, node.lineno))
            open_class = None


def _is_forward(node: ast.FunctionDef) -> bool:
    first = node.args.args[:1]
    return node.name == "forward" and [each.arg for each in first] == ["self"] and not is_gap(node)


def _problem(name: str, at: Line) -> Problem:
    return Problem(
        Text(
            ko=f"{name}의 forward가 클래스 밖에 있습니다.",
            en=f"The forward of {name} stands outside the class.",
        ),
        at,
        name,
        Text(
            ko="클래스와 같은 셀에 두고, __init__과 같은 깊이로 들여 쓰십시오.",
            en="Put it into the same cell as the class, and indent it as far as __init__.",
        ),
    )
