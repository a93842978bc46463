"""The convolutions of a model: what each reads, what it makes, and its settings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from grader.analysis.flow import line_of, operation, shape_of
from grader.analysis.resolution import CONVOLUTIONS, PADDINGS, TRANSPOSED, each
from grader.records.graph import Graph, Reference, Shape, Value, references
from grader.records.source import Line

Numbers = tuple[int, ...]
"""One number per direction: (H, W)."""


@dataclass(frozen=True)
class Convolution:
    """A convolution or transposed convolution of the evaluation pass."""

    node: int
    is_transposed: bool
    channels: int
    filters: int
    kernel: Numbers
    stride: Numbers
    padding: Numbers
    """The convolution's own padding; empty for `same` if that differs between the two ends."""
    margin: Numbers
    """The padding that an operation right before it, such as `F.pad`, adds around the map."""
    dilation: Numbers
    groups: int
    """The number of parts that the channels are split into, each read by filters of its own."""
    before: Numbers
    after: Numbers
    at: Line | None

    @property
    def notation(self) -> str:
        """The lab's notation: `[5x5x3]x16, s1, p2`."""
        return (
            f"{'Up ' if self.is_transposed else ''}"
            f"[{written(self.kernel[::-1])}x{self.channels}]x{self.filters}"
            f", s{_one(self.stride)}, p{_one(self.padding) or 'same'}"
            f"{'' if set(self.dilation) == {1} else f', d{_one(self.dilation)}'}"
            f"{'' if self.groups == 1 else f', g{self.groups}'}"
        )


def convolutions(graph: Graph) -> Iterator[Convolution]:
    """Yield the convolutions of the evaluation pass in the order of computation."""
    for index, node in enumerate(graph.nodes):
        if node.when != "train" and operation(node) in CONVOLUTIONS | TRANSPOSED:
            yield _convolution(graph, index)


def _convolution(graph: Graph, index: int) -> Convolution:
    node = graph.nodes[index]
    is_transposed = operation(node) in TRANSPOSED
    read, weight = references(node)[:2]
    filters, channels, *kernel = _whole(shape_of(graph, weight))
    dims = len(kernel)
    return Convolution(
        node=index,
        is_transposed=is_transposed,
        channels=filters if is_transposed else channels,
        filters=channels if is_transposed else filters,
        kernel=tuple(kernel),
        stride=each(node.args[3], dims),
        padding=each(node.args[4], dims),
        margin=_margin(graph, read, dims),
        dilation=each(node.args[7 if is_transposed else 5], dims),
        groups=groups if isinstance(groups := node.args[6], int) else 1,
        before=_whole(shape_of(graph, read))[2:],
        after=_whole(node.shapes[0])[2:],
        at=line_of(graph, index),
    )


def _whole(shape: Shape) -> Numbers:
    """Return a shape for a batch of one."""
    return tuple(size if isinstance(size, int) else size.times for size in shape)


def _margin(graph: Graph, read: Reference, dims: int) -> Numbers:
    """Return the rows that a padding adds at each end, by direction; 0 if the ends differ."""
    node = graph.nodes[read.node] if isinstance(read, Value) else None
    ends = node.args[1] if node is not None and operation(node) in PADDINGS else ()
    if not isinstance(ends, tuple) or ends[0::2] != ends[1::2]:
        return (0,) * dims
    return tuple(reversed([*(end for end in ends[0::2] if isinstance(end, int)), *(0,) * dims][:dims]))


def _one(numbers: Numbers) -> str:
    return written(numbers[:1] if len(set(numbers)) == 1 else numbers)


def written(size: Iterable[int]) -> str:
    """Return a size as `16x16`."""
    return "x".join(map(str, size))
