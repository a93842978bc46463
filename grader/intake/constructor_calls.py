"""Find the student's own ways to make a model, with values for every argument."""

import ast
import copy
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from grader.intake.name_usage import local_names, uses
from grader.intake.program import Program, ProgramStep
from grader.intake.syntax import Definition
from grader.records.source import Line, Maker, Statement

MAX_EXPRESSION = 4_000
"""Characters; a student's call of a model has a few dozen."""
MAX_CALLS = 50
"""Calls to look at per model, counted from the last; a student's file has a few."""
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True)
class ConstructorCall:
    """A call that makes a model, with the nodes that enclose it."""

    node: ast.Call
    step: ProgramStep
    around: tuple[ast.AST, ...]
    """The enclosing nodes, from the top-level statement inwards."""
    in_model: bool
    """Whether the call makes a part of another model."""

    @property
    def at_top(self) -> bool:
        """Whether the call runs along with the file, rather than when a function is called."""
        return not any(isinstance(part, Function) for part in self.around)


def calls(program: Program, model_steps: Container[int]) -> Iterator[tuple[str, ConstructorCall]]:
    """Yield all calls of a plain name, with the name, in the order of the file."""
    for step in program.steps:
        stack: list[tuple[ast.AST, tuple[ast.AST, ...]]] = [(step.node, ())]
        found = []
        while stack:
            node, around = stack.pop()
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                inside = step.place in model_steps or any(_takes_parts(part, program) for part in around)
                found.append((node.func.id, ConstructorCall(node, step, around, inside)))
            stack += [(child, (*around, node)) for child in ast.iter_child_nodes(node)]
        yield from sorted(found, key=lambda pair: (pair[1].node.lineno, pair[1].node.col_offset))


def _takes_parts(node: ast.AST, program: Program) -> bool:
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute) and node.func.attr in (
        "append",
        "add_module",
        "extend",
        "insert",
    ):
        return True
    return program.scope.full_name(node.func).split(".")[-1] in (
        "Sequential",
        "ModuleList",
        "ModuleDict",
        "OrderedDict",
    )


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
    assignment does not, the parameter's default stands.
    """
    node, local = _inlined(call)
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


def _inlined(call: ConstructorCall) -> tuple[ast.Call, set[str]]:
    """Return the call with the values of local names in its arguments, and the local names without one."""
    local: set[str] = set()
    values: dict[str, list[ast.expr]] = {}
    for part in call.around:
        if isinstance(part, Function):
            local |= local_names(part)
        elif isinstance(
            part, ast.comprehension | ast.ListComp | ast.DictComp | ast.SetComp | ast.GeneratorExp
        ):
            local |= {
                n.id for n in ast.walk(part) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            }
    if call.around and not isinstance(call.step.node, Definition):
        local |= call.step.uses.binds
    for part in ast.walk(call.step.node):
        if isinstance(part, ast.Assign):
            for target in part.targets:
                if isinstance(target, ast.Name) and target.id in local:
                    values.setdefault(target.id, []).append(part.value)
    fixed = {
        name: given[0] for name, given in values.items() if len(given) == 1 and _is_fixed(given[0], local)
    }
    node = copy.deepcopy(call.node)
    node.args = [_Inline(fixed).visit(argument) for argument in node.args]
    node.keywords = [_Inline(fixed).visit(keyword) for keyword in node.keywords]
    return node, local


def _is_fixed(value: ast.expr, local: set[str]) -> bool:
    names = {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}
    effects = any(
        isinstance(node, ast.Call | ast.Lambda | ast.Await | ast.NamedExpr) for node in ast.walk(value)
    )
    return not effects and not names & local


class _Inline(ast.NodeTransformer):
    def __init__(self, values: dict[str, ast.expr]) -> None:
        self.values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.values.get(node.id, node)
