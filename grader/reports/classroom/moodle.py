"""Moodle's grading worksheet: the teacher's own, with scores and notes filled in.

Its headers are in the language of the site, and stay as they are, since Moodle finds the columns by them. So
the columns are recognised by their content: the maximum is the same number in every row, and the grade stands
before it (see `mod_assign`'s grading table). Moodle skips an empty grade, and recognises a student's row by
the identifier.
"""

import html
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec

from grader.base.csv_table import neutral
from grader.base.text import Language, Text
from grader.records.report import PartReport, Result
from grader.records.submissions import LATE, Entry
from grader.reports import grading_policy, hidden_checks, wording
from grader.reports.classroom.attention import (
    UNTRAINED,
    changes,
    is_late,
    is_provisional,
    is_untrained,
)
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

_IDENTIFIER: Final = re.compile(r"\D*(\d+)\s*")
"""`Participant 123`, in any language."""
_FEEDBACK: Final = ("feedback", "피드백")
_WORKSHEET: Final = Text(ko="Moodle 채점 워크시트", en="grading worksheet of Moodle's")
_LATE: Final = Text(ko="늦게 냈습니다.", en="Handed in late.")
_PROVISIONAL: Final = Text(
    ko="잠정 점수입니다. 실제 데이터가 아닌 대체 데이터로 측정했습니다.",
    en="This score is provisional: it was measured on stand-in data.",
)


def fill(wanted: GradebookRequest) -> Filled:
    """Return the worksheet with the scores in it.

    Raises:
        StaffError: the table is not a worksheet with a numeric grade, or it is not clear which column has it.
    """
    header, *rows = padded(wanted.sheet)
    students = {n: row for n, row in enumerate(rows) if _IDENTIFIER.fullmatch(row[0])}
    if not students or len(students) < sum(map(any, rows)):
        raise not_a(_WORKSHEET)
    column = choose(header, _grades(list(students.values())), wanted.column)
    feedback = next(
        (n for n in range(column, len(header)) if header[n].strip().casefold().startswith(_FEEDBACK)), None
    )
    lines = [
        StudentRow(n, (re.sub(r"\D", "", row[0]), *row[1:column]), row[1:column])
        for n, row in students.items()
    ]
    most = next(iter(students.values()))[column + 1]
    placed = place(wanted.entries, lines, number(most))
    known = {0, column, column + 1, feedback}

    def filled(n: int, row: tuple[str, ...]) -> tuple[str, ...]:
        cells = [cell if k in known else neutral(cell) for k, cell in enumerate(row)]
        if n in placed.scores:
            cells[column] = placed.scores[n]
        if feedback is not None and n in placed.entries and not row[feedback].strip():
            cells[feedback] = "<br>".join(_feedback(placed.entries[n], wanted.lang))
        return tuple(cells)

    table = (header, *(filled(n, row) for n, row in enumerate(rows)))
    return placed.filled(msgspec.structs.replace(wanted.sheet, rows=table))


def _grades(students: Sequence[tuple[str, ...]]) -> list[int]:
    """Return the columns that may hold the grade: numbers up to a maximum that follows in every row."""
    found = []
    for n in range(1, len(students[0]) - 1):
        most = {number(row[n + 1]) for row in students}
        grades = [number(row[n]) if row[n].strip() else 0.0 for row in students]
        if len(most) == 1 and all(
            limit is not None and limit > 0 and grade is not None and grade <= limit
            for limit in most
            for grade in grades
        ):
            found.append(n)
    return found


def _feedback(entry: Entry, lang: Language) -> Iterator[str]:
    """Yield, as HTML, what is unusual about a score and what points were lost for; or why there is none."""
    if entry.withheld:  # a person has yet to decide
        return
    if entry.report is None:
        if entry.message is not None:
            yield html.escape(" ".join(entry.message.get(lang).split()))
        return
    yield from _notes(entry, lang)
    by_hand = {(each.part, each.check) for each in entry.overrides}
    for part in hidden_checks.for_student(entry.report, datetime.now(UTC)).parts:
        for result in part.results:
            if result.status in ("failed", "partial") and (part.id, result.id) not in by_hand:
                yield html.escape(_lost(part, result, lang))


def _lost(part: PartReport, result: Result, lang: Language) -> str:
    """Return what points were lost for, in one line."""
    lost = wording.points(result.points - result.earned)
    why = f": {' '.join(result.message.get(lang).split())}" if result.message else ""
    return f"{part.title.get(lang)}, {result.title.get(lang)} (-{lost}){why}"


def _notes(entry: Entry, lang: Language) -> Iterator[str]:
    """Yield what is unusual about a score, as HTML, which is how Moodle reads feedback."""
    lateness = list(grading_policy.lateness(entry.report)) if entry.report else []
    if is_late(entry) and not lateness:
        yield _LATE.get(lang)
    yield from (html.escape(each.get(lang)) for each in lateness)
    if is_provisional(entry):
        yield _PROVISIONAL.get(lang)
    if is_untrained(entry):
        yield UNTRAINED.get(lang)
    for title, each in changes(entry):
        if (each.part, each.check) == LATE:  # already in `lateness`
            continue
        said = Text(
            ko=f"{title.ko}: 조교가 {wording.points(each.points)}점을 주었습니다. {each.why}",
            en=f"{title.en}: a person gave {wording.points(each.points)} points. {each.why}",
        )
        yield html.escape(said.get(lang))
