"""The checks of one part in a terminal: what passed on one line, the others with what was seen."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from grader.base.text import Text, same
from grader.records.points import added
from grader.records.repair import Repair
from grader.records.report import PartReport, Result, Status
from grader.records.source import Position
from grader.reports.mistakes import is_cleared, leads, numbers
from grader.reports.terminal_style import STYLES, Look
from grader.reports.wording import (
    EXPECTED,
    FOUND,
    HINT,
    MOST_PLACES,
    PROVISIONAL,
    WHERE,
    and_more,
    caret,
    must_look,
    place,
    share,
    waits,
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


def told(
    results: tuple[Result, ...], part: PartReport, look: Look, found: Sequence[Repair] = ()
) -> Iterator[RenderableType]:
    """Yield some of a part's checks: those that were made, then a line for all that wait for the same.

    Where anything is to be put right, what passed is one line, too.
    """
    made = [result for result in results if waits(result, part) is None]
    passed = [result for result in made if result.status == "passed"]
    folded = passed if len(passed) >= FOLDED and (found or len(passed) < len(results)) else []
    shown = [result for result in made if result not in folded]
    several = len(_files(part)) > 1
    room = max((len(_numbered(numbers(found, part, each))) for each in shown), default=0)
    for result in shown:
        yield from _told(result, part, look, found, room, name_file=several, last=result is results[-1])
    if folded:
        yield Padding(_folded(folded, look, room), (0, 0, 0, INDENT))
    awaited: dict[Text, list[Result]] = {}
    for result in results:
        if (reason := waits(result, part)) is not None:
            awaited.setdefault(reason, []).append(result)
    for reason, group in awaited.items():
        yield Padding(_waiting(reason, group, part, look, room), (0, 0, 0, INDENT))
    if room:
        yield Padding(look.line(_BELOW, "dim"), (0, 0, 0, INDENT))


_BELOW: Final = Text(
    ko="숫자는 아래 '고칠 곳'의 번호입니다.", en="The numbers are those of 'What to change' below."
)
FOLDED: Final = 3
"""Passed checks that are one line, if there are as many."""


def _told(
    result: Result,
    part: PartReport,
    look: Look,
    found: Sequence[Repair],
    room: int,
    *,
    name_file: bool,
    last: bool,
) -> Iterator[RenderableType]:
    """Yield a check and its details; of one that repairs clear, at most what was found."""
    own = numbers(found, part, result)
    yield Padding(_check(result, look, own, room), (0, 0, 0, INDENT))
    if own and is_cleared(found, part, result):
        if leads(found, part, result) and (said := _seen(result)) is not None:
            yield Padding(look.line(said, "dim"), (0, 0, 0, INDENT + 3 + (room + 1 if room else 0)))
        return
    details = list(_details(result, look, name_file=name_file))
    yield from (Padding(piece, (0, 0, 0, INDENT + 3)) for piece in details)
    if details and not last:
        yield Line("")


def _seen(result: Result) -> Text | None:
    """Return what was found; of a number that is out of bounds also the bounds, which no repair names."""
    asked, found = result.expected, result.found
    if result.message is None or asked is None or found is None:
        return result.message
    if not found.en.replace(",", "").isdigit():
        return result.message
    return Text(
        ko=f"{result.message.ko} {EXPECTED.ko}: {asked.ko}, {FOUND.ko}: {found.ko}.",
        en=f"{result.message.en} {EXPECTED.en.capitalize()}: {asked.en}, {FOUND.en}: {found.en}.",
    )


def _numbered(own: Sequence[int]) -> str:
    return ",".join(map(str, own))


def _grid(room: int) -> Table:
    """Return a grid for a mark, the numbers of repairs if there is `room` for them, a title and points."""
    grid = Table.grid(expand=True, padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True, width=2)
    if room:
        grid.add_column(no_wrap=True, width=room)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(no_wrap=True, justify="right")
    return grid


def _row(grid: Table, *cells: Line) -> Table:
    """Add a row to a grid, without numbers of repairs where there is room for them."""
    mark, *rest = cells
    grid.add_row(mark, *([""] if len(grid.columns) > len(cells) else []), *rest)
    return grid


def _folded(passed: Sequence[Result], look: Look, room: int) -> Table:
    """Return the checks that have passed: how many, and what they earn together."""
    said = Text(ko=f"통과한 항목 {len(passed)}개", en=f"{len(passed)} checks have passed")
    points = share(added(each.earned for each in passed), added(each.points for each in passed))
    return _row(_grid(room), look.mark("passed"), look.line(said), Line(points, STYLES["passed"]))


def _waiting(awaited: Text, results: Sequence[Result], part: PartReport, look: Look, room: int) -> Table:
    """Return the checks that wait for the same thing: why, its title or how many, and what they are worth."""
    said = look.line(_awaited(awaited, results, part), "dim")
    points = share(0.0, added(result.points for result in results))
    return _row(_grid(room), look.mark(results[0].status), said, Line(points, "dim"))


def _awaited(awaited: Text, results: Sequence[Result], part: PartReport) -> Text:
    """Say what waits: one check by its title, several by their number, and for what."""
    first, *more = results
    blocker = next((each.title for each in part.results if each.id == first.blocked_by), None)
    if first.status == "blocked" and blocker is not None:
        number = len(results)
        return Text(
            ko=f"'{blocker.ko}' 통과 뒤에 채점할 항목 {number}개",
            en=f"{number} {'checks wait' if more else 'check waits'} for '{blocker.en}'",
        )
    if not more:
        return Text(ko=f"{awaited.ko} {first.title.ko}", en=f"{awaited.en} {first.title.en}")
    return Text(ko=f"{awaited.ko} {len(results)}개", en=f"{awaited.en} {len(results)} checks")


def _check(result: Result, look: Look, own: Sequence[int], room: int) -> Table:
    """Return one check on one line: its mark, the repairs that clear it, its title and its points."""
    title = look.line(result.title, _TITLES[result.status])
    earned = None if result.status == "error" else result.earned
    points = Line(share(earned, result.points), STYLES[result.status])
    grid = _grid(room)
    numbered = [Line(_numbered(own), "bold")] if room else []
    grid.add_row(look.mark(result.status), *numbered, title, points)
    return grid


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
