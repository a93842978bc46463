"""The summary of a GitHub workflow's step.

It is Markdown that consists only of HTML blocks: no line in it is blank, so nothing in them is read as
Markdown. Text that may come from a student is in `<code>`, where GitHub makes no links and no mentions.
"""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from grader.base.errors import GraderError
from grader.base.text import Language, Text
from grader.records.report import PartReport, Report, Result
from grader.reports.grading_policy import notices
from grader.reports.plain_text import complaint, earned, explanation, lines, one_line
from grader.reports.terminal_style import MARKS
from grader.reports.wording import PROVISIONAL, TOTAL, share, withheld

LIMIT = 1024 * 1024
"""Maximum bytes that GitHub takes from one step."""
_CHECK: Final = Text(ko="항목", en="Check")
_POINTS: Final = Text(ko="점수", en="Points")
_FINDINGS: Final = Text(ko="확인할 것", en="What was found")
_GRADING: Final = Text(ko="채점하지 못했습니다", en="Nothing was graded")
_CUT: Final = Text(
    ko="너무 길어서 나머지는 생략했습니다.", en="This summary is too long; the rest is left out."
)


def render(report: Report, lang: Language) -> str:
    """Return the summary, at most `LIMIT` bytes of UTF-8."""
    return _bounded(_pieces(report, lang), lang)


def ungraded(error: GraderError, lang: Language) -> str:
    """Return a summary that says why nothing was graded."""
    return _bounded([_heading(_GRADING.get(lang)), _paragraph(_code(complaint(error, lang)))], lang)


def _bounded(pieces: Iterable[str], lang: Language) -> str:
    """Join as many whole pieces as there is room for."""
    end = _paragraph(_CUT.get(lang))
    room = LIMIT - len(end.encode())
    kept = ""
    for piece in pieces:
        room -= len(piece.encode())
        if room < 0:
            return kept + end
        kept += piece
    return kept


def _pieces(report: Report, lang: Language) -> Iterator[str]:
    yield _heading(f"{one_line(report.title.get(lang))}: {share(report.earned, report.points)}")
    yield _paragraph(_code(", ".join(file.name for file in report.files)))
    if report.earned is None:
        yield _paragraph(f"<b>{escape(withheld(report).get(lang))}</b>")
    if report.provisional:
        yield _paragraph(f"<b>{escape(PROVISIONAL.get(lang))}</b>")
    for notice in notices(report):
        yield _paragraph(_code(notice.get(lang)))
    yield _table(report, lang)
    for part in report.parts:
        yield from _findings(part, lang)


def _table(report: Report, lang: Language) -> str:
    rows = [_row("th", "", _CHECK.get(lang), _POINTS.get(lang))]
    for part in report.parts:
        title = one_line(part.title.get(lang))
        rows.append(_row("th", "", title, share(part.counted, part.worth)))
        rows += [_row("td", *_check(result, lang)) for result in part.results]
    rows.append(_row("th", "", TOTAL.get(lang), share(report.earned, report.points)))
    return "".join(("<table>\n", *rows, "</table>\n"))


def _check(result: Result, lang: Language) -> tuple[str, str, str]:
    mark, _ = MARKS[result.status]
    return mark, one_line(result.title.get(lang)), share(earned(result), result.points)


def _row(cell: str, *texts: str) -> str:
    return f"<tr>{''.join(f'<{cell}>{escape(text)}</{cell}>' for text in texts)}</tr>\n"


def _findings(part: PartReport, lang: Language) -> Iterator[str]:
    """Yield the explanation of each check that was asked, under the part's title."""
    said = [(result, explanation(result, part, lang)) for result in part.results]
    wanted = [(result, text) for result, text in said if text and result.status not in ("blocked", "skipped")]
    if wanted:
        yield _heading(f"{one_line(part.title.get(lang))}: {_FINDINGS.get(lang)}", level=3)
    for result, text in wanted:
        yield _paragraph(f"{escape('  '.join(_check(result, lang)))}<br>{_code(text)}")


def _heading(text: str, level: int = 2) -> str:
    return f"<h{level}>{escape(text)}</h{level}>\n"


def _paragraph(html: str) -> str:
    return f"<p>{html}</p>\n"


def _code(text: str) -> str:
    """Return text to be shown as it is, with every line in a `<code>` of its own."""
    return "<br>".join(f"<code>{_kept(line)}</code>" for line in lines(text).splitlines() if line.strip())


def _kept(line: str) -> str:
    """Return a line whose first spaces stay, as a caret stands under a character."""
    text = line.lstrip(" ")
    return "&nbsp;" * (len(line) - len(text)) + escape(text)
