"""The resolution at which each tensor of a flow shows the image.

A map's stride distinguishes levels where its size cannot: a convolution without padding makes a map smaller
but leaves it at its level, and odd sizes (15, 7, 14) are padded or cropped to fit.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from grader.analysis.flow import IMAGE, Flow, operation
from grader.records.graph import Argument, Node, Shape

POOLINGS = {f"{kind}_pool{dims}d" for kind in ("max", "avg") for dims in (1, 2, 3)}
CONVOLUTIONS = {f"conv{dims}d" for dims in (1, 2, 3)}
TRANSPOSED = {f"conv_transpose{dims}d" for dims in (1, 2, 3)}
PADDINGS = {
    f"{kind}_pad{dims}" for kind in ("reflection", "replication") for dims in ("1d", "2d")
} | {"constant_pad_nd"}  # fmt: skip
TRIMMING = PADDINGS | {"slice", "slice_scatter", "select_scatter", "cat"}
"""Operations that change a map's size by adding or removing rows but keep its stride."""
REDUCING = {"mean", "sum", "amax", "amin", "max", "min"}
MIXING = REDUCING | {"linear", "addmm", "mm", "matmul", "bilinear"}
"""Operations that leave no positions when their result is a vector."""


Stride = tuple[Fraction, ...]
Size = tuple[int, ...]
Known = dict[Size, set[Stride]]
"""The strides of the maps of each size."""


@dataclass(frozen=True)
class Resolution:
    """A tensor's level in the image's pyramid.

    `stride` is the number of image pixels that one step on the map covers, by direction; `size` is the map's
    (H, W). A tensor in another layout, such as a flattened map, has those of the map that it was made from
    and is not a map. A vector has the size (1, 1) and the stride of the whole image, and so does a 1x1 map.
    """

    stride: Stride
    size: Size
    is_map: bool

    @property
    def area(self) -> Fraction:
        """The number of image pixels that one position covers: greater is coarser."""
        return math.prod(self.stride, start=Fraction(1))

    @property
    def is_vector(self) -> bool:
        """Whether the tensor has no positions."""
        return not self.is_map and set(self.size) <= {1}

    def __str__(self) -> str:
        return "x".join(map(str, self.size))


def resolutions(flow: Flow) -> dict[int, Resolution]:
    """Return the resolution of every node's (first) result."""
    maps = _Maps(flow)
    image = maps.image
    whole = Resolution(tuple(map(Fraction, image)), (1,) * len(image), is_map=False)
    pixels = (Fraction(1),) * len(image)
    found = {IMAGE: Resolution(pixels, image, is_map=maps.size(flow.graph.input) is not None)}
    known: Known = {image: {pixels}}
    for index, sources in flow.sources.items():
        if index != IMAGE:
            node = flow.graph.nodes[index]
            size = maps.size(node.shapes[0])
            before = _main([found[source] for source in sources], size)
            mixed = maps.is_vector(node.shapes[0]) and operation(node) in MIXING
            found[index] = whole if mixed else _after(node, size, before, whole, known)
            if found[index].is_map:
                known.setdefault(found[index].size, set()).add(found[index].stride)
    return found


def rate(node: Node, dims: int) -> Stride | None:
    """Return the factors by which an operation's arguments multiply a map's stride; None if unknown."""
    name = operation(node)
    if name in POOLINGS:
        steps = each(node.args[2] or node.args[1], dims)  # the stride of a pooling defaults to its kernel
    elif name in CONVOLUTIONS | TRANSPOSED:
        steps = each(node.args[3], dims)
    elif name in ("slice", "slice_scatter"):
        steps = _along(node.args[-4], node.args[-1], dims)
    elif name in TRIMMING:
        steps = (1,) * dims
    else:
        return None
    finer = name in TRANSPOSED or name == "slice_scatter"
    return tuple(1 / Fraction(step) if finer else Fraction(step) for step in steps) or None


def each(argument: Argument, dims: int) -> tuple[int, ...]:
    """Return an argument as one number per direction; empty if it is not made of such numbers."""
    numbers = argument if isinstance(argument, tuple) else (argument,)
    whole = tuple(number for number in numbers if isinstance(number, int))
    return whole if len(whole) == dims else whole * dims if len(whole) == 1 else ()


def _along(direction: Argument, step: Argument, dims: int) -> tuple[int, ...]:
    """Return a step in one of the directions, by direction; the first two dimensions are not directions."""
    if not isinstance(direction, int) or not isinstance(step, int):
        return ()
    at = direction - 2 if direction >= 0 else direction + dims
    return tuple(step if other == at else 1 for other in range(dims))


class _Maps:
    """Recognises the maps of a flow: (N, C, H, W), or as many directions as its convolutions have."""

    def __init__(self, flow: Flow) -> None:
        nodes = [flow.graph.nodes[index] for index in flow.sources if index != IMAGE]
        shapes = [flow.graph.input, *(node.shapes[0] for node in nodes)]
        convolved = (node.shapes[0] for node in nodes if operation(node) in CONVOLUTIONS | TRANSPOSED)
        self._batch = flow.graph.input[0]
        self._rank = len(next(convolved, flow.graph.input))
        sizes = (size for shape in shapes if (size := self.size(shape)) is not None)
        self.image = next(sizes, (1,) * (self._rank - 2))
        """The size of the first map."""

    def size(self, shape: Shape) -> Size | None:
        """Return (H, W) of a tensor that can be a map, None of any other."""
        size = tuple(size for size in shape[2:] if isinstance(size, int) and size > 0)
        fits = shape[:1] == (self._batch,) and len(shape) == self._rank == len(size) + 2
        return size if size and fits else None

    def is_vector(self, shape: Shape) -> bool:
        """Return whether a tensor has one vector or number per image."""
        return shape[:1] == (self._batch,) and len(shape) <= 2


def _main(sources: list[Resolution], size: Size | None) -> Resolution:
    """Return the source whose map a result shows: the coarsest of its size, failing that the coarsest map."""
    return max(sources, key=lambda source: (source.size == size, source.is_map, source.area))


def _after(
    node: Node,
    size: Size | None,
    before: Resolution,
    whole: Resolution,
    known: Known,
) -> Resolution:
    if size is None:
        return replace(before, is_map=False)
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


def _is_laid_out_anew(node: Node, before: Resolution, size: Size) -> bool:
    """Return whether a map in another layout becomes a map of another size (patches), not attention heads."""
    return operation(node) in REDUCING | {"reshape"} and len(set(_ratios(before.size, size))) == 1


def _resampled(before: Resolution, size: Size, known: Known) -> Stride:
    """Return the stride of a map that was resized by any means.

    It is the stride of an earlier map of this size, so that a 7x7 map enlarged to the 15x15 that it came from
    returns to that level; otherwise, it follows from the ratio of the sizes, rounded to a whole number or its
    reciprocal. A vector has no known ratio.
    """
    exact = _times(before.stride, [Fraction(old, new) for old, new in zip(before.size, size, strict=True)])
    near = {stride: _distance(stride, exact) for stride in known.get(size, ())}
    nearest = min(near, key=lambda stride: near[stride], default=None)
    if nearest is not None and (near[nearest] < 2 or set(before.size) == {1}):
        return nearest
    return _times(before.stride, _ratios(before.size, size))


def _distance(one: Stride, other: Stride) -> Fraction:
    """Return the greatest factor between two strides."""
    return max((max(a / b, b / a) for a, b in zip(one, other, strict=True)), default=Fraction(1))


def _ratios(old: Size, new: Size) -> list[Fraction]:
    return [
        Fraction(round(Fraction(a, b))) if a >= b else 1 / Fraction(round(Fraction(b, a)))
        for a, b in zip(old, new, strict=True)
    ]


def _times(stride: Stride, factors: Iterable[Fraction]) -> Stride:
    return tuple(old * factor for old, factor in zip(stride, factors, strict=True))


# -- where the size changes ------------------------------------------------------------------------------


PIECEMEAL = {"slice", "index_select"}
"""Operations that resample one direction at a time, so that two of them in a row are one step."""


@dataclass(frozen=True)
class ResolutionStep:
    """An operation whose result is coarser or finer than everything that it reads."""

    node: int
    before: Resolution
    after: Resolution

    @property
    def is_down(self) -> bool:
        """Whether the step makes the map coarser."""
        return self.after.area > self.before.area

    @property
    def is_fully_connected(self) -> bool:
        """Whether the step leads from a map to a vector or back."""
        return (self.after if self.is_down else self.before).is_vector


def steps(flow: Flow, resolutions: dict[int, Resolution]) -> Iterator[ResolutionStep]:
    """Yield the steps of a flow in the order of computation."""
    for index in flow.sources:
        start = _start(flow, index)
        if start == IMAGE or _goes_on(flow, index):
            continue
        read = [resolutions[source] for source in flow.sources[start]]
        finest, coarsest = min(read, key=_area), max(read, key=_area)
        after = resolutions[index]
        if not finest.area <= after.area <= coarsest.area:
            yield ResolutionStep(index, coarsest if after.area > coarsest.area else finest, after)


def _area(resolution: Resolution) -> float:
    return float(resolution.area)


def _start(flow: Flow, index: int) -> int:
    """Return the first of the consecutive operations that end in a node."""
    while len(flow.sources[index]) == 1 and _goes_on(flow, flow.sources[index][0]):
        (index,) = flow.sources[index]
    return index


def _goes_on(flow: Flow, index: int) -> bool:
    """Return whether a node resamples one direction and its only user resamples another."""
    users = flow.users[index]
    if index == IMAGE or len(users) != 1:
        return False
    this, user = (operation(flow.graph.nodes[node]) for node in (index, *users))
    return this == user and this in PIECEMEAL
