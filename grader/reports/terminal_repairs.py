"""The repairs of a report in a terminal: what to change, as a small diff, and what it brings."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from grader.base.text import Text
from grader.records.repair import ChangedLines, Repair
from grader.reports.mistakes import HERE, counted, gain, spot
from grader.reports.terminal_style import Look

INDENT = 2
MOST_LINES = 8
"""Lines of code shown for one repair."""


def draw(found: Sequence[Repair], look: Look) -> Iterator[RenderableType]:
    """Yield the repairs, numbered from 1, each with its diff."""
    several = len({each.file for repair in found for each in repair.at}) > 1
    for place, repair in enumerate(found, start=1):
        grid = Table.grid(expand=True, padding=(0, 1, 0, 0))
        grid.add_column(no_wrap=True, width=2)
        grid.add_column(ratio=1, overflow="fold")
        grid.add_column(no_wrap=True, justify="right")
        grid.add_row(
            Line(str(place), "bold"), look.line(repair.what or HERE, "bold"), Line(gain(repair), "green")
        )
        yield Padding(grid, (0, 0, 0, INDENT))
        for piece in _details(repair, look, several=several):
            yield Padding(piece, (0, 0, 0, INDENT + 3))


def _details(repair: Repair, look: Look, *, several: bool) -> Iterator[RenderableType]:
    if repair.lines:
        yield _diff(repair.lines, look, several=several)
    else:
        for place in repair.at:
            file = f"{place.file}, " if several else ""
            yield look.line(f"{file}{place.spot.get(look.lang)}: {place.text}", "cyan")
    why = [look.line(repair.why)] if repair.why is not None else []
    checks = counted(repair)
    said = [*why, *([look.line(checks, "dim")] if checks is not None else [])]
    if said:
        yield Line(" ").join(said)


def _diff(groups: Sequence[ChangedLines], look: Look, *, several: bool) -> Table:
    """Return changed lines before and after, each group with its place."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for group in groups:
        file = f"{group.file}, " if several else ""
        place = Text(ko=f"{file}{spot(group).ko}", en=f"{file}{spot(group).en}")
        rows = [("-", line, "red") for line in group.before] + [("+", line, "green") for line in group.after]
        for number, (sign, line, style) in enumerate(_paired(group, rows)):
            where = look.line(place, "cyan") if number == 0 else Line("")
            grid.add_row(where, Line(sign, style), look.line(line.strip(), style))
    return grid


def _paired(group: ChangedLines, rows: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Return each line right before the one that replaces it, if there are as many of both."""
    count = len(group.before)
    if count == len(group.after):
        rows = [row for pair in zip(rows[:count], rows[count:], strict=True) for row in pair]
    return rows[: 2 * MOST_LINES]
