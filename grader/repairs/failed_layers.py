"""Drafts for a model that does not run as a layer was not made, or is kept in what cannot be called."""

import ast
from collections.abc import Iterator
from typing import Final

from grader.analysis.layers import KINDS
from grader.base.korean import with_particle
from grader.base.text import Text
from grader.repairs.draft import Draft
from grader.repairs.failure import Failure
from grader.repairs.layer_calls import FUNCTIONS
from grader.repairs.syntax_tree import SyntaxTree, name_of, self_attribute

LISTS: Final = ("Sequential", "ModuleList")
_SPREAD: Final = Text(
    ko="nn.Sequential에 층의 리스트를 그대로 넣습니다.",
    en="nn.Sequential is given a list, not the layers in it.",
)
_LISTED: Final = Text(
    ko="층의 리스트는 입력에 적용할 수 없습니다.", en="A list of layers cannot be applied to an input."
)
_WHY_SEQUENTIAL: Final = Text(
    ko="nn.Sequential은 층을 차례로 적용합니다.", en="nn.Sequential applies its layers one after another."
)
_COMMA: Final = Text(
    ko="줄 끝에 쉼표가 있어 층이 아니라 튜플이 됩니다.",
    en="A comma at the end of the line makes a tuple of the layer.",
)
_COMPARED: Final = Text(
    ko="= 대신 ==를 써서, 값을 넣지 않고 비교합니다.", en="== compares; = is what assigns."
)


def not_made(failure: Failure) -> Iterator[Draft]:
    """Yield `nn.ReLU()` for `nn.ReLU` or `F.relu` among layers, and `*layers` for a list of them."""
    if not failure.matched("is not a Module subclass"):
        return
    for tree, call in failure.model.all_calls:
        if name_of(call) not in LISTS:
            continue
        for each in [*call.args, *_items(call)]:
            yield from _made(failure, tree, each)
        if len(call.args) == 1 and isinstance(call.args[0], ast.Name | ast.List):
            yield Draft((tree.insert(tree.start(call.args[0]), "*"),), _SPREAD)


def _items(call: ast.Call) -> list[ast.expr]:
    return [each for arg in call.args if isinstance(arg, ast.List) for each in arg.elts]


def _made(failure: Failure, tree: SyntaxTree, node: ast.expr) -> Iterator[Draft]:
    """Yield a layer in the place of its class, or of the function that does the same."""
    name = node.attr if isinstance(node, ast.Attribute) else ""
    kinds = [kind for kind, names in FUNCTIONS.items() if name in names]
    if name in KINDS:
        what = Text(
            ko=f"{with_particle(name, '을')} 만들지 않고 클래스를 그대로 넣습니다.",
            en=f"{name} is not made: its class stands where the layer should.",
        )
        yield Draft((tree.insert(tree.end(node), "()"),), what)
    elif kinds:
        code = f"{failure.model.nn}.{kinds[0]}()"
        what = Text(
            ko=f"{with_particle(name, '은')} 층이 아니라 함수입니다.",
            en=f"{name} is a function and no layer.",
        )
        yield Draft((tree.replace(node, code),), what)


def class_for_a_block(failure: Failure) -> Iterator[Draft]:
    """Yield the block that is made in the place of its class: `self.unet = UNet()`."""
    if failure.broken.stage != "forward" or failure.broken.error != "TypeError":
        return
    for tree, node in _assigned(failure):
        if isinstance(node.value, ast.Name) and node.value.id in failure.model.classes:
            name = node.value.id
            what = Text(
                ko=f"{with_particle(name, '을')} 만들지 않고 클래스를 그대로 씁니다.",
                en=f"{name} is not made: its class is used in its place.",
            )
            yield Draft((tree.insert(tree.end(node.value), "()"),), what)


def list_of_layers(failure: Failure) -> Iterator[Draft]:
    """Yield an `nn.Sequential` for a list of layers that forward applies as a whole."""
    called = failure.matched(r"'list' object is not callable|\[ModuleList\] is missing")
    for tree, node in _assigned(failure) if called else []:
        value, sequential = node.value, f"{failure.model.nn}.Sequential"
        if isinstance(value, ast.Name | ast.List | ast.ListComp):
            yield Draft(tree.wrap(value, f"{sequential}(*", ")"), _LISTED, _WHY_SEQUENTIAL)
        elif isinstance(value, ast.Call) and name_of(value) == "ModuleList" and len(value.args) == 1:
            code = f"{sequential}(*{tree.code(value.args[0])})"
            yield Draft((tree.replace(value, code),), _LISTED, _WHY_SEQUENTIAL)


def _assigned(failure: Failure) -> list[tuple[SyntaxTree, ast.Assign]]:
    """Return the statements that set attributes of the model."""
    return [
        (tree, node)
        for tree, owner in failure.model.classes.values()
        for node in ast.walk(owner)
        if isinstance(node, ast.Assign) and self_attribute(node.targets[0])
    ]


def with_a_comma(failure: Failure) -> Iterator[Draft]:
    """Yield a layer without the comma after it, which makes a tuple of it."""
    for tree, node in _assigned(failure) if failure.matched("'tuple' object is not callable") else []:
        if isinstance(node.value, ast.Tuple) and len(node.value.elts) == 1:
            yield Draft((tree.replace(node.value, tree.code(node.value.elts[0])),), _COMMA)


def compared(failure: Failure) -> Iterator[Draft]:
    """Yield `=` for the `==` of a statement that only compares."""
    for tree, owner in failure.model.classes.values():
        for node in ast.walk(owner):
            value = node.value if isinstance(node, ast.Expr) else None
            if isinstance(value, ast.Compare) and isinstance(value.ops[0], ast.Eq):
                start, end = tree.end(value.left), tree.start(value.comparators[0])
                yield Draft((tree.edit(start, end, " = "),), _COMPARED)
