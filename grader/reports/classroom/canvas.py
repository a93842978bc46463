"""Canvas's gradebook: the teacher's own export, reduced to what an import needs.

On import, Canvas changes every column in the file, and removes a score where the cell is empty (see its
`gradebook_importer`). So the file has only one assignment's column and the rows of students with a score:
it cannot change anything else.
"""

import re
from typing import Final

import msgspec

from grader.base.csv_table import neutral
from grader.base.text import Text
from grader.reports.classroom.gradebook import (
    Filled,
    GradebookRequest,
    StudentRow,
    choose,
    not_a,
    number,
    padded,
    place,
)

POINTS: Final = "Points Possible"
EXCUSED: Final = "EX"
_IDS: Final = ("ID", "SIS User ID", "SIS Login ID", "Integration ID")
_NAMES: Final = ("Student", "LastName", "FirstName")
_ASSIGNMENT: Final = re.compile(r".*\(\d+\)\s*")
"""The header of an assignment's column: its title, and its number in Canvas."""
_GRADEBOOK: Final = Text(ko="Canvas 성적표", en="gradebook of Canvas's")


def fill(wanted: GradebookRequest) -> Filled:
    """Return the table for Canvas to import.

    Raises:
        StaffError: the table is not a gradebook, or it is not clear which assignment's column is meant.
    """
    table = padded(wanted.sheet)
    header = [cell.strip() for cell in table[0]]
    if not header[0].startswith(_NAMES[:2]) or not {"ID", "Section"} <= set(header):
        raise not_a(_GRADEBOOK)
    person = range(header.index("Section") + 1)
    rows = {n: row for n, row in enumerate(table) if n > 0}
    possible = next((n for n, row in rows.items() if POINTS in row[0]), None)
    columns = [
        n
        for n in range(len(person), len(header))
        if _ASSIGNMENT.fullmatch(header[n])
        and not (possible is not None and "read only" in rows[possible][n])
    ]
    column = choose(header, columns, wanted.column)

    def cells(row: tuple[str, ...], titles: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(row[n] for n in person if header[n] in titles)

    lines = [
        StudentRow(n, ids, (" ".join(cells(row, _NAMES)),))
        for n, row in rows.items()
        if n != possible and any(ids := cells(row, _IDS))
    ]
    excused = {n for n, row in rows.items() if row[column].strip().upper() == EXCUSED}
    out_of = number(rows[possible][column]) if possible is not None else None
    placed = place(wanted.entries, lines, out_of, excused)
    shown = [
        *(tuple(table[n][k] for k in (*person, column)) for n in (0, possible) if n is not None),
        *(
            (*(row[k] if header[k] in _IDS else neutral(row[k]) for k in person), placed.scores[n])
            for n, row in rows.items()
            if n in placed.scores
        ),
    ]
    return placed.filled(msgspec.structs.replace(wanted.sheet, rows=tuple(shown)))
