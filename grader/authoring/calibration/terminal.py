"""Draws a study on a terminal: the table, the dots, and the conclusions."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text as Line

from grader.authoring.calibration.cells import budget_cells, budgets_header, cells, header, strips
from grader.authoring.calibration.findings import Conclusion, budget, findings
from grader.authoring.calibration.study import Study, own
from grader.base.text import Language, Text
from grader.records.measure import NAMES
from grader.reports.terminal_style import STYLES, Drawing, Look

Cell = TypeVar("Cell")
_NORMAL_EDGE: Final = 4
"""The column left out on a terminal for lack of room; the findings state its number."""
_LEGEND: Final = Text(
    ko="점 하나가 학습 하나입니다(: 둘, * 더 많음). |는 만점 기준입니다. 흐린 것은 틀린 모델입니다.",
    en="A dot is a training (: two, * more); | is where full marks begin. Wrong models are dim.",
)

_HOW_LONG: Final = Text(ko="학습은 얼마나 길어야 하는가", en="How long it must train")


def render(studies: Sequence[Study], lang: Language) -> RenderableType:
    """Return one part's section: the study with its own recipe, then all recipes that were tried."""
    study = own(studies)

    def draw(look: Look) -> Iterator[RenderableType]:
        yield look.line(_title(study), "bold")
        yield _table(study, look)
        yield Line("")
        yield _dots(study, look)
        yield look.line(_LEGEND, "dim")
        yield Line("")
        for finding in findings(study):
            yield _said(finding, look)
        yield Line("")
        if len(studies) > 1:
            yield from _budgets(studies, look)

    return Drawing(lang, draw)


def _said(finding: Conclusion, look: Look) -> Line:
    return look.lines(finding.text, STYLES["partial"] if finding.bad else "")


def _budgets(studies: Sequence[Study], look: Look) -> Iterator[RenderableType]:
    yield look.line(_HOW_LONG, "bold")
    table = Table(box=None, pad_edge=False)
    for column in budgets_header():
        table.add_column(look.line(column), justify="right", no_wrap=True)
    for each in studies:
        table.add_row(*map(Line, budget_cells(each)))
    yield from (table, Line(""), _said(budget(studies), look), Line(""))


def _title(study: Study) -> Text:
    title, name = study.part.title, NAMES[study.measure]
    first, last = study.seeds[0], study.seeds[-1]
    return Text(
        ko=f"{title.ko}: {name.ko}, {study.data}, 시드 {first}~{last}",
        en=f"{title.en}: {name.en}, {study.data}, seeds {first} to {last}",
    )


def _table(study: Study, look: Look) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("", no_wrap=True)
    for column in _roomy(header(study)):
        table.add_column(look.line(column), justify="right", no_wrap=True)
    for each in (*study.found, study.untrained):
        shown = (Line(cell) for cell in _roomy(cells(study, each)))
        table.add_row(look.line(each.model), *shown, style="" if each.right else "dim")
    return table


def _roomy(row: list[Cell]) -> list[Cell]:
    return [cell for column, cell in enumerate(row) if column != _NORMAL_EDGE]


def _dots(study: Study, look: Look) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(2):
        grid.add_column(no_wrap=True)
    for model, dots in strips(study):
        grid.add_row(look.line(model), Line(dots))
    return grid
