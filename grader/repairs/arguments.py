"""Change arguments of the calls that make layers, by keyword or by position, as the student wrote them."""

import ast
from collections.abc import Mapping

from grader.records.repair_protocol import TextEdit
from grader.repairs.student_model import Made, Spot, StudentModel
from grader.repairs.syntax_tree import SyntaxTree, whole_number

SETTING = int | bool | tuple[int, ...]
"""A value of an argument."""

_CONVOLUTION = (
    "in_channels",
    "out_channels",
    "kernel_size",
    "stride",
    "padding",
    "dilation",
    "groups",
    "bias",
)
_TRANSPOSED = (
    "in_channels", "out_channels", "kernel_size", "stride", "padding", "output_padding", "groups", "bias",
    "dilation",
)  # fmt: skip
SIGNATURES: dict[str, tuple[str, ...]] = {
    "Conv2d": _CONVOLUTION,
    "ConvTranspose2d": _TRANSPOSED,
    "Linear": ("in_features", "out_features", "bias"),
    "MaxPool2d": ("kernel_size", "stride", "padding", "dilation", "return_indices", "ceil_mode"),
    "AvgPool2d": ("kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override"),
    "BatchNorm2d": ("num_features",),
    "BatchNorm1d": ("num_features",),
    "max_pool2d": ("input", "kernel_size", "stride", "padding", "dilation", "ceil_mode"),
    "avg_pool2d": ("input", "kernel_size", "stride", "padding", "ceil_mode", "count_include_pad"),
}
"""The parameters of the calls that make layers, in order."""


def argument(call: ast.Call, kind: str, name: str) -> ast.expr | None:
    """Return the expression given for a parameter; None if the call leaves it out."""
    keyword = next((each.value for each in call.keywords if each.arg == name), None)
    if keyword is not None:
        return keyword
    if name not in SIGNATURES[kind] or any(isinstance(each, ast.Starred) for each in call.args):
        return None
    place = SIGNATURES[kind].index(name)
    return call.args[place] if place < len(call.args) else None


def changed(
    model: StudentModel, made: Made, settings: Mapping[str, SETTING], *, at_origin: bool
) -> tuple[TextEdit, ...] | None:
    """Return the edits that give arguments other values; None if they cannot be made here.

    Args:
        model: the student's model.
        made: the call that makes the layer.
        settings: the values by parameter.
        at_origin: whether to change the constants that the arguments come from, not the call itself. What is
            computed from such a constant is left to follow it.
    """
    edits: dict[TextEdit, None] = {}
    new: list[str] = []
    for name, value in settings.items():
        given = argument(made.call, made.kind, name)
        if given is None:
            new.append(f"{name}={value!r}")
            continue
        spot = Spot(made.tree, given)
        if at_origin:
            origins = model.origins(spot, made.path)
            if not origins and _is_computed(given):
                continue
            if len(origins) != 1:
                return None
            (spot,) = origins
        elif made.shared and whole_number(given) is None and not isinstance(given, ast.Constant | ast.Tuple):
            return None
        edits[spot.tree.replace(spot.node, written(value, spot))] = None
    if new:
        edits[_appended(made.tree, made.call, ", ".join(new))] = None
    return tuple(edits) or None


def _is_computed(node: ast.expr) -> bool:
    """Return whether an argument is computed from a name, as in `padding=k // 2`: it may follow another."""
    return isinstance(node, ast.BinOp) and any(isinstance(each, ast.Name) for each in ast.walk(node))


def written(value: SETTING, spot: Spot) -> str:
    """Return a value in the style of the expression that it replaces."""
    if isinstance(value, tuple):
        if len(set(value)) == 1 and not isinstance(spot.node, ast.Tuple):
            return repr(value[0])
        return repr(value)
    if isinstance(spot.node, ast.Tuple):
        return repr((value,) * len(spot.node.elts))
    return product(value, spot.node) or repr(value)


def product(value: int, node: ast.expr) -> str:
    """Return a number as a product of the form `C * H * H`, like the one it replaces; empty if none fits."""
    factors = _factors(node)
    if len(factors) != 3 or type(value) is not int:
        return ""
    order = [factors.index(each) for each in factors if factors.count(each) == 1]
    place = order[0] if len(order) == 1 else 0
    channels = factors[place]
    sides = [each for number, each in enumerate(factors) if number != place]
    if value % channels == 0 and (side := round((value // channels) ** 0.5)) ** 2 * channels == value:
        sides = [side, side]
    elif value % (sides[0] * sides[1]) == 0:
        channels = value // (sides[0] * sides[1])
    else:
        return ""
    sides.insert(place, channels)
    return " * ".join(map(str, sides))


def _factors(node: ast.expr) -> list[int]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return [*_factors(node.left), *_factors(node.right)]
    value = whole_number(node)
    return [] if value is None else [value]


def _appended(tree: SyntaxTree, call: ast.Call, text: str) -> TextEdit:
    """Return the edit that adds arguments at the end of a call."""
    values = [*call.args, *(each.value for each in call.keywords)]
    if not values:
        line, column = tree.end(call)
        return tree.insert((line, column - 1), text)
    last = max(values, key=tree.end)
    return tree.insert(tree.end(last), f", {text}")
