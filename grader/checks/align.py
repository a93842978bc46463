"""Lays the student's layers beside the expected ones, as a diff does.

A layer that is missing or too many moves nothing else out of line: the alignment is the one of the least
total cost (Needleman and Wunsch, 1970).
"""

from dataclasses import dataclass
from typing import Literal

from grader.checks.layers import ACTIVATIONS, POOLINGS, WEIGHTED, Layer

GAP = 1.0
"""For a layer without a counterpart."""
FAMILIES = (
    ACTIVATIONS,
    POOLINGS,
    WEIGHTED,
    {"Flatten", "Reshape"},
)
NEVER = 3.0
"""Dearer than two gaps: layers that have nothing to do with one another are not laid side by side."""


@dataclass(frozen=True)
class Pair:
    """A student's layer and the expected one; one of them is None where the other has no counterpart."""

    student: Layer | None
    expected: Layer | None

    @property
    def kind(self) -> Literal["same", "changed", "missing", "extra"]:
        """How the two differ."""
        if self.student is None:
            return "missing"
        if self.expected is None:
            return "extra"
        return "same" if is_same(self.student, self.expected) else "changed"


def is_same(one: Layer, other: Layer) -> bool:
    """Whether two layers do the same: kind and settings; what comes out depends on what goes in."""
    return (one.kind, one.settings) == (other.kind, other.settings)


def cost(student: Layer, expected: Layer) -> float:
    """What it costs to lay two layers side by side, 0 if they are the same."""
    if is_same(student, expected):
        return 0.0
    if student.kind == expected.kind:
        return 0.4 + (0.2 if student.shape != expected.shape else 0.0)
    if any(student.kind in family and expected.kind in family for family in FAMILIES):
        return 1.2
    return NEVER


def align(student: tuple[Layer, ...], expected: tuple[Layer, ...]) -> tuple[float, tuple[Pair, ...]]:
    """Return the least cost and the pairs in order."""
    table = [[0.0] * (len(expected) + 1) for _ in range(len(student) + 1)]
    for i in range(len(student) + 1):
        for j in range(len(expected) + 1):
            if i or j:
                table[i][j] = min(
                    table[i - 1][j] + GAP if i else float("inf"),
                    table[i][j - 1] + GAP if j else float("inf"),
                    table[i - 1][j - 1] + cost(student[i - 1], expected[j - 1]) if i and j else float("inf"),
                )
    pairs: list[Pair] = []
    i, j = len(student), len(expected)
    while i or j:
        if i and j and table[i][j] == table[i - 1][j - 1] + cost(student[i - 1], expected[j - 1]):
            i, j = i - 1, j - 1
            pairs.append(Pair(student[i], expected[j]))
        elif i and table[i][j] == table[i - 1][j] + GAP:
            i -= 1
            pairs.append(Pair(student[i], None))
        else:
            j -= 1
            pairs.append(Pair(None, expected[j]))
    return table[-1][-1], tuple(reversed(pairs))
