"""A table of points by hand, as a spreadsheet saves it: one change a line."""

from pathlib import Path
from typing import Final

import click
import msgspec

from grader.base import csv_table
from grader.base.text import Text
from grader.cli.help import Misused
from grader.records.submissions import DOUBTS
from grader.reports.classroom.gradebook import number

_COLUMNS: Final = {
    "student": ("student", "student_id", "학생", "학번"),
    "check": ("check", "항목"),
    "points": ("points", "to", "점수"),
    "why": ("why", "reason", "이유"),
}
_BY: Final = ("by", "조교")


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """A change of points that a person asks for."""

    student: str
    check: str
    points: float | None
    """The points to give; None to take the last change back."""
    why: str
    by: str = ""


def read(path: Path) -> list[Wish]:
    """Read a table of changes.

    Raises:
        StaffError: it cannot be read.
        Misused: a column is missing, or a line lacks something.
    """
    header, *rows = csv_table.read(path).rows
    titles = [cell.strip().casefold() for cell in header]
    places = {key: _place(titles, words) for key, words in _COLUMNS.items()}
    if missing := [key for key, place in places.items() if place is None]:
        listed = ", ".join(missing)
        raise _misused(Text(ko=f"'{path}'에 없는 열: {listed}", en=f"'{path}' lacks these columns: {listed}"))
    by = _place(titles, _BY)
    found = []
    for line, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        said = {key: _cell(row, place) for key, place in places.items()}
        if said["check"] == DOUBTS[1]:
            said["points"] = said["points"] or "0"
        points = number(said["points"])
        if points is None or not all(said.values()):
            raise _misused(
                Text(
                    ko=f"'{path}'의 {line}번째 줄에는 학생, 항목, 점수와 이유가 모두 있어야 합니다.",
                    en=f"Line {line} of '{path}' needs a student, a check, points and a reason.",
                )
            )
        found.append(
            Wish(
                student=said["student"],
                check=said["check"],
                points=points,
                why=said["why"],
                by=_cell(row, by),
            )
        )
    return found


def _place(titles: list[str], words: tuple[str, ...]) -> int | None:
    return next((titles.index(word) for word in words if word in titles), None)


def _cell(row: tuple[str, ...], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""


def _misused(text: Text) -> Misused:
    return Misused(text, click.get_current_context())
