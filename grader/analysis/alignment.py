"""Align the student's layers with the expected ones, like a diff.

A missing or extra layer does not shift the others out of line: the alignment is the one with the least total
cost (Needleman and Wunsch, 1970).
"""

import math
from dataclasses import dataclass
from typing import Literal

from grader.analysis.layers import (
    ACTIVATIONS,
    CELLS,
    CONVOLUTIONS,
    POOLINGS,
    RECURRENT,
    SHAPING,
    WEIGHTED,
    Layer,
)
from grader.base.memoize import remembered

GAP = 1.0
"""Cost of a layer without a counterpart."""
FOLLOWS = 0.1
"""Cost of the same layer on other inputs; if several layers are the same, one on the same inputs wins."""
ELSEWHERE = 0.05
"""Cost of an activation after another layer with weights, so that of equal ones, one in its place wins."""
OF_ANOTHER_KIND = 0.5
"""The same after a layer of another kind, e.g. a convolution in place of a linear layer."""
FAMILIES = (ACTIVATIONS, POOLINGS, WEIGHTED, SHAPING, RECURRENT | CELLS)
NEVER = 3.0
"""More than two gaps cost, so that unrelated layers are never paired."""


@dataclass(frozen=True)
class LayerPair:
    """A student's layer and the expected one; one of them is None if the other has no counterpart."""

    student: Layer | None
    expected: Layer | None

    @property
    def kind(self) -> Literal["same", "changed", "missing", "extra"]:
        """How the two layers differ."""
        if self.student is None:
            return "missing"
        if self.expected is None:
            return "extra"
        return "same" if is_same(self.student, self.expected) else "changed"

    @property
    def follows(self) -> bool:
        """Whether the two layers were chosen alike but still differ because of their inputs."""
        if self.student is None or self.expected is None or self.kind != "same":
            return False
        mine, theirs = ((layer.notation, layer.map) for layer in (self.student, self.expected))
        return mine != theirs


def is_same(one: Layer, other: Layer) -> bool:
    """Return whether two layers were chosen alike; their number of inputs follows from earlier layers."""
    return one.kind == other.kind and one.choices == other.choices


def right(pairs: tuple[LayerPair, ...]) -> tuple[int, int]:
    """Return the number of pairs that are the same and the number of all pairs, both without `SHAPING`."""
    counted = [pair for pair in pairs if kind(pair) not in SHAPING]
    return sum(pair.kind == "same" for pair in counted), len(counted)


def kind(pair: LayerPair) -> str:
    """Return the kind of the expected layer, or of the extra one if no layer is expected."""
    layer = pair.expected or pair.student
    return layer.kind if layer else ""


def cost(student: Layer, expected: Layer) -> float:
    """Return the cost of pairing two layers, 0 if they are the same."""
    if is_same(student, expected):
        return 0.0 if student.settings == expected.settings else FOLLOWS
    if student.kind == expected.kind:
        return 0.4 + (0.2 if student.shape != expected.shape else 0.0)
    if {student.kind, expected.kind} & CONVOLUTIONS and "Linear" in (student.kind, expected.kind):
        return 1.2 if math.prod(student.shape) == math.prod(expected.shape) else NEVER
    if any(student.kind in family and expected.kind in family for family in FAMILIES):
        return 1.2
    return NEVER


def _misplaced(student: Layer | None, expected: Layer | None) -> float:
    """Return the cost of pairing two activations, given the layers with weights that they follow."""
    if student is None or expected is None:
        return ELSEWHERE if student is not expected else 0.0
    if student.kind != expected.kind:
        return OF_ANOTHER_KIND
    return 0.0 if is_same(student, expected) else ELSEWHERE


def _owners(listed: tuple[Layer, ...]) -> list[Layer | None]:
    """Return for each activation the layer with weights that it follows; None for any other layer."""
    last: Layer | None = None
    owners: list[Layer | None] = []
    for layer in listed:
        last = layer if layer.kind in WEIGHTED else last
        owners.append(last if layer.kind in ACTIVATIONS else None)
    return owners


@remembered
def align(student: tuple[Layer, ...], expected: tuple[Layer, ...]) -> tuple[float, tuple[LayerPair, ...]]:
    """Return the least cost and the pairs in order; among equal layers in a row, the first are paired."""
    each = _each(student, expected)
    table = _costs(each, len(student), len(expected))
    pairs: list[LayerPair] = []
    i = j = 0
    while i < len(student) or j < len(expected):
        both = i < len(student) and j < len(expected)
        if both and table[i][j] == table[i + 1][j + 1] + each[i][j]:
            pairs.append(LayerPair(student[i], expected[j]))
            i, j = i + 1, j + 1
        elif j < len(expected) and table[i][j] == table[i][j + 1] + GAP:
            pairs.append(LayerPair(None, expected[j]))
            j += 1
        else:
            pairs.append(LayerPair(student[i], None))
            i += 1
    return table[0][0], tuple(pairs)


def _each(student: tuple[Layer, ...], expected: tuple[Layer, ...]) -> list[list[float]]:
    """Return the cost of every pair."""
    mine, theirs = _owners(student), _owners(expected)
    return [
        [cost(one, other) + _misplaced(mine[i], theirs[j]) for j, other in enumerate(expected)]
        for i, one in enumerate(student)
    ]


def _costs(each: list[list[float]], rows: int, columns: int) -> list[list[float]]:
    """Return a table of the least cost of aligning the layers from the i-th and the j-th on."""
    table = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in reversed(range(rows + 1)):
        for j in reversed(range(columns + 1)):
            ways = []
            if i < rows:
                ways.append(table[i + 1][j] + GAP)
            if j < columns:
                ways.append(table[i][j + 1] + GAP)
            if i < rows and j < columns:
                ways.append(table[i + 1][j + 1] + each[i][j])
            table[i][j] = min(ways, default=0.0)
    return table
