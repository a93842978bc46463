"""The scores of a class as CSV that spreadsheets open correctly, including Korean ones."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from grader.base.csv_table import Sheet, neutral
from grader.base.text import Language, Text
from grader.records.deadline import Lateness
from grader.records.report import PartReport, Report, Result
from grader.records.submissions import Entry, State, Unmatched, reasons
from grader.reports.classroom.attention import LOOK, is_late, why_to_look
from grader.reports.sanitize import visible

STATES: dict[State, Text] = {
    "graded": Text(ko="채점됨", en="graded"),
    "nothing": Text(ko="채점할 것 없음", en="nothing to grade"),
    "missing": Text(ko="미제출", en="not handed in"),
    "fault": Text(ko="확인 필요", en="to be looked at"),
    "waiting": Text(ko="대기 중", en="waiting"),
}
_LATE = Text(ko="지각", en="late")
_YES = Text(ko="예", en="yes")
_OLDER = Text(ko="이전 제출", en="earlier attempts")
_NOT_GRADED = Text(ko="채점하지 않은 파일", en="not graded")
_PATH = Text(ko="파일", en="file")
_WHY = Text(ko="이유", en="reason")
BY_HAND = Text(ko="조교 점수", en="by_hand")
"""Header of the column that names the checks whose points a person gave."""
_HEADER = (
    Text(ko="학생", en="student"),
    Text(ko="이름", en="name"),
    Text(ko="상태", en="state"),
    _LATE,
    Text(ko="점수", en="score"),
    Text(ko="만점", en="max_score"),
    Text(ko="잠정", en="provisional"),
    BY_HAND,
    Text(ko="비고", en="note"),
)

_LATENESS = (Text(ko="감점 전", en="before_deduction"), Text(ko="지각 감점", en="deducted"))
"""Columns that appear if any report states its lateness, known or not."""


def render(entries: Sequence[Entry], lang: Language) -> str:
    """Return a table with a row for each student and a column for each check.

    A withheld or missing score is an empty cell, never a 0.
    """
    reports = [each.report for each in entries if each.report is not None]
    lateness = any(isinstance(report.late, Lateness) for report in reports)
    header = _HEADER + (_LATENESS if lateness else ())
    columns = list(dict.fromkeys(name for report in reports for name, _ in _results(report)))
    return table(
        [*(title.get(lang) for title in header), *columns],
        (_row(entry, columns, lang, lateness=lateness) for entry in entries),
    )


def nobodys(unmatched: Iterable[Unmatched], lang: Language) -> str:
    """Return a table of the files that belong to no student, and why."""
    rows = ([harmless(each.path), each.why.get(lang)] for each in unmatched)
    return table([_PATH.get(lang), _WHY.get(lang)], rows)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table as CSV for a spreadsheet."""
    return Sheet(rows=tuple(map(tuple, [header, *rows]))).text


def _row(entry: Entry, columns: Sequence[str], lang: Language, *, lateness: bool) -> list[str]:
    report = entry.report
    points = {name: result.earned for name, result in _results(report)} if report else {}
    return [
        harmless(entry.handed.student),
        harmless(entry.handed.name),
        STATES["fault" if entry.withheld else entry.state].get(lang),
        _YES.get(lang) if is_late(entry) else "",
        "" if report is None or report.earned is None else f"{report.earned:g}",
        f"{report.points:g}" if report else "",
        _YES.get(lang) if report and report.provisional else "",
        " ".join(f"{each.part}.{each.check}".lstrip(".") for each in entry.overrides),
        harmless(" ".join(_notes(entry, lang))),
        *(_before_and_deducted(report) if lateness else ()),
        *(f"{points[name]:g}" if name in points else "" for name in columns),
    ]


def _before_and_deducted(report: Report | None) -> tuple[str, str]:
    if report is None or report.raw is None:
        return "", ""
    return f"{report.raw:g}", f"{report.deducted:g}"


def _notes(entry: Entry, lang: Language) -> Iterator[str]:
    """Yield why there is no score, what is doubtful, and which files and attempts do not count."""
    why = why_to_look(entry) if entry.withheld or entry.doubtful else None
    if why:
        yield f"{LOOK.get(lang)}: {' '.join(why.get(lang).split())}"
    elif entry.message:
        yield " ".join(entry.message.get(lang).split())
    elif entry.handed.refused:
        yield f"{_NOT_GRADED.get(lang)}: {reasons(entry.handed.refused).get(lang)}"
    if entry.handed.older:
        yield f"{_OLDER.get(lang)}: {', '.join(Path(path).name for path in entry.handed.older)}"


def harmless(text: str) -> str:
    """Return a cell's text made safe: no spreadsheet evaluates it, and no terminal obeys it."""
    return neutral(visible(text))


def _results(report: Report) -> list[tuple[str, Result]]:
    return [(_name(part, result), result) for part in report.parts for result in part.results]


def _name(part: PartReport, result: Result) -> str:
    return f"{part.id}.{result.id}"
