"""The teacher's list of students, as exported from a spreadsheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.base import csv_table
from grader.base.errors import StaffError
from grader.base.text import Text
from grader.records.submissions import family_first, folded

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
"""Headers of the column that identifies students, best first; case does not matter."""
NAME = ("name", "full name", "student name", "이름", "성명", "student")


@dataclass(frozen=True)
class Student:
    """A row of the roster."""

    id: str
    name: str
    also: tuple[str, ...]
    """Every cell of the row, and the name with the family name first, as Canvas sorts it.

    A submission that is named by any of them is this student's.
    """
    more_ids: tuple[str, ...] = ()
    """Other ids of the row: a login, and what stands before the @ of an address."""

    email: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id that a file's name may hold somewhere."""
        return (self.id, *self.more_ids)


def read(path: Path) -> list[Student]:
    """Read a roster: a table with a header.

    Raises:
        StaffError: it cannot be read, or no column identifies students.
    """
    rows = csv_table.read(path).rows
    header = [cell.strip().casefold() for cell in rows[0]]
    key = next((header.index(word) for word in STUDENT if word in header), None)
    if key is None:
        raise StaffError(
            Text(
                ko=f"명단 '{path}'에 학생을 구별하는 열(예: student_id, 학번)이 없습니다.",
                en=f"The roster '{path}' has no column that tells students apart (such as student_id).",
            )
        )
    name = next((header.index(word) for word in NAME if word in header), key)
    others = [n for n, title in enumerate(header) if n not in (key, name) and _is_id(title)]
    mail = next((n for n, title in enumerate(header) if _is_address(title)), None)
    return [_student(row, key, name, others, mail) for row in rows[1:] if len(row) > key and row[key].strip()]


def find(students: Sequence[Student], named: str, name: str) -> Student | None:
    """Return the one student that a submission's names belong to; None if there is none, or several.

    Ids are compared first, because a student's id may also be in another student's row.
    """
    for said in filter(None, map(folded, (named, name))):
        by_id = {each.id: each for each in students if folded(each.id) == said}
        found = by_id or {each.id: each for each in students if said in map(folded, each.also)}
        if len(found) == 1:
            return next(iter(found.values()))
    return None


def _is_id(title: str) -> bool:
    return title in STUDENT or _is_address(title)


def _is_address(title: str) -> bool:
    return "mail" in title or "메일" in title


def _student(row: Sequence[str], key: int, name: int, others: Sequence[int], mail: int | None) -> Student:
    called = row[name].strip() if len(row) > name else ""
    cells = tuple(filter(None, map(str.strip, row)))
    ids = (row[n].strip().partition("@")[0] for n in others if n < len(row))
    email = row[mail].strip() if mail is not None and mail < len(row) else ""
    also = (*cells, family_first(called))
    return Student(row[key].strip(), called, also, tuple(filter(None, ids)), email)
