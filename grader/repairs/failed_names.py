"""Drafts for a model that does not run because of a name: misspelt, not imported, never set up."""

import ast
import difflib
from collections.abc import Iterator
from typing import Final

from grader.analysis.layers import KINDS
from grader.base.korean import with_particle
from grader.base.text import Text
from grader.checks.exception_hints import IMPORTS
from grader.repairs import layer_calls
from grader.repairs.draft import Draft
from grader.repairs.failure import Failure
from grader.repairs.syntax_tree import SyntaxTree

ALIKE: Final = 0.6
"""Minimum similarity of a misspelt name."""
MOST_ALIKE: Final = 3


def misspelt(failure: Failure) -> Iterator[Draft]:
    """Yield the names that were probably meant."""
    found = failure.matched(r"(?:attribute|name) '(\w+)'")
    if found is None:
        return
    name = found[1]
    for wanted in _alike(failure, name):
        what = Text(
            ko=f"{with_particle(name, '이라는')} 이름은 없습니다."
            f" {with_particle(wanted, '으로')} 써야 합니다.",
            en=f"There is no {name}; it is spelled {wanted}.",
        )
        both = Text(
            ko=f"{with_particle(name, '과')} {wanted}의 철자가 다릅니다.",
            en=f"{name} and {wanted} are spelled differently.",
        )
        stored = list(_named(failure, wanted, stored=True))
        if stored and not any(True for _ in _named(failure, wanted, stored=False)):
            yield Draft(tuple(tree.replace(node, f"{of}{name}") for tree, node, of in stored), both)
        uses = [tree.replace(node, f"{of}{wanted}") for tree, node, of in _named(failure, name)]
        if uses:
            yield Draft(tuple(uses), what, rank=1)


def _alike(failure: Failure, name: str) -> list[str]:
    """Return names that are there and like one that is not: torch's, the student's, Python's guess."""
    if "module 'torch" in failure.broken.message:
        pool = [*KINDS, *(each for names in layer_calls.FUNCTIONS.values() for each in names)]
    else:
        pool = [
            node.attr if isinstance(node, ast.Attribute) else node.id
            for _, top in failure.model.statements
            for node in ast.walk(top)
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store)
        ]
    folded = [each for each in pool if each.lower() == name.lower()]
    close = difflib.get_close_matches(name, pool, MOST_ALIKE, ALIKE)
    guess = [failure.broken.hint] if failure.broken.hint.isidentifier() else []
    return [each for each in dict.fromkeys((*folded, *guess, *close)) if each != name]


def _named(
    failure: Failure, name: str, *, stored: bool | None = None
) -> Iterator[tuple[SyntaxTree, ast.expr, str]]:
    """Yield the names and attributes with a name, and what stands before it: `self.`, or nothing."""
    for tree, top in failure.model.statements:
        for node in ast.walk(top):
            if not isinstance(node, ast.Name | ast.Attribute):
                continue
            if stored is not None and isinstance(node.ctx, ast.Store) != stored:
                continue
            if isinstance(node, ast.Name) and node.id == name:
                yield tree, node, ""
            if isinstance(node, ast.Attribute) and node.attr == name:
                yield tree, node, f"{tree.code(node.value)}."


def unimported(failure: Failure) -> Iterator[Draft]:
    """Yield the import of a name that is not defined."""
    found = failure.matched(r"name '(\w+)' is not defined")
    tree = failure.model.trees[failure.model.candidate.at.unit]
    if found is None or found[1] not in IMPORTS:
        return
    what = Text(
        ko=f"{with_particle(found[1], '을')} 가져오는 import가 없습니다.",
        en=f"The import of {found[1]} is missing.",
    )
    imports = [each for each in tree.root.body if isinstance(each, ast.Import | ast.ImportFrom)]
    if imports:
        yield Draft((tree.line_after(imports[-1], IMPORTS[found[1]]),), what)
    elif tree.root.body:
        yield Draft((tree.line_before(tree.root.body[0], IMPORTS[found[1]]),), what)


def other_name(failure: Failure) -> Iterator[Draft]:
    """Yield the right name of a misspelt `forward` or `__init__`."""
    wrong = failure.broken.reason == "no_forward" or failure.broken.error in (
        "AttributeError",
        "TypeError",
        "NotImplementedError",
    )
    for tree, owner in failure.model.classes.values() if wrong else ():
        methods = {each.name: each for each in owner.body if isinstance(each, ast.FunctionDef)}
        for wanted in ("forward", "__init__"):
            names = [each for each in methods if each.strip("_") != wanted.strip("_") or each != wanted]
            plain = {each.strip("_"): each for each in names}
            close = difflib.get_close_matches(wanted.strip("_"), plain, 1, ALIKE)
            if wanted in methods or not close:
                continue
            method = methods[plain[close[0]]]
            start = (method.lineno, tree.lines[method.lineno - 1].index(method.name, method.col_offset))
            edit = tree.edit(start, (start[0], start[1] + len(method.name)), wanted)
            what = Text(
                ko=f"메서드의 이름이 {wanted}이어야 하는데 {method.name}입니다.",
                en=f"A method is called {method.name}; its name must be {wanted}.",
            )
            yield Draft((edit,), what)
