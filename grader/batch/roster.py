"""The teacher's list of students, as a spreadsheet writes it."""

import csv
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.records.errors import StaffError
from grader.records.text import Text

STUDENT = (
    "student_id",
    "student id",
    "sis user id",
    "id",
    "sid",
    "학번",
    "student",
    "username",
    "sis login id",
)
"""Headers of the column that tells students apart, best first; case does not matter."""
NAME = ("name", "full name", "student name", "이름", "성명", "student")
ENCODINGS = ("utf-8-sig", "cp949")
"""Excel in Korean writes the second."""


@dataclass(frozen=True)
class Student:
    """A line of the roster."""

    id: str
    name: str
    also: tuple[str, ...]
    """All that stands in the line, and the name with the family's first, as Canvas sorts it.

    A submission that is named by any of it is this student's.
    """


def read(path: Path) -> list[Student]:
    """Read a roster: a CSV file with a header, in UTF-8 or in Korean Excel's encoding.

    Raises:
        StaffError: it cannot be read, or no column tells students apart.
    """
    try:
        rows = list(csv.reader(io.StringIO(_text(path), newline="")))
    except csv.Error as error:
        raise _unreadable(path, Text(ko=str(error), en=str(error))) from error
    if not any(rows):
        raise _unreadable(path, Text(ko="비어 있습니다.", en="it is empty."))
    header = [cell.strip().casefold() for cell in rows[0]]
    key = next((header.index(word) for word in STUDENT if word in header), None)
    if key is None:
        raise _unreadable(
            path,
            Text(
                ko="학생을 구별하는 열(예: student_id, 학번)이 없습니다.",
                en="no column tells students apart (such as student_id).",
            ),
        )
    name = next((header.index(word) for word in NAME if word in header), key)
    return [_student(row, key, name) for row in rows[1:] if len(row) > key and row[key].strip()]


def find(students: Sequence[Student], named: str, name: str) -> Student | None:
    """Return the one student that a submission's names belong to; None if there is none, or several.

    What tells students apart goes first, for it may stand in another student's line as well.
    """
    for said in filter(None, map(_folded, (named, name))):
        by_id = {each.id: each for each in students if _folded(each.id) == said}
        found = by_id or {each.id: each for each in students if said in map(_folded, each.also)}
        if len(found) == 1:
            return next(iter(found.values()))
    return None


def _student(row: list[str], key: int, name: int) -> Student:
    called = row[name].strip() if len(row) > name else ""
    *given, family = called.split() or [""]
    return Student(row[key].strip(), called, (*filter(None, map(str.strip, row)), " ".join([family, *given])))


def _folded(name: str) -> str:
    """Letters and digits alone: Canvas writes `kimminsu` for `Kim, Min-su`."""
    composed = unicodedata.normalize("NFC", name)
    return "".join(letter for letter in composed.casefold() if letter.isalnum())


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _unreadable(path, Text(ko=reason, en=reason)) from error
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unreadable(path, Text(ko="UTF-8도 CP949도 아닙니다.", en="it is neither UTF-8 nor CP949."))


def _unreadable(path: Path, why: Text) -> StaffError:
    return StaffError(
        Text(
            ko=f"명단 '{path}'을(를) 읽지 못했습니다: {why.ko}",
            en=f"The roster '{path}' cannot be read: {why.en}",
        )
    )
