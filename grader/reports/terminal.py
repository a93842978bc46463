"""The report as a student reads it in a terminal.

`render` returns all of it. While grading is still under way, `heading`, `part`, `training` and `summary`
return the same pieces one by one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from grader.base.text import Language, Text, same
from grader.records.points import added
from grader.records.repair import Repair
from grader.records.report import GradedModel, PartReport, Report, Result, Status
from grader.records.source import Position
from grader.reports import terminal_repairs
from grader.reports.grading_policy import notices, unseen
from grader.reports.layers import layer_table
from grader.reports.mistakes import (
    IN_ORDER,
    MISTAKES,
    NEXT,
    is_cleared,
    leads,
    next_step,
    numbers,
    repairs,
    see,
)
from grader.reports.terminal_images import pictures
from grader.reports.terminal_style import STYLES, Drawing, Look
from grader.reports.training_chart import curve_chart
from grader.reports.wording import (
    EXPECTED,
    FOUND,
    HINT,
    MOST_PLACES,
    PROVISIONAL,
    TOTAL,
    WHERE,
    and_more,
    caret,
    full_marks,
    must_look,
    place,
    praise,
    share,
    waits,
    withheld,
)

INDENT = 2
FARTHEST: Final = 64
"""Columns within which a caret stands under its line, which is not wrapped there."""

_TITLES: Final[dict[Status, str]] = {
    "passed": "",
    "partial": "bold",
    "failed": "bold",
    "blocked": "dim",
    "error": "bold",
    "skipped": "dim",
}
"""Titles to read first stand out; those that can wait are dimmed."""
_LAYERS: Final = Text(ko="층별 비교", en="Layers")
_TRAINING: Final = Text(ko="짧은 학습", en="Brief training")


def render(report: Report, lang: Language) -> RenderableType:
    """Return the whole report."""
    files = ", ".join(file.name for file in report.files)
    return Group(
        heading(report.title, files, lang),
        *(part(each, lang, repairs(report)) for each in report.parts),
        *(training(each, lang) for each in report.parts if each.training),
        summary(report, lang),
    )


def heading(title: Text, files: str, lang: Language) -> RenderableType:
    """Return the first line: the assignment and the graded files."""

    def draw(look: Look) -> Iterator[RenderableType]:
        yield Line.assemble(look.line(title, "bold"), "  ", look.line(files, "dim"))

    return Drawing(lang, draw)


def part(report: PartReport, lang: Language, found: Sequence[Repair] = ()) -> RenderableType:
    """Return one model's section: its checks, except those that need the training, and its layers.

    A check that the repairs `found` clear is one line, since they say what is wrong and where.
    """
    results = tuple(result for result in report.results if not result.trained)

    def draw(look: Look) -> Iterator[RenderableType]:
        yield Line("")
        yield _rule(look, look.line(report.title, "bold"), _points(results))
        if report.taken is not None:
            yield Padding(_taken(report.taken, look), (0, 0, 0, INDENT))
        yield Line("")
        yield from _checks(results, report, look, found)
        if (more := unseen(report)) is not None:
            yield Padding(look.line(more, "dim"), (0, 0, 0, INDENT))
        if report.layers:
            yield from _block(_LAYERS, layer_table(report, _inside(look)), look)

    return Drawing(lang, draw)


def training(report: PartReport, lang: Language) -> RenderableType:
    """Return the results of one model's training: its checks, the curve, and pictures of its output."""
    curve = report.training
    assert curve is not None, "nothing was trained"
    results = tuple(result for result in report.results if result.trained)

    def draw(look: Look) -> Iterator[RenderableType]:
        title = Line.assemble(look.line(report.title, "bold"), ": ", look.line(_TRAINING, "bold"))
        yield Line("")
        yield _rule(look, title, _points(results))
        yield Line("")
        yield from _checks(results, report, look)
        yield Line("")
        for piece in (*curve_chart(curve, _inside(look)), *pictures(curve, _inside(look))):
            yield Padding(piece, (0, 0, 0, INDENT))

    return Drawing(lang, draw)


def _points(results: tuple[Result, ...]) -> Line:
    earned = None if any(r.status == "error" for r in results) else added(r.earned for r in results)
    return Line(share(earned, added(r.points for r in results)), "bold")


def _inside(look: Look) -> Look:
    return replace(look, width=look.width - INDENT)


def summary(report: Report, lang: Language) -> RenderableType:
    """Return the last section: the total, the notices, and how this run was done."""

    def draw(look: Look) -> Iterator[RenderableType]:
        full = full_marks(report)
        if found := repairs(report):
            yield Line("")
            yield _rule(look, look.line(MISTAKES, "bold"), Line(""))
            yield from terminal_repairs.draw(found, report.parts, look)
            yield Padding(look.line(IN_ORDER, "dim"), (0, 0, 0, INDENT))
        if (step := next_step(report)) is not None:
            yield Line("")
            yield Line.assemble(look.line(NEXT, "bold"), "  ", look.line(step, "bold"))
        style = STYLES["error"] if report.earned is None else STYLES["passed"] if full else "bold"
        yield Line("")
        yield _rule(look, look.line(TOTAL, "bold"), Line(share(report.earned, report.points), style))
        if len(report.parts) > 1:
            yield from (_part_total(each, look) for each in report.parts)
        if report.earned is None:
            yield look.line(withheld(report), STYLES["error"])
        elif full:
            yield look.line(praise(report), STYLES["passed"])
        if report.provisional:
            yield look.line(PROVISIONAL, STYLES["partial"])
        for notice in notices(report):
            yield _hanging(Line("!", STYLES["partial"]), look.lines(notice))
        if report.official:
            yield look.line(_run(report), "dim")

    return Drawing(lang, draw)


def brief(report: Report, page: str, lang: Language) -> RenderableType:
    """Return what to do next, the total, and where the whole report is."""

    def draw(look: Look) -> Iterator[RenderableType]:
        if found := repairs(report):
            first = max(found, key=lambda each: each.gain)
            yield Line("")
            yield look.line(NEXT, "bold")
            yield from terminal_repairs.draw([first], (), look, number=found.index(first) + 1)
        yield Line("")
        yield _rule(look, look.line(TOTAL, "bold"), Line(share(report.earned, report.points), "bold"))
        if full_marks(report):
            yield look.line(praise(report), STYLES["passed"])
        if page:
            yield look.line(Text(ko=f"전체 보고서: {page}", en=f"The whole report: {page}"), "dim")

    return Drawing(lang, draw)


def _part_total(part: PartReport, look: Look) -> RenderableType:
    grid = Table.grid(expand=True, padding=(0, 1, 0, 0))
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(no_wrap=True, justify="right")
    grid.add_row(look.line(part.title), share(part.counted, part.worth))
    return Padding(grid, (0, 0, 0, INDENT))


def _rule(look: Look, left: Line, right: Line) -> Line:
    """Return a line that fills the width, with a text at each end."""
    fill = max(2, look.width - cell_len(left.plain) - cell_len(right.plain) - 2)
    return Line.assemble(left, " ", (look.either("─", "-") * fill, "dim"), " ", right, overflow="fold")


def _block(title: Text, body: Iterator[RenderableType], look: Look) -> Iterator[RenderableType]:
    """Yield a titled, indented block."""
    yield Line("")
    yield Padding(look.line(title, "bold"), (0, 0, 0, INDENT))
    for piece in body:
        yield Padding(piece, (0, 0, 0, INDENT))


def _hanging(mark: Line, text: Line) -> Table:
    """Return a text after a mark, wrapped with a hanging indent."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(mark, text)
    return grid


def _taken(taken: GradedModel, look: Look) -> Line:
    """Return which model was graded, where it is defined, and why it was chosen."""
    where = taken.at.spot.get(look.lang)
    made = (
        Text(ko=f", 생성 코드: {taken.made_by}", en=f", made by {taken.made_by}") if taken.made_by else None
    )
    what = Text(
        ko=f"채점한 모델: {taken.name} ({where}){made.ko if made else ''}",
        en=f"Graded: {taken.name} ({where}){made.en if made else ''}",
    )
    return Line("\n").join([look.line(what, "dim"), look.line(taken.why, "dim")])


def _checks(
    results: tuple[Result, ...], part: PartReport, look: Look, found: Sequence[Repair] = ()
) -> Iterator[RenderableType]:
    """Yield some of a part's checks; those that wait for the same check share one line that says so."""
    several = len(_files(part)) > 1
    for awaited, group in groupby(results, key=lambda result: waits(result, part)):
        if awaited is not None:
            yield Padding(_waiting(awaited, list(group), look), (0, 0, 0, INDENT))
            continue
        for result in group:
            own = numbers(found, part, result)
            told = own and is_cleared(found, part, result)
            message = result.message if leads(found, part, result) else None
            details = [] if told else list(_details(result, look, name_file=several))
            if own:
                details.append(_see(own, message if told else None, look))
            yield Padding(_check(result, look), (0, 0, 0, INDENT))
            yield from (Padding(piece, (0, 0, 0, INDENT + 3)) for piece in details)
            if details and not told and result is not results[-1]:
                yield Line("")


def _waiting(awaited: Text, results: Sequence[Result], look: Look) -> Table:
    """Return the checks that wait for the same thing: why, their titles, and what they are worth together."""
    titles = [result.title.get(look.lang) for result in results]
    grid = Table.grid(expand=True, padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True, width=2)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(no_wrap=True, justify="right")
    said = look.line(f"{awaited.get(look.lang)} {', '.join(titles)}", "dim")
    points = share(0.0, added(result.points for result in results))
    grid.add_row(look.mark(results[0].status), said, Line(points, "dim"))
    return grid


def _check(result: Result, look: Look) -> Table:
    """Return one check on one line: its mark, title and points."""
    title = look.line(result.title, _TITLES[result.status])
    earned = None if result.status == "error" else result.earned
    grid = Table.grid(expand=True, padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True, width=2)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(no_wrap=True, justify="right")
    grid.add_row(look.mark(result.status), title, Line(share(earned, result.points), STYLES[result.status]))
    return grid


def _see(own: Sequence[int], message: Text | None, look: Look) -> Line:
    """Return which repairs say the rest, after what was found if that is to be said."""
    said = [look.line(message), Line("  ")] if message is not None else []
    return Line.assemble(*said, look.line(see(own), "dim"))


def _details(result: Result, look: Look, *, name_file: bool) -> Iterator[RenderableType]:
    """Yield the details of a check."""
    if (looks := must_look(result)) is not None:
        yield look.line(looks, STYLES["error"])
    if result.message is not None:
        yield look.lines(result.message)
    yield from _facts(result, look, name_file=name_file)
    if result.provisional:
        yield look.line(PROVISIONAL, STYLES["partial"])


def _facts(result: Result, look: Look, *, name_file: bool) -> Iterator[RenderableType]:
    """Yield a table of labelled facts: what was expected and found, where, and what to do."""
    facts: list[tuple[Text | str, Text | None, str]] = [
        (EXPECTED, result.expected, "green"),
        (FOUND, result.found, "red"),
        *((WHERE, _where(at, look, name_file=name_file), "cyan") for at in result.at[:MOST_PLACES]),
        ("", and_more(len(result.at) - MOST_PLACES), "dim"),
        (HINT, result.hint, ""),
    ]
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for label, text, style in facts:
        if text is not None:
            grid.add_row(look.line(label, "dim"), look.lines(text, style))
    if grid.rows:
        yield grid


def _where(at: Position, look: Look, *, name_file: bool) -> Text:
    """Return a line of the student's, with a caret beneath where one character is meant."""
    said = place(at, look.lang, name_file=name_file)
    mark = caret(at, said)
    return same(said + mark if len(mark) <= FARTHEST else said)


def _files(part: PartReport) -> set[str]:
    """Return the student's files that a part's findings point into."""
    positions = [position for result in part.results for position in result.at]
    positions += [part.taken.at] if part.taken else []
    return {position.file for position in positions}


def _run(report: Report) -> Text:
    """Return a line on what was run, and how, for staff who have to reproduce it."""
    facts = [report.assignment, f"grader {report.grader}", report.device]
    facts += report.data
    facts += [f"sha256 {file.sha256[:12]}" for file in report.files]
    return Text(
        ko=", ".join([f"{report.seconds:.1f}초", *facts, report.confinement.ko]),
        en=", ".join([f"{report.seconds:.1f} s", *facts, report.confinement.en]),
    )
