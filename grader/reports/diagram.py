"""The model as the lecture draws it: layers, and between them the feature maps, wide as their resolution."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from grader.records.report import Layer, PartReport

MOST_SHEETS: Final = 6
"""Sheets that stand for the channels of a feature map, one a doubling or so."""


@dataclass(frozen=True)
class Bar:
    """A feature map: `x` and `width` in per cent of the column; a vector has no sheets."""

    x: float
    width: float
    sheets: int


@dataclass(frozen=True)
class Box:
    """A layer, and the feature map after it if that is another than before it."""

    layer: Layer
    bar: Bar | None


@dataclass(frozen=True)
class DrawnRow:
    """The student's layer beside the expected one."""

    kind: str
    yours: Box | None
    expected: Box | None


def diagram(part: PartReport) -> tuple[DrawnRow, ...]:
    """Return the rows of a part's layer table with their feature maps, all to one scale."""
    yours, expected = [row.layer for row in part.layers], [row.expected for row in part.layers]
    shapes = [_sizes(layer.shape) for layer in (*yours, *expected) if layer is not None]
    widest = max((sizes[0] for sizes in shapes if len(sizes) == 3), default=1)
    longest = max((sizes[0] for sizes in shapes if len(sizes) == 1), default=1)
    columns = (_column(yours, widest, longest), _column(expected, widest, longest))
    return tuple(
        DrawnRow(row.kind, mine, other) for row, mine, other in zip(part.layers, *columns, strict=True)
    )


def _column(layers: Iterable[Layer | None], widest: int, longest: int) -> list[Box | None]:
    boxes: list[Box | None] = []
    before = ""
    for layer in layers:
        if layer is None:
            boxes.append(None)
        else:
            boxes.append(Box(layer, None if layer.shape == before else _bar(layer.shape, widest, longest)))
            before = layer.shape
    return boxes


def _bar(shape: str, widest: int, longest: int) -> Bar | None:
    sizes = _sizes(shape)
    if len(sizes) == 3:
        sheets = min(MOST_SHEETS, 1 + math.ceil(math.log2(sizes[2]) / 1.5))
        return _centred(100 * sizes[0] / widest, sheets)
    if len(sizes) == 1:
        return _centred(100 * math.log2(1 + sizes[0]) / math.log2(1 + longest), 0)
    return None


def _centred(width: float, sheets: int) -> Bar:
    width = max(4.0, width)
    return Bar(round((100 - width) / 2, 2), round(width, 2), sheets)


def _sizes(shape: str) -> tuple[int, ...]:
    """The numbers of `28x28x6` or `400`; none of what is no such shape."""
    if not re.fullmatch(r"[1-9][0-9]{0,8}(x[1-9][0-9]{0,8})*", shape):
        return ()
    return tuple(map(int, shape.split("x")))
