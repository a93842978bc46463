"""What a student needs after each save, in a few lines: the next step, the total, and where the rest is."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import RenderableType
from rich.text import Text as Line

from grader.base.text import Language, Text
from grader.records.report import PartReport, Report
from grader.reports.mistakes import NEXT, next_step, repairs
from grader.reports.terminal_style import STYLES, Drawing, Look
from grader.reports.wording import TOTAL, full_marks, praise, share

MOST_LINES: Final = 2
"""Lines of code shown of the next step."""
INDENT: Final = 2


def render(report: Report, page: str, lang: Language) -> RenderableType:
    """Return what to do next, the total, and the file with the whole report, on at most six lines.

    No line is wrapped: what is too long for the terminal is in the whole report.
    """

    def draw(look: Look) -> Iterator[RenderableType]:
        for line in (*_step(report, look), _total(report, look), *_after(report, page, look)):
            line.no_wrap, line.overflow = True, "ellipsis"
            yield line

    return Drawing(lang, draw)


def parts(found: Sequence[PartReport], lang: Language) -> RenderableType:
    """Return one line for each part: what it has earned."""

    def draw(look: Look) -> Iterator[RenderableType]:
        for each in found:
            line = Line.assemble(" " * INDENT, look.line(each.title), "  ", share(each.counted, each.worth))
            line.no_wrap, line.overflow = True, "ellipsis"
            yield line

    return Drawing(lang, draw)


def _step(report: Report, look: Look) -> Iterator[Line]:
    step = next_step(report)
    if step is None:
        return
    said = [look.line(each, "bold") for each in (step.what,) if each]
    yield Line("  ").join([look.line(NEXT, "bold"), *said])
    if step.where is not None:
        yield Line.assemble(" " * INDENT, look.line(step.where))
    first = next(iter(repairs(report)), None)
    for group in first.lines[:1] if first else ():
        rows = [("-", each, "red") for each in group.before[:1]]
        rows += [("+", each, "green") for each in group.after[: MOST_LINES - len(rows)]]
        for sign, code, style in rows:
            yield Line.assemble(" " * INDENT, (sign, style), " ", look.line(code.strip(), style))


def _total(report: Report, look: Look) -> Line:
    style = STYLES["error"] if report.earned is None else STYLES["passed"] if full_marks(report) else "bold"
    return Line.assemble(look.line(TOTAL, "bold"), "  ", (share(report.earned, report.points), style))


def _after(report: Report, page: str, look: Look) -> Iterator[Line]:
    if full_marks(report):
        yield look.line(praise(report), STYLES["passed"])
    if page:
        yield look.line(Text(ko=f"전체 보고서: {page}", en=f"The whole report: {page}"), "dim")
