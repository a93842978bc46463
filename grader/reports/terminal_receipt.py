"""What a student reads with full marks: to hand it in, and a receipt of what was graded."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from rich.console import RenderableType
from rich.table import Table

from grader.base.text import Language, Text, same
from grader.base.times import written
from grader.records.deadline import Deadline
from grader.records.provenance import Provenance
from grader.records.report import Report
from grader.reports.terminal_style import Drawing, Look
from grader.reports.wording import full_marks, share

HAND_IN: Final = Text(ko="제출", en="Hand in")
RECEIPT: Final = Text(ko="확인서", en="Receipt")
DIGITS: Final = 16
"""Digits of a file's sha256 that are shown."""


def render(report: Report, graded: datetime, lang: Language) -> RenderableType:
    """Return the words for handing in and the receipt; nothing if points are missing.

    Args:
        report: the report.
        graded: when the report was made, or found to be still true.
        lang: the language to write in.
    """

    def draw(look: Look) -> Iterator[RenderableType]:
        if not full_marks(report) or report.official:
            return
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(look.line(HAND_IN, "bold"), look.line(_hand_in(report)))
        for number, row in enumerate(_receipt(report, graded)):
            grid.add_row(look.line(RECEIPT, "dim") if number == 0 else "", look.line(row, "dim"))
        yield grid

    return Drawing(lang, draw)


def _hand_in(report: Report) -> Text:
    files = ", ".join(file.name for file in report.files)
    due = report.deadline.due if isinstance(report.deadline, Deadline) else None
    if due is None:
        return Text(ko=f"{files} 파일을 그대로 제출하십시오.", en=f"{files}, just as it is.")
    return Text(
        ko=f"{files} 파일을 그대로 제출하십시오. 마감: {written(due)}",
        en=f"{files}, just as it is, by {written(due)}.",
    )


def _receipt(report: Report, graded: datetime) -> Iterator[Text]:
    for file in report.files:
        yield same(f"{file.name}  sha256 {file.sha256[:DIGITS]}")
    yield same(f"{written(graded)}  {report.assignment}  {share(report.earned, report.points)}")
    if isinstance(report.provenance, Provenance):
        used = report.provenance.installation
        data = ", ".join(report.data)
        yield same(
            f"grader {used.version} ({used.grader[:12]}), torch {used.torch}{f', {data}' if data else ''}"
        )
