"""The report as a student reads it in a terminal.

`render` returns all of it. While grading is still under way, `heading`, `part`, `training` and `summary`
return the same pieces one by one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from grader.base.text import Language, Text
from grader.records.points import added
from grader.records.repair import Repair
from grader.records.report import GradedModel, PartReport, Report, Result
from grader.reports import terminal_checks, terminal_repairs
from grader.reports.grading_policy import notices, unseen
from grader.reports.layers import layer_table
from grader.reports.mistakes import (
    IN_ORDER,
    MISTAKES,
    NEXT,
    NextStep,
    next_step,
    repairs,
)
from grader.reports.terminal_images import pictures
from grader.reports.terminal_style import STYLES, Drawing, Look
from grader.reports.training_chart import curve_chart
from grader.reports.wording import (
    PROVISIONAL,
    TOTAL,
    full_marks,
    praise,
    share,
    withheld,
)

INDENT = 2

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

    A check that the repairs `found` clear is one line, since they say what is wrong and where. Where there
    are any, a part without a mistake is told without its layers.
    """
    results = tuple(result for result in report.results if not result.trained)
    layers = report.layers if not found or any(each.status != "passed" for each in results) else ()

    def draw(look: Look) -> Iterator[RenderableType]:
        yield Line("")
        yield _rule(look, look.line(report.title, "bold"), _points(results))
        if report.taken is not None:
            yield Padding(_taken(report.taken, look), (0, 0, 0, INDENT))
        yield Line("")
        yield from terminal_checks.told(results, report, look, found)
        if (more := unseen(report)) is not None:
            yield Padding(look.line(more, "dim"), (0, 0, 0, INDENT))
        if layers:
            yield from _block(_LAYERS, layer_table(report, _inside(look), found), look)

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
        yield from terminal_checks.told(results, report, look)
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
            yield from terminal_repairs.draw(found, look)
            yield Padding(look.line(IN_ORDER, "dim"), (0, 0, 0, INDENT))
        if (step := next_step(report)) is not None:
            yield Line("")
            yield _next(step, look)
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


def _next(step: NextStep, look: Look) -> Table:
    """Return what to do first, with where and what it brings beneath it."""
    said = [look.line(each, style) for each, style in ((step.what, "bold"), (step.where, "")) if each]
    return _hanging(Line.assemble(look.line(NEXT, "bold"), " "), Line("\n").join(said))


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
        ko=f"채점한 모델: {taken.name} ({where}){made.ko if made else ''}.",
        en=f"Graded: {taken.name} ({where}){made.en if made else ''}.",
    )
    return Line(" ").join([look.line(what, "dim"), look.line(taken.why, "dim")])


def _run(report: Report) -> Text:
    """Return a line on what was run, and how, for staff who have to reproduce it."""
    facts = [report.assignment, f"grader {report.grader}", report.device]
    facts += report.data
    facts += [f"sha256 {file.sha256[:12]}" for file in report.files]
    return Text(
        ko=", ".join([f"{report.seconds:.1f}초", *facts, report.confinement.ko]),
        en=", ".join([f"{report.seconds:.1f} s", *facts, report.confinement.en]),
    )
