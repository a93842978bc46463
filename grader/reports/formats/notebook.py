"""The feedback notebook: the student's cells, with the findings that point into a code cell below it.

It is built from the listings in the report, which the confined intake read. The file that was handed in, with
its outputs and whatever they may hide, is not opened again. Code cells appear as they were written. Markdown
cells are quoted as plain text, since as Markdown they could fetch pictures and pass for findings. Outputs are
left out, as they may hold HTML, scripts and pictures from any source.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import nbformat
from nbformat import v4

from grader.base.text import Language, Text
from grader.records.report import Listing, PartReport, Report, Result
from grader.records.source import Position, Prose
from grader.repairs.text_edits import applied
from grader.reports import mistakes
from grader.reports.grading_policy import notices
from grader.reports.sanitize import visible
from grader.reports.wording import (
    EXPECTED,
    FOUND,
    HINT,
    OFFICIAL,
    PROVISIONAL,
    SELF_CHECK,
    SIGNS,
    STATUSES,
    TOTAL,
    WHERE,
    caret,
    full_marks,
    must_look,
    pointed,
    praise,
    share,
    withheld,
)

_CHECKS: Final = Text(ko="채점 항목", en="check")
_STATUS: Final = Text(ko="상태", en="status")
_POINTS: Final = Text(ko="점수", en="points")
_CUT: Final = Text(ko="코드가 길어서 여기까지만 표시합니다.", en="The code is long; the rest is not shown.")


def render(report: Report, lang: Language) -> str:
    """Return the notebook as JSON text."""
    return str(nbformat.writes(build(report, lang))) + "\n"


def build(report: Report, lang: Language) -> Any:
    """Return the notebook as an nbformat object."""
    cells = list(_Writer(report, lang).cells())
    for number, cell in enumerate(cells, start=1):
        cell["id"] = f"cell-{number}"  # nbformat's own are random
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
        "title": report.title.get(lang),
    }
    return v4.new_notebook(cells=cells, metadata=metadata)


class _Writer:
    """Writes the cells in one language."""

    def __init__(self, report: Report, lang: Language) -> None:
        self._report = report
        self._lang = lang

    def cells(self) -> Iterator[Any]:
        """Yield the summary, then the student's cells, each followed by its findings."""
        yield _markdown("\n\n".join(self._summary()))
        prose = list(self._report.prose)
        for listing in self._report.listings:
            while prose and self._is_before(prose[0], listing):
                yield _quoted(prose.pop(0))
            if listing.cell is None:
                yield _markdown(f"### {_escaped(listing.file)}")
            yield v4.new_code_cell("\n".join(listing.lines))
            findings = list(self._findings(listing))
            if not listing.whole:
                findings.append(f"*{self._text(_CUT)}*")
            if findings:
                yield _markdown("\n\n---\n\n".join(findings))
            yield from self._repaired(listing)
        yield from map(_quoted, prose)

    def _is_before(self, prose: Prose, listing: Listing) -> bool:
        """Return whether a Markdown cell precedes a listing. Helper modules come after what imports them."""
        order = {file.name: number for number, file in enumerate(self._report.files)}
        if listing.file not in order:
            return False
        return (order[prose.file], prose.after) < (order[listing.file], listing.cell or 0)

    def _text(self, text: Text) -> str:
        return _escaped(text.get(self._lang))

    def _summary(self) -> Iterator[str]:
        report = self._report
        yield f"# {self._text(report.title)}"
        yield f"**{self._text(TOTAL)} {_escaped(share(report.earned, report.points))}**"
        yield self._text(OFFICIAL if report.official else SELF_CHECK)
        if report.earned is None:
            yield f"**{self._text(withheld(report))}**"
        elif full_marks(report):
            yield self._text(praise(report))
        if report.provisional:
            yield f"**{self._text(PROVISIONAL)}**"
        yield from (f"> {self._text(notice)}" for notice in notices(report))
        for part in report.parts:
            yield f"## {self._text(part.title)} {_escaped(share(part.earned, part.points))}"
            yield self._table(part)
            for result in part.results:
                if not any(self._is_shown(at.file, at.cell) for at in result.at) and _says_something(result):
                    yield "\n\n".join(self._finding(result, ()))

    def _table(self, part: PartReport) -> str:
        head = f"| | {self._text(_CHECKS)} | {self._text(_STATUS)} | {self._text(_POINTS)} |"
        rows = (
            f"| {SIGNS[result.status]} | {self._text(result.title)} | {self._text(STATUSES[result.status])}"
            f" | {_escaped(_points(result))} |"
            for result in part.results
        )
        return "\n".join([head, "|---|:---|:---|---:|", *rows])

    def _is_shown(self, file: str, cell: int | None) -> bool:
        return any((each.file, each.cell) == (file, cell) for each in self._report.listings)

    def _findings(self, listing: Listing) -> Iterator[str]:
        for part in self._report.parts:
            for result in part.results:
                inside = [at for at in result.at if (at.file, at.cell) == (listing.file, listing.cell)]
                if inside:
                    yield "\n\n".join(self._finding(result, inside))

    def _repaired(self, listing: Listing) -> Iterator[Any]:
        """Yield what to change in a cell, and the cell as it is after that, to be copied."""
        text, said = "\n".join(listing.lines), []
        for number, repair in enumerate(mistakes.repairs(self._report), start=1):
            here = [each for each in repair.edits if (each.file, each.cell) == (listing.file, listing.cell)]
            after = applied(text, here) if here and listing.whole else None
            if after is not None:
                what = self._text(repair.what or mistakes.HERE)
                said.append(f"- **{number}** {what} {_escaped(mistakes.gain(repair))}")
                text = after
        if said:
            yield _markdown("\n".join([f"**{self._text(mistakes.MISTAKES)}**", "", *said]))
            yield v4.new_code_cell(text, metadata={"tags": ["repair"]})

    def _finding(self, result: Result, places: Sequence[Position]) -> Iterator[str]:
        """Yield the paragraphs on a check, with the lines of the cell above that it points to."""
        yield (
            f"**{SIGNS[result.status]} {self._text(result.title)}** "
            f"{self._text(STATUSES[result.status])}, {_escaped(_points(result))}"
        )
        if (looks := must_look(result)) is not None:
            yield f"**{self._text(looks)}**"
        if result.message is not None:
            yield self._text(result.message)
        facts = [(EXPECTED, result.expected), (FOUND, result.found), (HINT, result.hint)]
        lines = [f"- **{self._text(label)}**: {self._text(text)}" for label, text in facts if text]
        if places:
            spots = ", ".join(dict.fromkeys(at.spot.get(self._lang) for at in places))
            lines.insert(0, f"- **{self._text(WHERE)}**: {_escaped(spots)}")
        if lines:
            yield "\n".join(lines)
        yield from (
            f"<pre>{_escaped(at.text + caret(at, at.text))}</pre>" for at in places if pointed(at) is not None
        )


def _says_something(result: Result) -> bool:
    return result.status == "error" or any((result.message, result.expected, result.found, result.hint))


def _points(result: Result) -> str:
    return share(None if result.status == "error" else result.earned, result.points)


def _markdown(text: str) -> Any:
    return v4.new_markdown_cell(text, metadata={"tags": ["feedback"], "editable": False})


def _quoted(prose: Prose) -> Any:
    return v4.new_markdown_cell(
        f"> {_escaped(prose.text.strip())}", metadata={"tags": ["submission"], "editable": False}
    )


def _escaped(text: str) -> str:
    """Escape text for Markdown, so that nothing in it becomes mark-up, a link, HTML or a formula.

    Every ASCII sign is written as a numeric character reference, which no Markdown reader takes for mark-up.
    Formulas are looked for once more in the rendered text, but not in code, so the signs that begin one are
    set as code.
    """
    return "".join(map(_spelt, visible(text, lines=True)))


def _spelt(character: str) -> str:
    if character == "\n":
        return "<br>"
    if character in "$\\":
        return f"<code>&#{ord(character)};</code>"
    if character.isalnum() or character == " " or not character.isascii():
        return character
    return f"&#{ord(character)};"
