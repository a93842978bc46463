"""The student's code, line by line, with marks where the findings point."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, String

from grader.base.text import Text
from grader.records.report import Listing, Report
from grader.records.source import Position
from grader.reports.mistakes import HERE, repairs
from grader.reports.sanitize import visible

Key = tuple[str, int | None, int]
"""A line's file, cell and number."""

_COLOURED: Final = (
    (Comment, "comment"),
    (String, "string"),
    (Number, "number"),
    (Keyword, "keyword"),
    (Name.Class, "name"),
    (Name.Function, "name"),
)


@dataclass(frozen=True)
class LineMark:
    """A remark on a line: a check's finding, or that the graded model begins there."""

    kind: str
    """The check's status, or `graded`."""
    title: Text
    message: Text | None
    target: str
    """The id on the page of the check or part with the details."""


@dataclass(frozen=True)
class CodeLine:
    """A line of code in coloured pieces: pairs of a kind (empty for plain text) and the text."""

    id: str
    number: int
    pieces: tuple[tuple[str, str], ...]
    marks: tuple[LineMark, ...]


@dataclass(frozen=True)
class AnnotatedCode:
    """One cell or script with its marks."""

    id: str
    listing: Listing
    lines: tuple[CodeLine, ...]

    @property
    def marked(self) -> bool:
        """Whether any line has a mark."""
        return any(line.marks for line in self.lines)


def marked(report: Report) -> tuple[AnnotatedCode, ...]:
    """Return the listings of a report with their marks."""
    marks = marks_by_line(report)
    return tuple(_code(f"code-{n}", listing, marks) for n, listing in enumerate(report.listings, start=1))


def marks_by_line(report: Report) -> dict[Key, tuple[LineMark, ...]]:
    """Return the marks of each line; a check that names a line twice marks it once."""
    found: dict[Key, dict[str, LineMark]] = {}
    for position, mark in _marks(report):
        found.setdefault(key(position), {}).setdefault(mark.target, mark)
    return {line: tuple(marks.values()) for line, marks in found.items()}


def key(position: Position) -> Key:
    """Return the key that identifies a line."""
    return position.file, position.cell, position.line


def check_id(part: int, result: int) -> str:
    """Return the id of a check on a page; both numbers count from 1."""
    return f"check-{part}-{result}"


def part_id(part: int) -> str:
    """Return the id of a part on a page; parts count from 1."""
    return f"part-{part}"


def repair_id(repair: int) -> str:
    """Return the id of a repair on a page; repairs count from 1."""
    return f"repair-{repair}"


def _marks(report: Report) -> Iterator[tuple[Position, LineMark]]:
    for number, repair in enumerate(repairs(report), start=1):
        what = repair.what or HERE
        for position in repair.at:
            title = Text(ko=f"{number} · {what.ko}", en=f"{number} · {what.en}")
            yield position, LineMark("partial", title, None, repair_id(number))
    for p, part in enumerate(report.parts, start=1):
        if part.taken is not None:
            yield part.taken.at, LineMark("graded", part.title, None, part_id(p))
        for r, result in enumerate(part.results, start=1):
            for n, position in enumerate(result.at):
                message = result.message if n == 0 else None  # shown once
                yield position, LineMark(result.status, result.title, message, check_id(p, r))


def _code(name: str, listing: Listing, marks: dict[Key, tuple[LineMark, ...]]) -> AnnotatedCode:
    lines = tuple(
        CodeLine(f"{name}-{number}", number, pieces, marks.get((listing.file, listing.cell, number), ()))
        for number, pieces in enumerate(coloured(listing.lines), start=1)
    )
    return AnnotatedCode(name, listing, lines)


def coloured(lines: tuple[str, ...]) -> Iterator[tuple[tuple[str, str], ...]]:
    """Yield each line's pieces. Invisible characters are escaped first, so no piece holds a line break."""
    text = "".join(f"{visible(line)}\n" for line in lines)
    pieces: list[tuple[str, str]] = []
    for token, value in PythonLexer(stripnl=False).get_tokens(text):
        for part in value.splitlines(keepends=True):
            pieces.append((_colour(token), part.removesuffix("\n")))
            if part.endswith("\n"):
                yield tuple(pieces)
                pieces = []


def _colour(token: tuple[str, ...]) -> str:
    return next((name for kind, name in _COLOURED if token[: len(kind)] == kind), "")
