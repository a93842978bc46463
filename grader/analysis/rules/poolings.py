"""Poolings are written as torch's own."""

from typing import Final

import msgspec

from grader.analysis.arguments import numbers, two
from grader.analysis.flow import operation
from grader.analysis.rules.rewriting import Rewriting
from grader.records.graph import Argument, Node, Reference, Value, references

FINDING: Final = frozenset({"max_pool2d_with_indices", "adaptive_max_pool2d"})
"""Poolings that say where they found the maxima as well."""
ALONG: Final = {"max.dim": "amax.default", "min.dim": "amin.default"}
"""What they are if nobody asks for the places."""
ADAPTIVE: Final[dict[str, tuple[str, tuple[Argument, ...]]]] = {
    "adaptive_max_pool2d": ("max_pool2d.default", ((1, 1), False)),
    "adaptive_avg_pool2d": ("avg_pool2d.default", (False, True, None)),
}
"""The pooling that each is where the sizes divide, and its arguments after the padding."""


def without_places(rewriting: Rewriting, index: int, node: Node) -> Node:
    """Leave out where a pooling found its maxima if nobody asks for it."""
    if rewriting.is_asked_for(Value(index, 1)):
        return node
    if node.op in ALONG:
        image, dim, keeps = node.args
        return msgspec.structs.replace(
            node, op=ALONG[node.op], args=(image, numbers(dim), keeps), shapes=node.shapes[:1]
        )
    if operation(node) not in FINDING:
        return node
    op = node.op.replace("_with_indices", "")
    return msgspec.structs.replace(node, op=op, shapes=node.shapes[:1])


def divided_evenly(rewriting: Rewriting, node: Node) -> Node:
    """An adaptive pooling to a size that divides the map's is a pooling."""
    if operation(node) not in ADAPTIVE or len(node.shapes) != 1:
        return node
    before, after = (shape[-2:] for shape in (rewriting.shape(references(node)[0]), node.shapes[0]))
    sizes = numbers(before), numbers(after)
    if any(b % a for b, a in zip(*sizes, strict=True)):
        return node
    kernel = tuple(b // a for b, a in zip(*sizes, strict=True))
    op, more = ADAPTIVE[operation(node)]
    args = (references(node)[0], kernel, kernel, (0, 0), *more)
    return msgspec.structs.replace(node, op=op, args=args)


def recognise_pooling(rewriting: Rewriting, node: Node) -> Node:
    """Windows that are taken out of a map and reduced are a pooling."""
    pooling = rewriting.poolings.read(node)
    if pooling is None:
        return node
    image, op, args = pooling
    return msgspec.structs.replace(node, op=op, args=(image, *args))


def round_down(rewriting: Rewriting, node: Node) -> Node | Reference:
    """Rounding up makes no difference where nothing is left over."""
    if operation(node) not in ("max_pool2d", "avg_pool2d"):
        return node
    place = 5 if operation(node) == "max_pool2d" else 4
    if node.args[place] is not True or not _fits(rewriting, node):
        return node
    return msgspec.structs.replace(node, args=(*node.args[:place], False, *node.args[place + 1 :]))


def _fits(rewriting: Rewriting, node: Node) -> bool:
    """Whether the windows of a pooling of images end where the padded map does."""
    before, after = rewriting.shape(references(node)[0])[-2:], node.shapes[0][-2:]
    kernel, stride, padding = (two(arg) for arg in node.args[1:4])
    dilation = two(node.args[4]) if operation(node) == "max_pool2d" else (1, 1)
    if not all(isinstance(size, int) for size in (*before, *after)):
        return False
    return all(
        (int(b) + 2 * p - d * (k - 1) - 1) // s + 1 == a
        for b, a, k, s, p, d in zip(before, after, kernel, stride or kernel, padding, dilation, strict=True)
    )
