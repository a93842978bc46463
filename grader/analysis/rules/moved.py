"""Numbers that are only moved are the tensor they come from, or a concatenation of several."""

import msgspec

from grader.analysis.movements import Part, is_moving
from grader.analysis.rules.idle import place_made
from grader.analysis.rules.rewriting import Rewriting
from grader.records.graph import Node, Reference, Value, Weight


def follow_moved(rewriting: Rewriting, node: Node) -> Node | Reference:
    """Numbers that are only moved are a tensor as it was, or several that are joined."""
    found = rewriting.movements.read(node)
    whole = [part[0] if isinstance(part, tuple) else part for part in found if not isinstance(part, int)]
    if not whole or _joins_already(node, found):
        return node
    parts = tuple(_part(rewriting, node, whole[0], part) for part in found)
    if len(parts) > 1:
        return msgspec.structs.replace(node, op="cat.default", args=(parts, 1))
    if node.args[:1] == parts:
        return node
    if rewriting.shape(parts[0]) == node.shapes[0]:
        return parts[0]
    return msgspec.structs.replace(node, op="reshape.default", args=(parts[0], node.shapes[0]))


def join_in_order(rewriting: Rewriting, node: Node) -> Node:
    """A convolution weighs each channel with numbers of its own, in whatever order maps are joined."""
    if node.op != "conv2d.default" or node.args[6] != 1 or not isinstance(node.args[0], Value):
        return node
    image, weight = node.args[:2]
    before = rewriting.producer(image)
    if before is None or not is_moving(before) or not isinstance(weight, Weight):
        return node
    if not rewriting.is_learnt(weight) or not rewriting.is_read_once(weight):
        return node
    parts = rewriting.movements.joined(node.args[0])
    if len(parts) < 2 or before.args[:1] == (parts,):
        return node
    joined = place_made(rewriting, node, "cat.default", (parts, 1), before.shapes[0])
    return msgspec.structs.replace(node, args=(joined, *node.args[1:]))


def _part(rewriting: Rewriting, node: Node, like: Reference, part: Part) -> Reference:
    """Return a part of a concatenation; zeros and pieces are placed for it."""
    if not isinstance(part, int | tuple):
        return part
    channels = part if isinstance(part, int) else part[2]
    shape = (node.shapes[0][0], channels, *node.shapes[0][2:])
    if isinstance(part, int):
        return place_made(rewriting, node, "new_zeros.default", (like, shape, None, None, None, None), shape)
    source, start, _ = part
    return place_made(rewriting, node, "slice.Tensor", (source, 1, start, start + channels, 1), shape)


def _joins_already(node: Node, parts: tuple[Part, ...]) -> bool:
    """Whether a node is the concatenation of these parts; what its zeros are made like is all the same."""
    read = node.args[0] if node.op == "cat.default" and isinstance(node.args[0], tuple) else ()
    if len(read) != len(parts) or node.args[1:] != (1,):
        return False
    return all(isinstance(part, int) or part == each for part, each in zip(parts, read, strict=True))
