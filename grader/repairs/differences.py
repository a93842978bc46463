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
    found: list[Edit] = []
    for unit, old, new, first in _groups(before, after):
        if len(old) == len(new):
            for number, (one, two) in enumerate(zip(old, new, strict=True)):
                found.append(_shortened(unit.file, unit.cell, first + number + 1, one, two))
        else:
            found.append(_whole_lines(unit, old, new, first))
    return tuple(found)


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
        if unit.original == other.original:
            continue
        old, new = unit.original.split("\n"), other.original.split("\n")
        matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
        for kind, i, j, k, m in matcher.get_opcodes():
            if kind != "equal":
                yield unit, old[i:j], new[k:m], i


def _whole_lines(unit: Unit, old: list[str], new: list[str], first: int) -> Edit:
    """Return the replacement of lines by more or fewer, for a text whose end may have no line break."""
    one, other = "\n".join(old), "\n".join(new)
    if old and new:
        return Edit(unit.file, unit.cell, first + 1, 1, one, other)
    if not first:
        return Edit(unit.file, unit.cell, 1, 1, f"{one}\n" if old else "", f"{other}\n" if new else "")
    column = len(unit.original.split("\n")[first - 1]) + 1
    return Edit(unit.file, unit.cell, first, column, f"\n{one}" if old else "", f"\n{other}" if new else "")


def _shortened(file: str, cell: int | None, line: int, old: str, new: str) -> Edit:
    start = _common(old, new)
    rest_old, rest_new = old[start:], new[start:]
    end = _common(rest_old[::-1], rest_new[::-1])
    return Edit(file, cell, line, start + 1, rest_old[: len(rest_old) - end], rest_new[: len(rest_new) - end])


def _common(one: str, other: str) -> int:
    """Return the length of what two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
