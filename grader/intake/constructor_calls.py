"""Find the student's own ways to make a model, with values for every argument."""

import ast
from collections.abc import Iterator, Sequence

from grader.intake.calls import ConstructorCall
from grader.intake.local_values import first_of, inlined
from grader.intake.name_usage import uses
from grader.intake.program import Program
from grader.records.source import Line, Maker, Statement

MAX_EXPRESSION = 4_000
"""Characters; a student's call of a model has a few dozen."""
MAX_CALLS = 50
"""Calls to look at per model, counted from the last; a student's file has a few."""


def makers(
    callee: ast.expr,
    found: list[ConstructorCall],
    program: Program,
    have: set[int],
    parameters: Sequence[str],
) -> tuple[Maker, ...]:
    """Return the distinct calls with what is known of their arguments, the last in the file first.

    Args:
        callee: what is called; the student may have used an alias for it.
        found: the calls of it.
        program: the program that contains the calls.
        have: places of the statements that are executed before in any case.
        parameters: the names of its positional parameters, as far as they are known.
    """
    unique: dict[str, Maker] = {}
    for call in reversed(found[-MAX_CALLS:]):
        for node, arguments in _variants(call, program, parameters):
            maker = _maker(callee, node, arguments, call, program, have)
            unique.setdefault(maker.expression, maker)
    return tuple(each for each in unique.values() if len(each.expression) <= MAX_EXPRESSION)


def left_out(found: list[ConstructorCall], program: Program) -> set[str]:
    """Return the names in the calls' arguments that only heavy work can define."""
    names = {name for call in found[-MAX_CALLS:] for each in _arguments(call.node) for name in _names(each)}
    return program.needed(names, program.end).left_out


def _variants(
    call: ConstructorCall, program: Program, parameters: Sequence[str]
) -> Iterator[tuple[ast.Call, set[str]]]:
    """Yield the ways to write a call with the arguments that have values, and the names that these use.

    One that has none is called as its parameter is: the assignment may know a value by that name. Where the
    assignment does not, the parameter's default stands. After that, a loop's names and a function's
    parameters have what they are given first.
    """
    node, local = inlined(call)
    arguments = _arguments(node)
    names: set[str] = set().union(*map(_names, arguments))
    needed = program.needed(names - local, call.step.place if call.at_top else program.end)
    lacking = needed.left_out | needed.unknown

    opened = [bool(_names(each) & (local | lacking)) for each in arguments]
    named = [isinstance(each, ast.Name) and each.id not in local for each in arguments]
    kept = [is_open and not is_named for is_open, is_named in zip(opened, named, strict=True)]
    if not any(kept):
        yield node, names  # a plain name may be one that the assignment knows
    for which in (kept, opened):
        if any(which) and not all(which):
            has_value = [each for each, is_open in zip(arguments, which, strict=True) if not is_open]
            known: set[str] = set().union(*map(_names, has_value))
            for filled in (_named(node, which, parameters), _without(node, which, parameters)):
                if filled is not None:
                    yield filled, known
    if any(opened) and (first := first_of(call, program)) is not None:
        yield first, set().union(*map(_names, _arguments(first)))


def _arguments(node: ast.Call) -> list[ast.expr]:
    return [*node.args, *(keyword.value for keyword in node.keywords)]


def _names(argument: ast.expr) -> set[str]:
    found = uses(argument)
    return found.eager | found.deferred


def _by_name(node: ast.Call, parameters: Sequence[str]) -> list[ast.keyword] | None:
    """Return a call's arguments as keywords; None if they cannot be told apart."""
    stars = [
        *(isinstance(each, ast.Starred) for each in node.args),
        *(not each.arg for each in node.keywords),
    ]
    if any(stars) or len(node.args) > len(parameters):
        return None
    return [*map(ast.keyword, parameters, node.args), *node.keywords]


def _named(node: ast.Call, opened: list[bool], parameters: Sequence[str]) -> ast.Call | None:
    keywords = _by_name(node, parameters)
    if keywords is None:
        return None
    values = (
        ast.keyword(each.arg, ast.Name(each.arg or "", ast.Load())) if is_open else each
        for each, is_open in zip(keywords, opened, strict=True)
    )
    return ast.Call(node.func, [], list(values))


def _without(node: ast.Call, opened: list[bool], parameters: Sequence[str]) -> ast.Call | None:
    keywords = _by_name(node, parameters)
    if keywords is None:
        return None
    return ast.Call(
        node.func, [], [each for each, is_open in zip(keywords, opened, strict=True) if not is_open]
    )


def _maker(
    callee: ast.expr, node: ast.Call, names: set[str], call: ConstructorCall, program: Program, have: set[int]
) -> Maker:
    if isinstance(callee, ast.Call):
        names = names | _names(callee)
    needed = program.needed(names, call.step.place if call.at_top else program.end)
    expression = ast.unparse(ast.Call(callee, node.args, node.keywords))
    statements: tuple[Statement, ...] = program.ordered(needed.places - have)
    return Maker(expression, statements, Line(call.step.statement.unit, call.node.lineno))
