"""The parts of a submission that are no Python, and that may be made so."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from grader.intake.cell_repair import clean
from grader.intake.syntax import parses
from grader.records.repair_protocol import TextEdit
from grader.records.source import Source, Unit
from grader.repairs.differences import replacements
from grader.repairs.text_edits import applied, last_line

MOST_LINES: Final = 400
"""Lines of one part; a longer one is no model's code."""


@dataclass(frozen=True)
class UnreadCode:
    """Lines of a unit that intake blanked out, as the student wrote them."""

    unit: int
    first: int
    """The index of the first of them."""
    lines: tuple[str, ...]

    @property
    def end(self) -> int:
        """The index of the line after them."""
        return self.first + len(self.lines)

    def edits(self, lines: Sequence[str]) -> tuple[TextEdit, ...]:
        """Return the edits that make other lines of them."""
        found = replacements("\n".join(self.lines), "\n".join(lines))
        return tuple(
            TextEdit(self.unit, self.first + line, column, old, new) for line, column, old, new in found
        )


def unread_code(source: Source) -> Iterator[UnreadCode]:
    """Yield the parts of a submission that could not be read, in the order of its text."""
    asked = {each.at.unit for each in source.problems if each.at and not each.is_newer_syntax}
    for index in sorted(asked):
        yield from _of_unit(index, source.units[index])


def _of_unit(index: int, unit: Unit) -> Iterator[UnreadCode]:
    lines = unit.original.split("\n")
    for block in clean(unit.original).broken:
        first = _beginning(lines, block.start, block.class_name)
        if not block.is_newer and block.end - first <= MOST_LINES:
            yield UnreadCode(index, first, tuple(lines[first : block.end]))


def _beginning(lines: Sequence[str], start: int, name: str) -> int:
    """Return where a class begins that unreadable lines tear apart; else where those lines begin."""
    header = re.compile(rf"\s*class\s+{re.escape(name)}\b") if name else None
    if header is None or header.match(lines[start]):
        return start
    return next((at for at in range(start, -1, -1) if header.match(lines[at])), start)


def reread(unit: Unit, edits: Sequence[TextEdit]) -> Unit | None:
    """Return a unit after edits of lines that could not be read; None if they still cannot be.

    The rest of its text stays as it is, with helper modules already put in.
    """
    original = applied(unit.original, edits)
    before, text = unit.original.split("\n"), unit.text.split("\n")
    if original is None or len(before) != len(text):
        return None
    after = original.split("\n")
    first = min(each.line for each in edits) - 1
    end = max(last_line(each) for each in edits)
    for part in _of_unit(0, unit):
        if part.first < end and first < part.end:
            first, end = min(first, part.first), max(end, part.end)
    cleaned = clean("\n".join(after[first : end + len(after) - len(before)]))
    whole = "\n".join([*text[:first], cleaned.text, *text[end:]])
    if cleaned.broken or not parses(whole):
        return None
    return msgspec.structs.replace(unit, text=whole, original=original)


def touches(source: Source, edits: Sequence[TextEdit]) -> bool:
    """Return whether edits change a line that intake blanked out."""
    return any(_is_blanked(source.units[each.unit], each.line) for each in edits)


def _is_blanked(unit: Unit, line: int) -> bool:
    original, text = unit.original.split("\n"), unit.text.split("\n")
    known = 1 <= line <= min(len(original), len(text))
    return known and bool(original[line - 1].strip()) and not text[line - 1].strip()
