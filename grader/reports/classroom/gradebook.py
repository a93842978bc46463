"""The scores of a class for another system's table: which row is whose, and which score goes into it.

A student without a score (withheld, nothing handed in, not graded) gets none there either, and never a zero.
"""

import math
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.base.csv_table import Sheet
from grader.base.errors import StaffError
from grader.base.korean import with_particle
from grader.base.text import Language, Text
from grader.records.submissions import Entry, Handed, folded, spellings


@dataclass(frozen=True)
class GradebookRequest:
    """What to make a table from."""

    entries: tuple[Entry, ...]
    assignment: str
    lang: Language
    sheet: Sheet
    """The teacher's own table, as the system exported it; empty if the format fills in none."""
    column: str | None = None
    """The header of the column for the scores, if it has to be named."""


@dataclass(frozen=True)
class Filled:
    """A table with the scores in it, and what became of each student's score."""

    sheet: Sheet
    written: tuple[Entry, ...]
    lost: tuple[Entry, ...] = ()
    """Students with a score, but without a row in the table that is theirs alone."""
    kept: tuple[Entry, ...] = ()
    """Students with a score, whose cell in the table keeps what a person decided."""


@dataclass(frozen=True)
class StudentRow:
    """A student's row of a table, with the cells that may identify the student, and the names in it."""

    row: int
    ids: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Placed:
    """The scores and the students of a class, by the rows of a table that they belong to."""

    scores: Mapping[int, str]
    entries: Mapping[int, Entry]
    lost: tuple[Entry, ...]
    kept: tuple[Entry, ...]

    def filled(self, sheet: Sheet) -> Filled:
        """Return the result, given the table with these scores in it."""
        return Filled(sheet, tuple(self.entries[row] for row in self.scores), self.lost, self.kept)


def place(
    entries: Iterable[Entry], lines: Sequence[StudentRow], out_of: float | None, decided: Container[int] = ()
) -> Placed:
    """Find the rows of all scores, which are scaled to `out_of` points if given.

    A row that two students could claim belongs to nobody; rows in `decided` keep what a person put there.
    """
    claims: dict[int, list[Entry]] = defaultdict(list)
    lost, kept = list[Entry](), list[Entry]()
    for entry in entries:
        line = _line_of(entry.handed, lines)
        if line is not None:
            claims[line.row].append(entry)
        elif score(entry, out_of) is not None:
            lost.append(entry)
    scores: dict[int, str] = {}
    for row, claiming in claims.items():
        given = score(claiming[0], out_of)
        if len(claiming) > 1:
            lost += [entry for entry in claiming if score(entry, out_of) is not None]
        elif given is not None and row in decided:
            kept.append(claiming[0])
        elif given is not None:
            scores[row] = given
    owned = {row: claiming[0] for row, claiming in claims.items() if len(claiming) == 1}
    return Placed(scores, owned, tuple(lost), tuple(kept))


def _line_of(handed: Handed, lines: Sequence[StudentRow]) -> StudentRow | None:
    """Return the only row with a student's id; if there are several or none, the only one with the name."""
    said = folded(handed.student)
    by_id = [line for line in lines if said and said in map(folded, line.ids)]
    if len(by_id) == 1:
        return by_id[0]
    called = spellings(handed.name)
    named = [line for line in by_id or lines if any(called & spellings(name) for name in line.names)]
    return named[0] if len(named) == 1 else None


def score(entry: Entry, out_of: float | None) -> str | None:
    """Format a student's score, scaled to `out_of` points if given; None if there is none.

    It is rounded down to four decimals, so that nothing short of full marks passes for them.
    """
    report = entry.report
    if report is None or report.earned is None or not report.points:
        return None
    return number_of(report.earned if out_of is None else report.earned * out_of / report.points)


def number_of(earned: float) -> str:
    """Format points, rounded down to four decimals."""
    return f"{math.floor(earned * 1e4 + 1e-6) / 1e4:.4f}".rstrip("0").rstrip(".")


def padded(sheet: Sheet) -> list[tuple[str, ...]]:
    """Return a table's rows, with short ones padded with empty cells."""
    width = len(sheet.rows[0])
    return [row + ("",) * (width - len(row)) for row in sheet.rows]


def number(cell: str) -> float | None:
    """Parse a number with a decimal point or comma; None if the cell holds no number."""
    try:
        value = float(cell.strip().replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def choose(header: Sequence[str], columns: Sequence[int], column: str | None) -> int:
    """Return the index of the column for the scores: the named one, or the only one there is.

    Raises:
        StaffError: there is no such column, or there are several and none is named.
    """
    if column is not None:
        found = [n for n in columns if column.strip() in (header[n].strip(), _title(header[n]))]
    else:
        found = list(columns)
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"'{header[n].strip()}'" for n in columns)
    raise StaffError(
        Text(
            ko="점수를 넣을 열을 하나로 정할 수 없습니다.",
            en="It is not clear which column takes the scores.",
        ),
        Text(
            ko=f"--column으로 이 가운데 하나를 지정하십시오: {names}",
            en=f"Name one of these with --column: {names}",
        )
        if columns
        else Text(
            ko="과제의 점수 열이 있는 파일을 내려받아 --sheet로 주십시오.",
            en="Download the table with the assignment's column in it, and give it as --sheet.",
        ),
    )


def _title(header: str) -> str:
    """Return a header without the number that Canvas appends to the title, as in `Lab 1 (77)`."""
    title, _, number_ = header.strip().rpartition(" (")
    return title if number_.removesuffix(")").isdecimal() else header.strip()


def not_a(what: Text) -> StaffError:
    """Return the error to raise for a table that is not `what` it should be."""
    return StaffError(
        Text(
            ko=f"--sheet의 파일은 {with_particle(what.ko, '이')} 아닙니다.",
            en=f"The file of --sheet is no {what.en}.",
        ),
        Text(
            ko="그 시스템에서 내려받은 CSV 파일을 그대로 주십시오.",
            en="Give the CSV file just as that system let you download it.",
        ),
    )
