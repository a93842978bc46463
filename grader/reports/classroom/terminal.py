"""A class at a glance, for a terminal: the scores, the hardest checks, and what a person must look at."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text as Line

from grader.base.text import Language, Text
from grader.records.submissions import Entry, Unmatched
from grader.reports.classroom.attention import (
    LOOK,
    MISSING,
    NOTHING,
    UNFITTING,
    UNMATCHED,
    unfitting,
    why_to_look,
)
from grader.reports.classroom.grades_csv import STATES
from grader.reports.classroom.summary import BINS, Classroom
from grader.reports.terminal_style import Drawing, Look
from grader.reports.training_chart import bar
from grader.reports.wording import share

LONGEST_BAR: Final = 40
MOST: Final = 10
"""Maximum number of lines shown of a list; the rest are counted."""
LONGEST_NAME: Final = 200
"""Maximum bytes in a file name: file systems take 255, and a page has a longer name while it is written."""

SCORES: Final = Text(ko="점수 분포", en="Scores")
_HARDEST: Final = Text(ko="가장 많이 틀린 항목", en="Hardest checks")


def render(found: Classroom, unmatched: Sequence[Unmatched], out: Path, lang: Language) -> RenderableType:
    """Return the overview that staff see at the end of a batch."""

    def draw(look: Look) -> Iterator[RenderableType]:
        yield Line("")
        yield look.line(SCORES, "bold")
        yield _histogram(found, look)
        yield look.line(_average(found))
        if found.hardest:
            yield Line("")
            yield look.line(_HARDEST, "bold")
            yield _hardest(found, look)
        doubts = (_who(each, lang, why_to_look(each)) for each in found.to_look_at)
        yield from _listed(LOOK, doubts, look, "bold magenta")
        yield from _listed(UNFITTING, _unfitting(found, lang), look, "bold magenta")
        yield from _listed(
            NOTHING, (_who(each, lang, each.message) for each in found.nothing), look, "yellow"
        )
        yield from _listed(MISSING, (_who(each, lang) for each in found.missing), look, "yellow")
        lost = (f"{Path(each.path).name}: {each.why.get(lang)}" for each in unmatched)
        yield from _listed(UNMATCHED, lost, look, "yellow")
        yield Line("")
        yield look.line(_trainings(found), "dim")
        yield look.line(_where(out), "dim")

    return Drawing(lang, draw)


def outcome(entry: Entry, lang: Language) -> str:
    """Return what became of one student's submission, in one line."""
    report = entry.report
    if report is None:
        state = STATES[entry.state].get(lang)
        return f"{state}: {entry.message.get(lang)}" if entry.message else state
    return share(report.earned, report.points)


def file_name(student: str) -> str:
    """Return a name for a student's file: their id without what a file system or a terminal may misread.

    Two students never share one, even where `Kim` and `kim` are the same to a file system: a name that had to
    be changed, or has capitals, ends in a part of its hash.
    """
    harmless = re.sub(r"[^\w.@+ -]", "_", student).strip(". ")
    kept = harmless.encode()[:LONGEST_NAME].decode(errors="ignore")
    if kept and kept == student == unicodedata.normalize("NFC", student).casefold():
        return kept
    return f"{kept}-{sha256(student.encode(errors='replace')).hexdigest()[:8]}"


def _histogram(found: Classroom, look: Look) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    most = max(found.histogram, default=0) or 1
    for index, count in enumerate(found.histogram):
        low, high = 100 * index // BINS, 100 * (index + 1) // BINS
        name = f"{low:>3}–{high}%" if not look.plain else f"{low:>3}-{high}%"
        table.add_row(name, str(count), bar(count / most, LONGEST_BAR, look))
    return table


def _average(found: Classroom) -> Text:
    if found.mean is None or found.median is None:
        return Text(ko="채점된 제출물이 없습니다.", en="No submission has a score.")
    n, mean, half = len(found.scores), 100 * found.mean, 100 * found.median
    return Text(
        ko=f"{n}명, 평균 {mean:.1f}%, 중앙값 {half:.1f}%",
        en=f"{n} students, mean {mean:.1f} %, median {half:.1f} %",
    )


def _hardest(found: Classroom, look: Look) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    for each in found.hardest[:MOST]:
        passed = Text(ko=f"{each.passed}/{each.asked} 통과", en=f"{each.passed}/{each.asked} passed")
        table.add_row(look.line(passed), look.line(each.part, "dim"), look.line(each.title))
    return table


def _listed(title: Text, lines: Iterable[str], look: Look, style: str) -> Iterator[RenderableType]:
    listed = list(lines)
    if not listed:
        return
    yield Line("")
    yield look.line(Text(ko=f"{title.ko} ({len(listed)})", en=f"{title.en} ({len(listed)})"), style)
    table = Table.grid(padding=(0, 1, 0, 0))
    for line in listed[:MOST]:
        table.add_row(look.either("  ·", "  -"), look.line(line))
    yield table
    if len(listed) > MOST:
        yield look.line(Text(ko=f"  외 {len(listed) - MOST}개", en=f"  and {len(listed) - MOST} more"), "dim")


def _who(entry: Entry, lang: Language, why: Text | None = None) -> str:
    name = f" ({entry.handed.name})" if entry.handed.name else ""
    reason = f": {' '.join(why.get(lang).split())}" if why else ""
    return f"{entry.handed.student}{name}{reason}"


def _unfitting(found: Classroom, lang: Language) -> Iterator[str]:
    for entry in found.entries:
        yield from (f"{entry.handed.student}: {each.get(lang)}" for each in unfitting(entry))


def _trainings(found: Classroom) -> Text:
    return Text(
        ko=f"학습 {found.trainings}번, 같은 모델이라 아낀 학습 {found.saved}번",
        en=f"{found.trainings} models trained; {found.saved} trainings saved, as equal models share one",
    )


def _where(out: Path) -> Text:
    names = "class.html, grades.csv, feedback/, grades.sqlite"
    return Text(
        ko=f"결과: {out} ({names}). 다시 만들기: grade report {out}",
        en=f"Results: {out} ({names}). Made again by: grade report {out}",
    )
