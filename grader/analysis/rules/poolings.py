"""Poolings are written as torch's own."""

import math
from typing import Final

import msgspec

from grader.analysis.arguments import numbers, two
from grader.analysis.flow import operation
from grader.analysis.rules.activations import number_of
from grader.analysis.rules.rewriting import Rewriting
from grader.records.graph import Argument, Node, Reference, Size, Value, references

FINDING: Final = frozenset({"max_pool2d_with_indices", "adaptive_max_pool2d"})
"""Poolings that say where they found the maxima as well."""
ALONG: Final = {"max.dim": "amax.default", "min.dim": "amin.default"}
"""What they are if nobody asks for the places."""
ADAPTIVE: Final[dict[str, tuple[str, tuple[Argument, ...]]]] = {
    "adaptive_max_pool2d": ("max_pool2d.default", ((1, 1), False)),
    "adaptive_avg_pool2d": ("avg_pool2d.default", (False, True, None)),
}
"""The pooling that each is where the sizes divide, and its arguments after the padding."""
JOINED: Final[dict[str, tuple[tuple[Argument, ...], ...]]] = {
    "max_pool2d": (((1, 1), False), (1, False)),
    "avg_pool2d": ((False, True, None),),
}
"""Poolings of rows and columns apart, and what their arguments after the padding must be."""


def without_places(rewriting: Rewriting, index: int, node: Node) -> Node:
    """Leave out where a pooling found its maxima if nobody asks for it."""
    if rewriting.is_asked_for(Value(index, 1)):
        return node
    if node.op in ALONG:
        image, dim, keeps = node.args
        return msgspec.structs.replace(
            node, op=ALONG[node.op], args=(image, numbers(dim), keeps), shapes=node.shapes[:1]
        )
    if node.op in ("topk.default", "kthvalue.default"):
        return _only_the_first(node, _along(rewriting, node))
    if operation(node) not in FINDING:
        return node
    op = node.op.replace("_with_indices", "")
    return msgspec.structs.replace(node, op=op, shapes=node.shapes[:1])


def _only_the_first(node: Node, size: Size) -> Node:
    """The one largest, or the one at either end of the order, if nobody asks where it was."""
    if node.op == "topk.default" and node.args[1] == 1:
        op = "amax.default" if node.args[3] is True else "amin.default"
        args = (node.args[0], numbers(node.args[2]), True)
    elif node.op == "kthvalue.default" and node.args[1] in (1, size):
        op = "amin.default" if node.args[1] == 1 else "amax.default"
        args = (node.args[0], numbers(node.args[2]), node.args[3] is True)
    else:
        return node
    return msgspec.structs.replace(node, op=op, args=args, shapes=node.shapes[:1])


def _along(rewriting: Rewriting, node: Node) -> Size:
    """Return how many numbers an order is made of."""
    (source,), dim = references(node), node.args[2]
    assert isinstance(dim, int)
    return rewriting.shape(rewriting.now(source))[dim]


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


def join_rows_and_columns(rewriting: Rewriting, node: Node) -> Node:
    """A pooling of the rows of what a pooling of the columns makes is one, and the other way round."""
    before = rewriting.producer(references(node)[0]) if operation(node) in JOINED else None
    if before is None or before.op != node.op or before.args[3:] != node.args[3:]:
        return node
    (rows, columns), (own_rows, own_columns) = two(before.args[1]), two(node.args[1])
    apart = (columns, own_rows) == (1, 1) or (rows, own_columns) == (1, 1)
    plain = two(before.args[2]) == (rows, columns) and two(node.args[2]) == (own_rows, own_columns)
    if not apart or not plain or any(two(node.args[3])) or node.args[4:] not in JOINED[operation(node)]:
        return node
    kernel = (rows * own_rows, columns * own_columns)
    return msgspec.structs.replace(node, args=(before.args[0], kernel, kernel, *node.args[3:]))


def halve_bilinearly(rewriting: Rewriting, node: Node) -> Node:
    """Half as large by straight lines between the centres of pixels, a map is the mean of two by two."""
    if node.op != "upsample_bilinear2d.vec" or node.args[2] is not False:
        return node
    before, after = rewriting.shape(references(node)[0])[-2:], node.shapes[0][-2:]
    sizes, halves = numbers(before), numbers(after)
    scales = node.args[3] in (None, (0.5, 0.5))
    if not scales or len(sizes) != 2 or sizes != tuple(2 * each for each in halves):
        return node
    args = (references(node)[0], (2, 2), (2, 2), (0, 0), False, True, None)
    return msgspec.structs.replace(node, op="avg_pool2d.default", args=args)


def average_by_weights(rewriting: Rewriting, node: Node) -> Node:
    """A convolution of each channel with weights that are all alike, and not learnt, is a mean."""
    if node.op != "conv2d.default" or node.args[2] is not None:
        return node
    image, weight, _, stride, padding, dilation, groups = node.args
    if not isinstance(image, Reference) or not isinstance(weight, Reference):
        return node
    number, sizes = number_of(rewriting, weight), rewriting.shape(weight)
    kernel = numbers(sizes)[2:]
    is_mean = number is not None and math.isclose(number * math.prod(kernel), 1, rel_tol=1e-6)
    each_channel = rewriting.shape(image)[1] == groups == sizes[0]
    if not is_mean or not each_channel or any(two(padding)) or set(two(dilation)) != {1}:
        return node
    args = (image, kernel, stride, (0, 0), False, True, None)
    return msgspec.structs.replace(node, op="avg_pool2d.default", args=args)
