"""Inputs that grow by the same factor in every block of a kind: `nn.Conv2d(2 * width, width, 5)`."""

import ast
from collections.abc import Sequence
from typing import Final, NamedTuple

from grader.records.repair_protocol import TextEdit
from grader.repairs.arguments import SIGNATURES, argument
from grader.repairs.student_model import Spot, StudentModel
from grader.repairs.syntax_tree import whole_number

MOST_STEPS: Final = 2
"""How many calls an argument is followed through."""


class Grown(NamedTuple):
    """A layer that must take more inputs, which no number in the text stands for."""

    path: str
    name: str
    """The parameter of the layer for the number of inputs."""
    was: int
    now: int


def multiplied(model: StudentModel, grown: Sequence[Grown]) -> tuple[TextEdit, ...]:
    """Return the edits that multiply what is passed for the inputs, where all that is made there has grown.

    None if the layers do not grow by one whole factor, or it cannot be told where one gets its number.
    """
    factors = {each.now / each.was for each in grown}
    factor = factors.pop() if len(factors) == 1 else 0.0
    if factor < 2 or factor % 1:
        return ()
    edits: dict[TextEdit, None] = {}
    paths = {each.path for each in grown}
    for each in grown:
        spot = _where_all_grow(model, each, paths)
        if spot is None:
            return ()
        code = spot.tree.code(spot.node)
        edits[spot.tree.replace(spot.node, f"{int(factor)} * {_bracketed(code, spot.node)}")] = None
    return tuple(edits)


def _where_all_grow(model: StudentModel, grown: Grown, paths: set[str]) -> Spot | None:
    """Return the innermost expression for a layer's inputs by which no layer is made that has not grown."""
    for steps in range(MOST_STEPS + 1):
        spot = _spot(model, grown.path, grown.name, steps)
        if spot is None:
            return None
        module = model.module(grown.path)
        alike = [
            other.path
            for other in (model.graph.modules if model.graph else ())
            if module is not None and (other.at, other.kind) == (module.at, module.kind)
        ]
        through = {path for path in alike if _is_same(_spot(model, path, grown.name, steps), spot)}
        if through <= paths:
            return spot
    return None


def _spot(model: StudentModel, path: str, name: str, steps: int) -> Spot | None:
    """Return the expression for an argument of a layer after some calls have passed it on."""
    made = model.made(path)
    given = argument(made.call, made.kind, name) if made and made.kind in SIGNATURES else None
    if made is None or given is None:
        return None
    spot, outer = Spot(made.tree, given), path
    for _ in range(steps):
        passed = model.passed(spot, outer)
        if passed is None:
            return None
        spot, outer = passed
    return spot if whole_number(spot.node) is None else None


def _is_same(one: Spot | None, other: Spot) -> bool:
    return one is not None and one.node is other.node


def _bracketed(code: str, node: ast.expr) -> str:
    return f"({code})" if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.Mult) else code
