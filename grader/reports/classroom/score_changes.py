"""Who moves when a class is graded anew: old and new points, which checks, and how the scores lie."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text as Line

from grader.base.text import Language, Text
from grader.records.points import added
from grader.records.submissions import Entry, State
from grader.reports.classroom.grades_csv import BY_HAND, STATES, harmless, table
from grader.reports.classroom.summary import BINS, classroom
from grader.reports.terminal_style import STYLES, Drawing, Look
from grader.reports.wording import points, signed

NAME: Final = "changes.csv"
MOST: Final = 40
"""Maximum number of students in the table on a terminal; the file has all of them."""
MOST_CHECKS: Final = 3
TITLE: Final = Text(ko="점수가 바뀐 학생", en="Grades changed")
SAME: Final = Text(ko="점수가 바뀐 학생이 없습니다.", en="Nobody's points have changed.")
_NEW_CHECK: Final = "-"
_HEADER: Final = (
    Text(ko="학생", en="student"),
    Text(ko="이름", en="name"),
    Text(ko="이전 상태", en="state_before"),
    Text(ko="이전 점수", en="score_before"),
    Text(ko="상태", en="state"),
    Text(ko="점수", en="score"),
    Text(ko="바뀐 항목", en="checks"),
    BY_HAND,
)


@dataclass(frozen=True)
class CheckMove:
    """A check whose points differ; None where one of the reports does not have it."""

    name: str
    before: float | None
    after: float | None

    def __str__(self) -> str:
        before, after = (_NEW_CHECK if each is None else points(each) for each in (self.before, self.after))
        return f"{self.name} {before} → {after}"


@dataclass(frozen=True)
class Move:
    """A student whose points or state differ between two results."""

    before: Entry
    after: Entry
    checks: tuple[CheckMove, ...]

    @property
    def gained(self) -> float | None:
        """The points that the total gained; None if either has no score."""
        old, new = _score(self.before), _score(self.after)
        return None if old is None or new is None else added((new, -old))


def moves(pairs: Iterable[tuple[Entry, Entry]]) -> list[Move]:
    """Return who moves, of students with an old and a new result, those who lose most first."""
    found = [
        Move(before, after, checks)
        for before, after in pairs
        if (checks := tuple(_checks(before, after))) or _standing(before) != _standing(after)
    ]
    return sorted(found, key=lambda move: (move.gained is not None, move.gained or 0.0))


def render(found: Sequence[Move], pairs: Sequence[tuple[Entry, Entry]], lang: Language) -> RenderableType:
    """Return the students who move, and the distribution of everybody's scores before and after.

    Args:
        found: those who move.
        pairs: everybody's old and new result.
        lang: the language to write in.
    """

    def draw(look: Look) -> Iterator[RenderableType]:
        yield Line("")
        if not found:
            yield look.line(SAME, "bold")
            return
        yield look.line(Text(ko=f"{TITLE.ko} ({len(found)})", en=f"{TITLE.en} ({len(found)})"), "bold")
        kept = sum(move.gained == 0 for move in found)
        if kept:
            yield look.line(
                Text(
                    ko=f"  이 가운데 {kept}명은 항목의 점수만 바뀌고 전체 점수는 그대로입니다.",
                    en=f"  {kept} of them only in single checks: their whole score stays.",
                ),
                "dim",
            )
        yield _table(found[:MOST], look)
        if len(found) > MOST:
            more = len(found) - MOST
            yield look.line(Text(ko=f"  외 {more}명: {NAME}", en=f"  and {more} more: {NAME}"), "dim")
        yield Line("")
        yield _distribution([each for each, _ in pairs], [each for _, each in pairs], look)

    return Drawing(lang, draw)


def render_table(found: Iterable[Move], lang: Language) -> str:
    """Return everybody who moves as CSV."""
    return table([title.get(lang) for title in _HEADER], (_row(move, lang) for move in found))


def _row(move: Move, lang: Language) -> list[str]:
    return [
        harmless(move.after.handed.student),
        harmless(move.after.handed.name),
        STATES[_state(move.before)].get(lang),
        _number(move.before),
        STATES[_state(move.after)].get(lang),
        _number(move.after),
        ", ".join(map(str, move.checks)),
        " ".join(f"{each.part}.{each.check}".lstrip(".") for each in move.after.overrides),
    ]


def _table(found: Sequence[Move], look: Look) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(overflow="fold")
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    for move in found:
        student, name = move.after.handed.student, move.after.handed.name
        said = f"{student} ({name})" if name else student
        old, new = (_shown(each, look) for each in (move.before, move.after))
        gained = move.gained
        style = "dim" if not gained else STYLES["passed"] if gained > 0 else STYLES["failed"]
        grid.add_row(
            look.line(f"  {said}"),
            f"{old} {look.either('→', '->')} {new}",
            Line("" if gained is None else signed(gained), style),
            Line(_said(move.checks, look), "dim"),
        )
    return grid


def _said(checks: Sequence[CheckMove], look: Look) -> str:
    said = ", ".join(map(str, checks[:MOST_CHECKS]))
    more = f", +{len(checks) - MOST_CHECKS}" if len(checks) > MOST_CHECKS else ""
    return (said + more).replace("→", look.either("→", "->"))


def _distribution(before: Sequence[Entry], after: Sequence[Entry], look: Look) -> Table:
    """Return how many scores lie in each tenth, and their mean and median, before and after."""
    old, new = classroom(before), classroom(after)
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column()
    grid.add_column(justify="right")
    grid.add_column(justify="right")
    titles = Text(ko="전", en="before"), Text(ko="후", en="after")
    grid.add_row(look.line(Text(ko="점수 분포", en="Scores"), "bold"), *(look.line(each) for each in titles))
    for index in range(BINS):
        low, high = 100 * index // BINS, 100 * (index + 1) // BINS
        grid.add_row(
            f"{low:>3}{look.either('–', '-')}{high}%", str(old.histogram[index]), str(new.histogram[index])
        )
    for title, count in ((Text(ko="평균", en="mean"), fmean), (Text(ko="중앙값", en="median"), median)):
        shown = (f"{100 * count(each.scores):.1f} %" if each.scores else "-" for each in (old, new))
        grid.add_row(look.line(title), *shown)
    return grid


def _checks(before: Entry, after: Entry) -> Iterator[CheckMove]:
    old, new = _points(before), _points(after)
    if not (old and new):  # without a report on either side there is nothing to compare
        return
    for name in dict.fromkeys([*old, *new]):
        if name not in old or name not in new or old[name] != new[name]:
            yield CheckMove(name, old.get(name), new.get(name))


def _points(entry: Entry) -> dict[str, float | None]:
    parts = entry.report.parts if entry.report else ()
    return {
        f"{part.id}.{result.id}": None if result.status == "error" else result.earned
        for part in parts
        for result in part.results
    }


def _standing(entry: Entry) -> tuple[State, float | None]:
    return _state(entry), _score(entry)


def _state(entry: Entry) -> State:
    return "fault" if entry.withheld else entry.state


def _score(entry: Entry) -> float | None:
    return entry.report.earned if entry.report else None


def _number(entry: Entry) -> str:
    score = _score(entry)
    return "" if score is None else f"{score:g}"


def _shown(entry: Entry, look: Look) -> str:
    score = _score(entry)
    return points(score) if score is not None else STATES[_state(entry)].get(look.lang)
