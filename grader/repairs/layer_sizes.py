"""The sizes of all feature maps if a layer were another one: what the layers after it must then take."""

import math
from collections.abc import Callable, Mapping

from grader.analysis.flow import operation, shape_of
from grader.records.graph import Graph, Node, Reference, Shape, Value, references

Sizes = tuple[int, ...]
"""A shape without the batch."""
Rule = Callable[[Sizes], Sizes | None]
"""The size after a layer, by the size before it; None if the layer cannot take it."""


def always(after: Sizes | None) -> Rule:
    """Return the rule of a layer whose result has one size, whatever it takes."""
    return lambda _before: after


def sizes(graph: Graph, others: Mapping[int, Rule]) -> dict[int, Sizes | None]:
    """Return the size of each node's first result if some nodes followed other rules; None where unknown."""
    found: dict[int, Sizes | None] = {}
    for index, node in enumerate(graph.nodes):
        found[index] = _after(graph, index, node, found, others)
    return found


def size_of(graph: Graph, reference: Reference, found: Mapping[int, Sizes | None]) -> Sizes | None:
    """Return the size that a node's input gets."""
    if isinstance(reference, Value):
        return found[reference.node] if reference.out == 0 else None
    return whole(shape_of(graph, reference))


def whole(shape: Shape) -> Sizes:
    """Return a shape without its batch."""
    return tuple(size if isinstance(size, int) else size.times for size in shape[1:])


def _after(
    graph: Graph,
    index: int,
    node: Node,
    found: Mapping[int, Sizes | None],
    others: Mapping[int, Rule],
) -> Sizes | None:
    reads = references(node)
    if not reads or not node.shapes:
        return whole(node.shapes[0]) if node.shapes else None
    before = size_of(graph, reads[0], found)
    if index in others:
        return others[index](before) if before else None
    now = whole(node.shapes[0])
    was = whole(shape_of(graph, reads[0]))
    if before is None:
        return None
    if operation(node) == "cat":
        parts = [size_of(graph, each, found) for each in reads]
        return _joined([each for each in parts if each], len(reads))
    if before == was:
        return now
    return _by_operation(graph, node, before, was, now)


def _joined(parts: list[Sizes], number: int) -> Sizes | None:
    if len(parts) < number or len({each[1:] for each in parts}) > 1:
        return None
    return (sum(each[0] for each in parts), *parts[0][1:])


def _by_operation(graph: Graph, node: Node, before: Sizes, was: Sizes, now: Sizes) -> Sizes | None:
    kind = operation(node)
    if kind == "linear":
        return (*before[:-1], now[-1])
    if kind == "conv2d":
        kernel = whole(shape_of(graph, references(node)[1]))[1:]
        return convolved(now[0], kernel, _pair(node.args[3]), _pair(node.args[4]))(before)
    if kind == "conv_transpose2d":
        kernel = whole(shape_of(graph, references(node)[1]))[1:]
        return transposed(now[0], kernel, _pair(node.args[3]), _pair(node.args[4]), _pair(node.args[5]))(
            before
        )
    if kind in ("max_pool2d", "avg_pool2d"):
        kernel, stride, padding = (_pair(each) for each in node.args[1:4])
        return pooled(kernel, stride, padding)(before)
    if kind == "reshape":
        return (math.prod(before),) if len(now) == 1 and math.prod(was) == now[0] else None
    if now == was:
        return before
    if kind.startswith("upsample") and len(now) == len(before) == 3:
        return (before[0], before[1] * now[1] // was[1], before[2] * now[2] // was[2])
    return None


def convolved(filters: int, kernel: Sizes, stride: Sizes, padding: Sizes) -> Rule:
    """Return the rule of a convolution without dilation."""

    def after(before: Sizes) -> Sizes | None:
        if len(before) != 3:
            return None
        sides = [
            (side + 2 * p - k) // s + 1
            for side, k, s, p in zip(before[1:], kernel, stride, padding, strict=True)
        ]
        return (filters, *sides) if min(sides) > 0 else None

    return after


def transposed(filters: int, kernel: Sizes, stride: Sizes, padding: Sizes, extra: Sizes = (0, 0)) -> Rule:
    """Return the rule of a transposed convolution without dilation."""

    def after(before: Sizes) -> Sizes | None:
        if len(before) != 3:
            return None
        sides = [
            (side - 1) * s - 2 * p + k + more
            for side, k, s, p, more in zip(before[1:], kernel, stride, padding, extra, strict=True)
        ]
        return (filters, *sides) if min(sides) > 0 else None

    return after


def pooled(kernel: Sizes, stride: Sizes, padding: Sizes) -> Rule:
    """Return the rule of a pooling."""

    def after(before: Sizes) -> Sizes | None:
        if len(before) != 3:
            return None
        return convolved(before[0], kernel, stride, padding)(before)

    return after


def linear(outputs: int) -> Rule:
    """Return the rule of a fully connected layer."""
    return lambda before: (*before[:-1], outputs)


def _pair(value: object) -> Sizes:
    if isinstance(value, tuple):
        numbers = tuple(each for each in value if isinstance(each, int))
        return numbers * 2 if len(numbers) == 1 else numbers or (0, 0)
    return (value, value) if isinstance(value, int) else (0, 0)
