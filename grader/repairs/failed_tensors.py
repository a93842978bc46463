"""Drafts for a model that does not run as a tensor has its dimensions in another order, or another type."""

import ast
from collections.abc import Iterator
from typing import Final

from grader.base.text import Text
from grader.repairs import layer_calls
from grader.repairs.draft import Draft
from grader.repairs.failure import Failure
from grader.repairs.syntax_tree import name_of

ORDER: Final = ("permute", "transpose", "movedim", "moveaxis", "swapaxes", "squeeze", "unsqueeze")
"""Functions and methods that give a tensor other dimensions, or another order of them."""
TYPE: Final = ("double", "half", "bfloat16", "long", "int", "short", "byte", "bool", "type", "to")
"""Methods that give a tensor another type."""

_ORDER: Final = Text(
    ko="텐서의 차원을 다른 순서로 바꿉니다.", en="The dimensions of a tensor are put into another order."
)
_WHY_ORDER: Final = Text(
    ko="torch의 층은 (N, C, H, W) 순서로 받고, 이미지는 이미 그 순서입니다.",
    en="Layers of torch take (N, C, H, W), and the images come in that order.",
)
_TYPE: Final = Text(
    ko="값을 가중치와 다른 자료형으로 바꿉니다.",
    en="The values are given another type than the weights have.",
)
_WHY_TYPE: Final = Text(
    ko="층의 입력과 가중치는 자료형이 같아야 합니다.",
    en="A layer's input and its weights must be of one type.",
)


def reordered(failure: Failure) -> Iterator[Draft]:
    """Yield forward without each call that gives a tensor other dimensions."""
    if failure.broken.stage == "forward" and failure.broken.reason == "exception":
        yield from _left_out(failure, ORDER, _ORDER, _WHY_ORDER)


def other_type(failure: Failure) -> Iterator[Draft]:
    """Yield forward without each call that gives a tensor another type."""
    if failure.matched(r"dtype|scalar type|Input type \("):
        yield from _left_out(failure, TYPE, _TYPE, _WHY_TYPE)


def _left_out(failure: Failure, names: tuple[str, ...], what: Text, why: Text) -> Iterator[Draft]:
    for tree, call in failure.model.all_calls:
        method = isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name | ast.Call)
        if name_of(call) in names and method and tree.function(call) is not None:
            edits = layer_calls.unwrapped(tree, call)
            if edits:
                yield Draft(edits, what, why)
