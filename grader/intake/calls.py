"""Find the calls of plain names in a program, with what encloses them."""

import ast
from collections.abc import Container, Iterator
from dataclasses import dataclass

from grader.intake.program import Program, ProgramStep

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
