"""Repairs: edits of the student's own text that were applied, graded again, and raised the score."""

from typing import Literal

import msgspec

from grader.base.text import Text
from grader.records.source import Position

Hints = Literal["place", "words", "code"]
"""How much students are told of a repair: its place; also what is wrong and why; also the code."""


class Edit(msgspec.Struct, frozen=True):
    """A replacement in the student's text. Edits of one repair do not overlap, and apply together."""

    file: str
    cell: int | None
    line: int
    """From 1, in the text after the earlier repairs."""
    column: int
    """The character in the line where `old` begins, from 1."""
    old: str
    new: str


class ChangedLines(msgspec.Struct, frozen=True):
    """Whole lines that a repair changes, as they were and as they become; either may be empty."""

    file: str
    cell: int | None
    line: int
    """The number of the first line."""
    before: tuple[str, ...]
    after: tuple[str, ...]


class ClearedCheck(msgspec.Struct, frozen=True):
    """A check that a repair gives more points, or that can be made because of it."""

    part: str
    check: str
    earned: float
    """The check's points after the repair."""


class MendedLayer(msgspec.Struct, frozen=True):
    """An expected layer that is missing or different before a repair, and as expected after it."""

    part: str
    place: int
    """Its place among the part's expected layers, from 0."""


class Repair(msgspec.Struct, frozen=True, kw_only=True):
    """One mistake: what is wrong, the edits that put it right, and what they bring.

    Repairs are listed in the order in which to make them; each is worth its points after those before it.
    """

    what: Text | None
    """What is wrong, without code; None where only the place is told."""
    why: Text | None = None
    """Why it matters, in one sentence."""
    gain: float
    """Points of the total, without those of a training."""
    clears: tuple[ClearedCheck, ...]
    at: tuple[Position, ...]
    """The lines that it changes."""
    mends: tuple[MendedLayer, ...] = ()
    lines: tuple[ChangedLines, ...] = ()
    edits: tuple[Edit, ...] = ()
