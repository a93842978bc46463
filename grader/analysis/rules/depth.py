"""Operations on volumes of one slice are those on the slice, an image."""

from typing import Final

import msgspec

from grader.analysis.arguments import numbers
from grader.analysis.rules.idle import leave_out_idle, place_made
from grader.analysis.rules.rewriting import Rewriting
from grader.records.graph import Argument, Node, Reference, Shape, Weight

FLAT: Final = {
    "conv3d.default": "conv2d.default",
    "conv_transpose3d.input": "conv_transpose2d.input",
    "max_pool3d.default": "max_pool2d.default",
    "avg_pool3d.default": "avg_pool2d.default",
}
LEARNING: Final = frozenset({"conv3d.default", "conv_transpose3d.input"})
NEUTRAL: Final = (1, 0)
"""A kernel, stride, dilation or padding that changes nothing."""


def leave_out_depth(rewriting: Rewriting, node: Node) -> Node | Reference:
    """What works on each slice of a volume alone works on images."""
    if node.op not in FLAT or not isinstance(node.args[0], Reference):
        return node
    image, shape = node.args[0], rewriting.shape(node.args[0])
    if node.op in LEARNING:
        return _layer(rewriting, node, image, shape)
    args = _without_first(node.args[1:])
    if args is None or len(shape) != 4:
        return node
    return msgspec.structs.replace(node, op=FLAT[node.op], args=(image, *args))


def _layer(rewriting: Rewriting, node: Node, image: Reference, shape: Shape) -> Node | Reference:
    weight, bias, *more = node.args[1:]
    args = _without_first(tuple(more))
    if args is None or len(shape) != 5 or shape[2] != 1 or node.shapes[0][2] != 1:
        return node
    if not isinstance(weight, Weight) or not rewriting.is_learnt(weight):
        return node
    sizes = rewriting.shape(weight)
    if sizes[2] != 1 or not rewriting.take_shapes({weight: (*sizes[:2], *sizes[3:])}, (weight,)):
        return node
    flat = place_made(
        rewriting, node, "reshape.default", (image, (*shape[:2], *shape[3:])), (*shape[:2], *shape[3:])
    )
    made = (*node.shapes[0][:2], *node.shapes[0][3:])
    layer = place_made(rewriting, node, FLAT[node.op], (flat, weight, bias, *args), made)
    laid_out = (layer, node.shapes[0])
    return leave_out_idle(rewriting, msgspec.structs.replace(node, op="reshape.default", args=laid_out))


def _without_first(arguments: tuple[Argument, ...]) -> tuple[Argument, ...] | None:
    """Return what arguments say of rows and columns; None if they do something along the depth."""
    found: list[Argument] = []
    for argument in arguments:
        sizes = numbers(argument) if isinstance(argument, tuple) else ()
        if sizes and (len(set(sizes)) > 1 or len(sizes) == 3) and sizes[0] not in NEUTRAL:
            return None
        found.append(sizes[1:] if len(sizes) == 3 else argument)
    return tuple(found)
