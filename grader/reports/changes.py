"""What has changed since a submission was last graded, for a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from grader.base.text import Language, Text
from grader.records.points import added
from grader.records.report import PartReport, Result
from grader.reports.terminal_style import STYLES, Drawing, Look
from grader.reports.wording import points, signed

Known = Mapping[tuple[str, str], Result]
"""The previous results, by part and check."""

INDENT: Final = 2
MOST: Final = 2
"""Checks that are listed; the others are counted."""
TITLE: Final = Text(ko="지난번과 달라진 것", en="Since the last time")
SAME: Final = Text(ko="점수가 달라진 항목이 없습니다.", en="No points have changed.")


def known(parts: Sequence[PartReport]) -> Known:
    """Return the results to compare the next ones with."""
    return {(part.id, result.id): result for part in parts for result in part.results}


def render(before: Known, parts: Sequence[PartReport], *, trained: bool, lang: Language) -> RenderableType:
    """Return a table of the checks whose points or status have changed.

    Args:
        before: the previous results.
        parts: the current parts.
        trained: whether to compare the checks that need training, or all others.
        lang: the language to write in.
    """

    def draw(look: Look) -> Iterator[RenderableType]:
        changed = [pair for part in parts for pair in changed_in(before, part, trained=trained)]
        if not trained:
            gained = added(new.earned - old.earned for old, new in changed)
            said = (signed(gained), _style(gained)) if changed else ("", "")
            yield Line.assemble(look.line(TITLE if changed else SAME, "bold"), "  ", said)
        if changed:
            yield Padding(_listed(changed, 1 if trained else MOST, look), (0, 0, 0, INDENT))

    return Drawing(lang, draw)


Pair = tuple[Result, Result]


def changed_in(before: Known, part: PartReport, *, trained: bool) -> list[Pair]:
    """Return the old and new results of the checks of a part whose points or status have changed."""
    now = [result for result in part.results if result.trained == trained]
    pairs = [(before[part.id, result.id], result) for result in now if (part.id, result.id) in before]
    return [(old, new) for old, new in pairs if (old.status, old.earned) != (new.status, new.earned)]


def _listed(changed: Sequence[Pair], most: int, look: Look) -> Table:
    """Return the checks that have changed most, and how many more there are."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True, overflow="ellipsis")
    grid.add_column(no_wrap=True, justify="right")
    grid.add_column(no_wrap=True, justify="right")
    told = [pair for pair in changed if pair[1].status != "blocked"]  # the check that blocks it says enough
    told.sort(key=lambda pair: -abs(pair[1].earned - pair[0].earned))
    for old, new in told[:most]:
        step = f"{_earned(old)} {look.either('→', '->')} {_earned(new)}"
        change = added((new.earned, -old.earned))
        grid.add_row(look.mark(new.status), look.line(new.title), step, Line(signed(change), _style(change)))
    if len(told) > most:
        more = len(told) - most
        grid.add_row("", look.line(Text(ko=f"그 밖에 {more}개 항목", en=f"and {more} more"), "dim"), "", "")
    return grid


def _earned(result: Result) -> str:
    return "?" if result.status == "error" else points(result.earned)


def _style(change: float) -> str:
    return STYLES["passed"] if change > 0 else STYLES["failed"] if change < 0 else "dim"
