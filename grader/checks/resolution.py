"""How finely each tensor of a flow shows the image.

A map's stride tells levels apart where its size cannot: convolutions without padding make a map smaller and
leave it at its level; odd sizes (15, 7, 14) are padded or cropped to fit.
"""

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from grader.checks.flow import IMAGE, Flow, operation
from grader.records.graph import Argument, Graph, Node, Shape

POOLINGS = {f"{kind}_pool{dims}d" for kind in ("max", "avg") for dims in (1, 2, 3)}
CONVOLUTIONS = {f"conv{dims}d" for dims in (1, 2, 3)}
TRANSPOSED = {f"conv_transpose{dims}d" for dims in (1, 2, 3)}
PADDINGS = {
    f"{kind}_pad{dims}" for kind in ("reflection", "replication") for dims in ("1d", "2d")
} | {"constant_pad_nd"}  # fmt: skip
TRIMMING = PADDINGS | {"slice", "slice_scatter", "select_scatter", "cat"}
"""What changes a map's size by adding and removing rows, and keeps its stride."""
MIXING = {"linear", "addmm", "mm", "matmul", "bilinear", "mean", "sum", "amax", "amin", "max", "min"}
"""What makes a vector of a tensor, with no position left in it, if its result has no other dimension."""


@dataclass(frozen=True)
class Resolution:
    """Where a tensor stands in the image's pyramid.

    `stride` is how many pixels of the image one step on the map covers, by direction, `size` the map's
    (H, W). A tensor in another layout, such as a map laid flat, has those of the map that it was made from,
    and is no map. A vector has the size (1, 1) and the stride of the whole image, and so has a map of 1x1.
    """

    stride: tuple[Fraction, ...]
    size: tuple[int, ...]
    is_map: bool

    @property
    def area(self) -> Fraction:
        """How many pixels of the image one position covers: greater is coarser."""
        return math.prod(self.stride, start=Fraction(1))

    @property
    def is_vector(self) -> bool:
        """Whether it has no positions."""
        return not self.is_map and set(self.size) <= {1}

    def __str__(self) -> str:
        return "x".join(map(str, self.size))


def resolutions(flow: Flow) -> dict[int, Resolution]:
    """Return the resolution of every node's (first) result."""
    rank = _rank(flow.graph)
    image = _image(flow.graph, rank)
    whole = Resolution(tuple(map(Fraction, image)), (1,) * len(image), is_map=False)
    pixels = (Fraction(1),) * len(image)
    found = {IMAGE: Resolution(pixels, image, is_map=_size(flow.graph.input, rank) is not None)}
    for index, sources in flow.sources.items():
        if index != IMAGE:
            node = flow.graph.nodes[index]
            size = _size(node.shapes[0], rank)
            before = _main([found[source] for source in sources], size)
            found[index] = _after(node, size, before, whole, found.values())
    return found


def rate(node: Node, dims: int) -> tuple[Fraction, ...] | None:
    """Return by how much an operation's own numbers multiply the stride of a map; None if they do not say."""
    name = operation(node)
    if name in POOLINGS:
        return each(node.args[2], dims)
    if name in CONVOLUTIONS:
        return each(node.args[3], dims)
    if name in TRANSPOSED:
        return tuple(1 / step for step in each(node.args[3], dims))
    if name == "slice":
        return _along(node.args[1], node.args[4], dims)
    if name == "slice_scatter":
        return tuple(1 / step for step in _along(node.args[2], node.args[5], dims))
    return (Fraction(1),) * dims if name in TRIMMING else None


def each(argument: Argument, dims: int) -> tuple[Fraction, ...]:
    """Return one number for all directions as one number each."""
    numbers = argument if isinstance(argument, tuple) else (argument,)
    whole = tuple(Fraction(number) for number in numbers if isinstance(number, int))
    return whole * dims if len(whole) == 1 else whole


def _along(direction: Argument, step: Argument, dims: int) -> tuple[Fraction, ...]:
    """A step in one of the directions; the first two dimensions are no directions."""
    assert isinstance(direction, int)
    assert isinstance(step, int)
    at = direction - 2 if direction >= 0 else direction + dims
    return tuple(Fraction(step if other == at else 1) for other in range(dims))


def _rank(graph: Graph) -> int:
    """How many dimensions a map has: as many as the first convolution asks for, else as the input."""
    for node in graph.nodes:
        if operation(node) in CONVOLUTIONS | TRANSPOSED:
            return len(node.shapes[0])
    return len(graph.input)


def _image(graph: Graph, rank: int) -> tuple[int, ...]:
    """The size of the image: of the first tensor that is a map."""
    shapes = [graph.input, *(node.shapes[0] for node in graph.nodes if node.when != "train")]
    return next((size for shape in shapes if (size := _size(shape, rank)) is not None), (1,) * (rank - 2))


def _size(shape: Shape, rank: int) -> tuple[int, ...] | None:
    """The size of a tensor that can be a map."""
    size = tuple(size for size in shape[2:] if isinstance(size, int) and size > 0)
    return size if size and len(shape) == rank == len(size) + 2 else None


def _main(sources: list[Resolution], size: tuple[int, ...] | None) -> Resolution:
    """Whose map a result shows: of the sources of its size the coarsest, else the coarsest map."""
    return max(sources, key=lambda source: (source.size == size, source.is_map, source.area))


def _after(
    node: Node,
    size: tuple[int, ...] | None,
    before: Resolution,
    whole: Resolution,
    known: Collection[Resolution],
) -> Resolution:
    if size is None:
        mixed = operation(node) in MIXING and len(node.shapes[0]) <= 2
        return whole if mixed else replace(before, is_map=False)
    if set(size) == {1}:
        return replace(whole, is_map=True)
    factors = rate(node, len(size))
    if factors is not None and set(before.size) != {1}:
        return Resolution(_times(before.stride, factors), size, is_map=True)
    if operation(node) == "permute" and before.is_map:
        return replace(before, is_map=_keeps_directions(node))
    if size == before.size:
        return replace(before, is_map=True)
    if before.is_map or set(before.size) == {1} or _is_laid_out_anew(node, before, size):
        return Resolution(_resampled(before, size, known), size, is_map=True)
    return before


def _keeps_directions(node: Node) -> bool:
    order = node.args[1]
    return isinstance(order, tuple) and order[:2] == (0, 1)


def _is_laid_out_anew(node: Node, before: Resolution, size: tuple[int, ...]) -> bool:
    """Whether a map in another layout becomes a map of another size (patches), not heads of attention."""
    return operation(node) == "reshape" and len(set(_ratios(before.size, size))) == 1


def _resampled(
    before: Resolution, size: tuple[int, ...], known: Collection[Resolution]
) -> tuple[Fraction, ...]:
    """The stride of a map that was brought to a size by whatever means.

    It is that of an earlier map of this size, so that 7x7 enlarged to the 15x15 that it came from is where it
    came from; else the sizes' ratio, rounded to a whole number or one over it.
    """
    exact = _times(before.stride, [Fraction(old, new) for old, new in zip(before.size, size, strict=True)])
    same = {other.stride for other in known if other.is_map and other.size == size}
    near = {stride: _distance(stride, exact) for stride in same}
    nearest = min(near, key=lambda stride: near[stride], default=exact)
    return nearest if near.get(nearest, 2) < 2 else _times(before.stride, _ratios(before.size, size))


def _distance(one: tuple[Fraction, ...], other: tuple[Fraction, ...]) -> Fraction:
    """The greatest factor between two strides."""
    return max((max(a / b, b / a) for a, b in zip(one, other, strict=True)), default=Fraction(1))


def _ratios(old: tuple[int, ...], new: tuple[int, ...]) -> list[Fraction]:
    return [
        Fraction(round(Fraction(a, b))) if a >= b else 1 / Fraction(round(Fraction(b, a)))
        for a, b in zip(old, new, strict=True)
    ]


def _times(stride: tuple[Fraction, ...], factors: Iterable[Fraction]) -> tuple[Fraction, ...]:
    return tuple(old * factor for old, factor in zip(stride, factors, strict=True))
