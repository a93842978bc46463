"""Drafts for a model that cannot be made, as a layer is given too few numbers or too many."""

import ast
from collections.abc import Iterator
from typing import Final

from grader.analysis.layers import layers
from grader.base.text import Text
from grader.records.repair_protocol import TextEdit
from grader.repairs.arguments import SETTING, SIGNATURES, argument
from grader.repairs.draft import Draft
from grader.repairs.failed_sizes import target
from grader.repairs.failure import Failure
from grader.repairs.layer_settings import settings_of
from grader.repairs.sentences import setting_name
from grader.repairs.syntax_tree import SyntaxTree, name_of, whole_number

MOST_VALUES: Final = 6
"""Values of one setting that are tried, the usual ones first."""


def lacking_arguments(failure: Failure) -> Iterator[Draft]:
    """Yield layers with the numbers that they lack: those of the solutions' layers that are most alike."""
    found = failure.matched(r"missing \d+ required positional arguments?: (.+)")
    tree, statement = failure.tree, failure.statement()
    if found is None or tree is None or statement is None or failure.broken.stage == "forward":
        return
    names = [each.strip("' ") for each in found[1].replace(" and ", ", ").split(",") if each.strip("' ")]
    for call in tree.inside(statement, ast.Call):
        kind = name_of(call) if isinstance(call, ast.Call) else ""
        if not isinstance(call, ast.Call) or not set(names) <= set(SIGNATURES.get(kind, ())):
            continue
        if any(argument(call, kind, name) is not None for name in names):
            continue
        for values in _values(failure, call, kind, names):
            yield Draft(
                (_given(tree, call, kind, dict(zip(names, values, strict=True))),), _lacks(tree, call, names)
            )


def _values(failure: Failure, call: ast.Call, kind: str, names: list[str]) -> list[tuple[SETTING, ...]]:
    """Return values for settings of a layer, those of the layer that is most alike first."""
    asked: dict[tuple[SETTING, ...], int] = {}
    known = {
        name: number
        for name in SIGNATURES[kind]
        if (given := argument(call, kind, name)) is not None and (number := whole_number(given)) is not None
    }
    for graph in failure.solutions:
        for layer in layers(graph):
            settings = settings_of(layer) if layer.kind == kind else {}
            if all(name in settings for name in names):
                values = tuple(settings[name] for name in names)
                alike = sum(settings.get(name) == value for name, value in known.items())
                asked[values] = max(asked.get(values, 0), alike)
    return sorted(asked, key=lambda each: -asked[each])[:MOST_VALUES]


def _given(tree: SyntaxTree, call: ast.Call, kind: str, values: dict[str, SETTING]) -> TextEdit:
    """Return the edit that gives a call more arguments: by position where the next ones are lacking."""
    place = len(call.args)
    in_turn = SIGNATURES[kind][place : place + len(values)] == tuple(values)
    code = ", ".join(str(value) if in_turn else f"{name}={value}" for name, value in values.items())
    given: list[ast.expr] = [*call.args, *(() if in_turn else (each.value for each in call.keywords))]
    if given:
        return tree.insert(max(map(tree.end, given)), f", {code}")
    first = min(map(tree.start, call.keywords), default=None)
    line, column = tree.end(call)
    return tree.insert(first, f"{code}, ") if first else tree.insert((line, column - 1), code)


def _lacks(tree: SyntaxTree, call: ast.Call, names: list[str]) -> Text:
    layer = target(tree, call) or name_of(call)
    said = [setting_name(name) for name in names]
    return Text(
        ko=f"{layer}에 빠진 값이 있습니다: {', '.join(each.ko for each in said)}",
        en=f"{layer} is not given its {' and its '.join(each.en for each in said)}.",
    )


def superfluous_arguments(failure: Failure) -> Iterator[Draft]:
    """Yield layers without the last of their arguments."""
    tree, statement = failure.tree, failure.statement()
    if (
        failure.broken.stage == "forward"
        or failure.broken.error != "TypeError"
        or tree is None
        or statement is None
    ):
        return
    for call in tree.inside(statement, ast.Call):
        kind = name_of(call) if isinstance(call, ast.Call) else ""
        if not isinstance(call, ast.Call) or kind not in SIGNATURES or call.keywords:
            continue
        for kept in range(len(call.args) - 1, max(0, len(call.args) - 4), -1):
            edit = tree.edit(tree.end(call.args[kept - 1]), tree.end(call.args[-1]), "")
            layer = target(tree, call) or kind
            yield Draft((edit,), _given_too_much(layer), rank=1)


def _given_too_much(layer: str) -> Text:
    return Text(ko=f"{layer}에 준 인자가 너무 많습니다.", en=f"{layer} is given too many arguments.")
