"""Find the student's own ways to make a model, with values for every argument."""

import ast
import copy
from collections.abc import Container, Iterator
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


def makers(name: str, found: list[ConstructorCall], program: Program, have: set[int]) -> tuple[Maker, ...]:
    """Return the distinct calls whose arguments are available, the last in the file first.

    Args:
        name: what is called; the student may have used an alias for it.
        found: the calls of it.
        program: the program that contains the calls.
        have: places of the statements that are executed before in any case.
    """
    unique: dict[str, Maker] = {}
    for call in reversed(found[-MAX_CALLS:]):
        maker = _maker(name, call, program, have)
        if maker is not None:
            unique.setdefault(maker.expression, maker)
    return tuple(unique.values())


def _maker(name: str, call: ConstructorCall, program: Program, have: set[int]) -> Maker | None:
    node = _inlined(call)
    if node is None:
        return None
    arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
    names = set().union(*(uses(argument).eager | uses(argument).deferred for argument in arguments))
    needed = program.needed(names, call.step.place if call.at_top else program.end)
    bare = {argument.id for argument in arguments if isinstance(argument, ast.Name)}
    if (needed.left_out | needed.unknown) & names - bare:
        return None
    node.func = ast.Name(name)
    expression = ast.unparse(node)
    if len(expression) > MAX_EXPRESSION:
        return None
    statements: tuple[Statement, ...] = program.ordered(needed.places - have)
    return Maker(expression, statements, Line(call.step.statement.unit, call.node.lineno))


def _inlined(call: ConstructorCall) -> ast.Call | None:
    """Return the call with the values of local names in its arguments; None if one has no fixed value."""
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
    open_names = {n.id for a in [*node.args, *node.keywords] for n in ast.walk(a) if isinstance(n, ast.Name)}
    return None if open_names & local else node


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
