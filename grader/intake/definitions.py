"""Cut a file down to what one of its functions or classes needs to be called."""

import ast
from collections.abc import Iterator

from grader.intake.program import Program, ProgramStep
from grader.intake.syntax import Definition
from grader.intake.template_gaps import is_gap
from grader.records.source import Defined, LeftOut, Line

MOST = 200
"""Definitions of a submission; of more, the last ones count."""


def definitions(program: Program) -> tuple[Defined, ...]:
    """Return the functions and classes at the top level, in the order of the file.

    Of several with one name, the last counts that is written: a template's gap replaces nothing.
    """
    found: dict[str, ProgramStep] = {}
    for step in program.steps:
        if isinstance(step.node, Definition):
            earlier = found.get(step.node.name)
            if earlier is None or _is_written(step.node) or not _is_written(earlier.node):
                found[step.node.name] = step
    return tuple(_defined(name, step, program) for name, step in list(found.items())[-MOST:])


def _is_written(node: ast.stmt) -> bool:
    if isinstance(node, ast.FunctionDef):
        return not is_gap(node)
    return any(True for _ in _methods(node)) or not isinstance(node, ast.ClassDef)


def _methods(node: ast.stmt) -> Iterator[str]:
    """Yield the names of a class's functions that are written."""
    for part in node.body if isinstance(node, ast.ClassDef) else ():
        if isinstance(part, ast.FunctionDef) and not is_gap(part):
            yield part.name


def _defined(name: str, step: ProgramStep, program: Program) -> Defined:
    changes = program.changes(name, step.place, program.end)
    needed = program.needed([], program.end, roots=[*program.settings, step.place, *changes])
    return Defined(
        name,
        "class" if isinstance(step.node, ast.ClassDef) else "function",
        Line(step.statement.unit, step.node.lineno),
        program.ordered(needed.places),
        _is_written(step.node),
        tuple(_methods(step.node)),
        tuple(LeftOut(each, program.defined_at(each, program.end)) for each in sorted(needed.left_out)),
    )
