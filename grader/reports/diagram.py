"""The model as the lecture draws it: layers, with feature maps between them as wide as their resolution."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from grader.records.report import PartReport, ShownLayer

MOST_SHEETS: Final = 6
"""Maximum number of sheets for the channels of a feature map: about one for every 1.5 doublings."""


@dataclass(frozen=True)
class MapBar:
    """A feature map: `x` and `width` are in per cent of the column, and a vector has no sheets."""

    x: float
    width: float
    sheets: int


@dataclass(frozen=True)
class Box:
    """A layer, with the feature map after it if its shape differs from the one before."""

    layer: ShownLayer
    bar: MapBar | None


@dataclass(frozen=True)
class DrawnRow:
    """The student's layer beside the expected one.

    `skips` holds, for every lane beside the student's layers, the piece of a skip in this row: `first`,
    `middle`, `last`, `only`, or an empty string. `joined` are the layers whose feature maps this one joins.
    """

    kind: str
    yours: Box | None
    expected: Box | None
    skips: tuple[str, ...]
    joined: tuple[ShownLayer, ...]


def diagram(part: PartReport) -> tuple[DrawnRow, ...]:
    """Return the rows of a part's layer table with their feature maps, all on one scale."""
    yours, expected = [row.layer for row in part.layers], [row.expected for row in part.layers]
    shapes = [_sizes(layer.shape) for layer in (*yours, *expected) if layer is not None]
    widest = max((sizes[0] for sizes in shapes if len(sizes) == 3), default=1)
    longest = max((sizes[0] for sizes in shapes if len(sizes) == 1), default=1)
    columns = (_column(yours, widest, longest), _column(expected, widest, longest))
    lanes = _lanes(part)
    return tuple(
        DrawnRow(row.kind, mine, other, skips, _joined(row.layer, yours))
        for row, mine, other, skips in zip(part.layers, *columns, lanes, strict=True)
    )


def _joined(layer: ShownLayer | None, layers: list[ShownLayer | None]) -> tuple[ShownLayer, ...]:
    places = layer.joins if layer else ()
    return tuple(found for place in places if place < len(layers) and (found := layers[place]))


def _lanes(part: PartReport) -> list[tuple[str, ...]]:
    """Return the lanes beside each row: a skip starts below its first layer and ends above its last."""
    skips = sorted(
        (
            (start + 1, end - 1)
            for end, row in enumerate(part.layers)
            for start in (row.layer.joins if row.layer else ())
            if start < end - 1
        ),
        key=lambda skip: skip[1] - skip[0],
    )
    lanes: list[list[str]] = []
    for first, last in skips:
        free = (lane for lane in lanes if not any(lane[first : last + 1]))
        lane = next(free, None)
        if lane is None:
            lanes.append(lane := [""] * len(part.layers))
        lane[first : last + 1] = ["middle"] * (last + 1 - first)
        lane[first], lane[last] = ("first", "last") if first < last else ("only", "only")
    return [tuple(lane[n] for lane in reversed(lanes)) for n in range(len(part.layers))]


def _column(layers: Iterable[ShownLayer | None], widest: int, longest: int) -> list[Box | None]:
    boxes: list[Box | None] = []
    before = ""
    for layer in layers:
        if layer is None:
            boxes.append(None)
        else:
            boxes.append(Box(layer, None if layer.shape == before else _bar(layer.shape, widest, longest)))
            before = layer.shape
    return boxes


def _bar(shape: str, widest: int, longest: int) -> MapBar | None:
    sizes = _sizes(shape)
    if len(sizes) == 3:
        sheets = min(MOST_SHEETS, 1 + math.ceil(math.log2(sizes[2]) / 1.5))
        return _centred(100 * sizes[0] / widest, sheets)
    if len(sizes) == 1:
        return _centred(100 * math.log2(1 + sizes[0]) / math.log2(1 + longest), 0)
    return None


def _centred(width: float, sheets: int) -> MapBar:
    width = max(4.0, width)
    return MapBar(round((100 - width) / 2, 2), round(width, 2), sheets)


def _sizes(shape: str) -> tuple[int, ...]:
    """Return the numbers in a shape such as `28x28x6` or `400`; empty for any other text."""
    if not re.fullmatch(r"[1-9][0-9]{0,8}(x[1-9][0-9]{0,8})*", shape):
        return ()
    return tuple(map(int, shape.split("x")))
