"""Remove lines that a child names but on which the submission computes nothing, so that staff can be told.

Honest code is recorded with the lines of its expressions. An attacker who takes over a child may send any
Graph, and earns what it computes; but an operation on a line that does not exist, or on which nothing can be
computed, reveals that the Graph was not made from this file.
"""

import ast
from collections.abc import Callable
from functools import lru_cache
from typing import Final, TypeVar

import msgspec

from grader.base.text import Text
from grader.records.capture_protocol import Broken, Outcome
from grader.records.graph import Module, Node, Remark
from grader.records.source import Line, Source

NOTICE: Final = Text(
    ko="기록된 모델이 제출물에 없거나 아무것도 계산하지 않는 줄을 가리킵니다."
    " 제출한 코드가 만든 것이 아닐 수 있습니다. 사람이 확인해야 합니다.",
    en="The model that was recorded names lines that the submission does not have, or that compute nothing."
    " It may not be what this code makes: a person must look at it.",
)


COMPUTING = (
    ast.Call, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.Attribute, ast.Subscript,
    ast.AugAssign, ast.Delete, ast.JoinedStr, ast.Starred, ast.comprehension,
    ast.Assign, ast.For, ast.If, ast.IfExp, ast.While, ast.Assert, ast.With,  # unpacked, or asked for truth
)  # fmt: skip
"""Syntax by which Python calls an operation of a tensor."""


def without_forged_lines(outcome: Outcome, source: Source) -> Outcome:
    """Return an outcome without lines that compute nothing; the same object if all of them may."""
    if isinstance(outcome, Broken):
        lengths = [len(unit.original.splitlines()) for unit in source.units]
        told = tuple(
            line for line in outcome.lines
            if 0 <= line.unit < len(lengths) and 1 <= line.line <= lengths[line.unit]
        )  # fmt: skip
        return outcome if told == outcome.lines else msgspec.structs.replace(outcome, lines=told)

    def there(line: Line | None) -> bool:
        return _is_in(source, line, COMPUTING)

    def said_there(line: Line | None) -> bool:
        return _is_in(source, line, (*COMPUTING, ast.Return))

    graph = outcome.graph
    computed = [*(node.at for node in graph.nodes), *(module.at for module in graph.modules)]
    if all(map(there, computed)) and all(said_there(each.at) for each in graph.remarks):
        return outcome
    kept_graph = msgspec.structs.replace(
        graph,
        nodes=_placed(graph.nodes, there),
        modules=_placed(graph.modules, there),
        remarks=_placed(graph.remarks, said_there),
    )
    return msgspec.structs.replace(outcome, graph=kept_graph)


def _is_in(source: Source, line: Line | None, kinds: tuple[type[ast.AST], ...]) -> bool:
    """Return whether the submission has a line, with syntax of some kinds, where a line is named at all."""
    if line is None:
        return True
    return 0 <= line.unit < len(source.units) and line.line in _lines_of(kinds, source.units[line.unit].text)


@lru_cache(maxsize=128)
def _lines_of(kinds: tuple[type[ast.AST], ...], text: str) -> frozenset[int]:
    """Return the numbers of a unit's lines with syntax of some kinds."""
    found: set[int] = set()
    for node in ast.walk(_parsed(text)):
        if isinstance(node, kinds):
            found.update(_lines(node))
    return frozenset(found)


@lru_cache(maxsize=64)
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


def _lines(node: ast.AST) -> range:
    """Return the lines of an expression, or of a statement's head without its body."""
    if isinstance(node, ast.comprehension):
        return range(node.target.lineno, (node.iter.end_lineno or node.iter.lineno) + 1)
    assert isinstance(node, ast.expr | ast.stmt)
    body = getattr(node, "body", None)
    last = body[0].lineno if isinstance(body, list) else (node.end_lineno or node.lineno)
    return range(node.lineno, last + 1)


_Recorded = TypeVar("_Recorded", Node, Module, Remark)


def _placed(recorded: tuple[_Recorded, ...], there: Callable[[Line | None], bool]) -> tuple[_Recorded, ...]:
    return tuple(each if there(each.at) else msgspec.structs.replace(each, at=None) for each in recorded)
