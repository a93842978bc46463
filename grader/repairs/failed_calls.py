"""Drafts for a model that does not run as `torch.cat` or a layer is called in the wrong way."""

import ast
import difflib
from collections.abc import Iterator
from typing import Final

from grader.analysis.layers import KINDS
from grader.base.korean import with_particle
from grader.base.text import Text
from grader.checks.exception_hints import LAYER_ARGUMENTS
from grader.repairs import layer_calls
from grader.repairs.draft import Draft
from grader.repairs.failure import Failure
from grader.repairs.syntax_tree import SyntaxTree, name_of, whole_number

_ALONG: Final = Text(
    ko="torch.cat이 특성 맵을 채널 차원(dim=1)으로 잇지 않습니다.",
    en="torch.cat does not join the maps along the channels (dim=1).",
)
_LIST: Final = Text(
    ko="torch.cat에 이을 텐서를 리스트로 주지 않습니다.",
    en="torch.cat is not given the tensors in a list.",
)
_MAKES: Final = Text(
    ko="층을 적용하지 않고, 텐서를 인자로 새 층을 만듭니다.",
    en="A layer is made with a tensor as its argument, and applied to nothing.",
)


def joined(failure: Failure) -> Iterator[Draft]:
    """Yield every `torch.cat` with its tensors in a list, along the channels."""
    if failure.broken.stage != "forward":
        return
    for tree, call in failure.model.all_calls:
        if name_of(call) not in layer_calls.FUNCTIONS["Cat"] or not call.args:
            continue
        tensors = [each for each in call.args if whole_number(each) is None]
        if isinstance(call.args[0], ast.List | ast.Tuple):
            yield from _along_channels(tree, call)
        elif len(tensors) > 1 and not any(isinstance(each, ast.Starred) for each in tensors):
            listed = ", ".join(map(tree.code, tensors))
            start, end = tree.start(call.args[0]), tree.end(call)
            yield Draft((tree.edit(start, (end[0], end[1] - 1), f"[{listed}], dim=1"),), _LIST)


def _along_channels(tree: SyntaxTree, call: ast.Call) -> Iterator[Draft]:
    """Yield a call with `dim=1`, if it has none or another."""
    given = next((each.value for each in call.keywords if each.arg in ("dim", "axis")), None)
    given = given or (call.args[1] if len(call.args) > 1 else None)
    if given is None:
        yield Draft((tree.insert(tree.end(call.args[0]), ", dim=1"),), _ALONG)
    elif whole_number(given) not in (1, None):
        yield Draft((tree.replace(given, "1"),), _ALONG)


def layer_for_tensor(failure: Failure) -> Iterator[Draft]:
    """Yield layers that are made and then applied, in the place of `nn.ReLU(x)`; also all at once."""
    if failure.broken.stage != "forward" or failure.broken.error != "TypeError":
        return
    ways = [
        _applied(tree, call)
        for tree, call in failure.model.all_calls
        if name_of(call) in KINDS and tree.code(call.func).startswith(f"{failure.model.nn}.")
        if call.args and _is_tensor(call.args[0])
    ]
    if len(ways) > 1 and len({each.edits[0].line for each in ways}) == len(ways):
        yield Draft(tuple(edit for each in ways for edit in each.edits), _MAKES)
    yield from ways


def _is_tensor(node: ast.expr) -> bool:
    """Return whether an argument may be a tensor: `x`, or what a layer returns; no number and no setting."""
    return isinstance(node, ast.Call | ast.Name) and not isinstance(node, ast.Constant)


def _applied(tree: SyntaxTree, call: ast.Call) -> Draft:
    """Return the draft that makes a layer of the settings, and applies it to the tensor."""
    first = call.args[0]
    settings = [tree.code(each) for each in call.args[1:]]
    settings += [f"{each.arg}={tree.code(each.value)}" for each in call.keywords if each.arg]
    code = f"{tree.code(call.func)}({', '.join(settings)})({tree.code(first)})"
    return Draft((tree.replace(call, code),), _MAKES)


def misspelt_argument(failure: Failure) -> Iterator[Draft]:
    """Yield the argument that was probably meant by one that a layer does not have."""
    found = failure.matched(r"got an unexpected keyword argument '(\w+)'")
    for tree, call in failure.model.all_calls if found else []:
        for each in call.keywords:
            if found is None or each.arg != found[1]:
                continue
            start = tree.start(each)
            for meant in difflib.get_close_matches(found[1], LAYER_ARGUMENTS, 1):
                what = Text(
                    ko=f"{with_particle(found[1], '이라는')} 인자는 없습니다."
                    f" {with_particle(meant, '으로')} 써야 합니다.",
                    en=f"There is no argument {found[1]}; it is spelled {meant}.",
                )
                yield Draft((tree.edit(start, (start[0], start[1] + len(found[1])), meant),), what)
