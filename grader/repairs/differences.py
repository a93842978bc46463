"""What differs between two versions of a submission: as edits of the text, and as whole lines to show."""

import difflib
from collections.abc import Iterator

from grader.records.repair import ChangedLines, Edit
from grader.records.source import Line, Source, Unit


def changed_lines(before: Source, after: Source) -> tuple[ChangedLines, ...]:
    """Return the lines that differ, as groups of consecutive ones."""
    return tuple(
        ChangedLines(unit.file, unit.cell, first + 1, tuple(old), tuple(new))
        for unit, old, new, first in _groups(before, after)
    )


def edits(before: Source, after: Source) -> tuple[Edit, ...]:
    """Return the replacements that turn one version into the other, each as short as it can be."""
    return tuple(
        Edit(unit.file, unit.cell, *each)
        for unit, other in zip(before.units, after.units, strict=True)
        for each in replacements(unit.original, other.original)
    )


Replacement = tuple[int, int, str, str]
"""A line and a character, both from 1, what begins there, and what stands in its place."""


def replacements(before: str, after: str) -> Iterator[Replacement]:
    """Yield the replacements that turn one text into another."""
    for old, new, first in _changes(before, after):
        if len(old) == len(new):
            pairs = enumerate(zip(old, new, strict=True), start=first + 1)
            yield from (_shortened(number, one, two) for number, (one, two) in pairs)
        else:
            yield _whole_lines(before, old, new, first)


def places(before: Source, after: Source) -> tuple[Line, ...]:
    """Return the lines of the first version that differ; of a pure insertion, the line before it."""
    return tuple(
        Line(before.units.index(unit), max(1, number))
        for unit, old, _, first in _groups(before, after)
        for number in (range(first + 1, first + len(old) + 1) if old else [first])
    )


def _groups(before: Source, after: Source) -> Iterator[tuple[Unit, list[str], list[str], int]]:
    """Yield each group of lines that differ: the unit, the old and new lines, and how many come before."""
    for unit, other in zip(before.units, after.units, strict=True):
        for old, new, first in _changes(unit.original, other.original):
            yield unit, old, new, first


def _changes(before: str, after: str) -> Iterator[tuple[list[str], list[str], int]]:
    """Yield each group of lines that differ: the old and new lines, and how many come before."""
    if before == after:
        return
    old, new = before.split("\n"), after.split("\n")
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind != "equal":
            yield old[i:j], new[k:m], i


def _whole_lines(text: str, old: list[str], new: list[str], first: int) -> Replacement:
    """Return the replacement of lines by more or fewer, for a text whose end may have no line break."""
    one, other = "\n".join(old), "\n".join(new)
    if old and new:
        return first + 1, 1, one, other
    if not first:
        return 1, 1, f"{one}\n" if old else "", f"{other}\n" if new else ""
    column = len(text.split("\n")[first - 1]) + 1
    return first, column, f"\n{one}" if old else "", f"\n{other}" if new else ""


def _shortened(line: int, old: str, new: str) -> Replacement:
    start = _common(old, new)
    rest_old, rest_new = old[start:], new[start:]
    end = _common(rest_old[::-1], rest_new[::-1])
    return line, start + 1, rest_old[: len(rest_old) - end], rest_new[: len(rest_new) - end]


def _common(one: str, other: str) -> int:
    """Return the length of what two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
