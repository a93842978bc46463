"""Students with similar code: a list for a terminal, a table, and a page with the code side by side."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text as Line

from grader.base.text import Language, Text
from grader.records.similarity import Author, Excerpt, Side, Similar, SimilarGroup, SimilarPair
from grader.records.source import Position
from grader.reports.annotated_code import coloured
from grader.reports.classroom.grades_csv import harmless, table
from grader.reports.html_page import asset, digest, environment
from grader.reports.terminal_style import Drawing, Look

PAGE: Final = "similar.html"
TABLE: Final = "similar.csv"
MOST: Final = 10
"""Maximum number of pairs that a terminal lists; the rest are counted."""

TITLE: Final = Text(ko="비슷한 코드", en="Similar code")
SAYS_NOTHING: Final = Text(
    ko="코드가 비슷하다는 것뿐이며, 이유는 알 수 없습니다. 같은 자료를 보았거나 함께 공부했을 수 있습니다."
    " 점수에는 영향이 없습니다. 나란히 놓인 코드를 직접 보고 판단하십시오.",
    en="This says that code is alike, not why: the two may have read the same source, or studied together."
    " It touches no score. Look at the code side by side, and judge for yourself.",
)
_HEADER: Final = (
    Text(ko="학생 1", en="student_1"),
    Text(ko="이름 1", en="name_1"),
    Text(ko="학생 2", en="student_2"),
    Text(ko="이름 2", en="name_2"),
    Text(ko="닮은 정도(%)", en="alike_percent"),
    Text(ko="우연히 생길 쌍의 수", en="pairs_expected_by_chance"),
    Text(ko="드문 공통 부분", en="rare_in_common"),
    Text(ko="공통된 말", en="words_in_common"),
    Text(ko="묶음", en="group"),
)


def shown(found: Similar, out: Path, lang: Language) -> RenderableType:
    """Return the list that staff see at the end of a batch."""

    def draw(look: Look) -> Iterator[RenderableType]:
        if not found.pairs:
            return
        yield Line("")
        count = len(found.groups)
        yield look.line(Text(ko=f"{TITLE.ko} ({count}건)", en=f"{TITLE.en} ({count})"), "yellow")
        table = Table.grid(padding=(0, 1, 0, 0))
        for group in found.groups[:MOST]:
            authors = called_pair(group, look.either("–", "-"))
            table.add_row(
                look.either("  ·", "  -"), look.line(f"{authors}: {group_said(found, group).get(lang)}")
            )
        yield table
        if count > MOST:
            yield look.line(Text(ko=f"  외 {count - MOST}건", en=f"  and {count - MOST} more"), "dim")
        yield look.line(
            Text(
                ko=f"  이유는 알 수 없고, 점수와 무관합니다. 나란히 보기: {out / PAGE}",
                en=f"  It says nothing about why, and touches no score. Side by side: {out / PAGE}",
            ),
            "dim",
        )

    return Drawing(lang, draw)


def render_table(found: Similar, lang: Language) -> str:
    """Return a table with a row for each pair."""
    groups = {place: number for number, group in enumerate(found.groups, 1) for place in group.pairs}
    rows = (
        [
            *(harmless(each) for side in pair.sides for each in (_id(side.author), side.author.name)),
            f"{100 * pair.share:.0f}",
            f"{pair.expected:.2g}",
            f"{len(pair.others)}",
            harmless(", ".join(pair.words)),
            f"{groups[place]}",
        ]
        for place, pair in enumerate(found.pairs)
    )
    return table([each.get(lang) for each in _HEADER], rows)


def render_page(found: Similar, title: Text, lang: Language) -> str:
    """Return the page with every pair side by side."""
    style = asset("page.css", "similar.css")
    page = _environment(lang).get_template("similar.html")
    return page.render(found=found, title=title, style=style, style_digest=digest(style))


def called(author: Author) -> str:
    """Return a student's id, with the corpus that it is from and the name if there is one."""
    return f"{_id(author)} ({author.name})" if author.name else _id(author)


def called_pair(group: SimilarGroup, between: str = "–") -> str:
    """Return everybody of a group, in order."""
    return f" {between} ".join(map(called, group.authors))


def _id(author: Author) -> str:
    return f"{author.corpus}/{author.student}" if author.corpus else author.student


def group_said(found: Similar, group: SimilarGroup) -> Text:
    """Return how similar a group is, in one line."""
    first = found.pairs[group.pairs[0]]
    if len(group.pairs) == 1:
        return said(first)
    most = max(found.pairs[place].share for place in group.pairs)
    return Text(
        ko=f"{len(group.authors)}명, {len(group.pairs)}쌍이 닮음, 최대 {100 * most:.0f}%",
        en=f"{len(group.authors)} students, {len(group.pairs)} pairs alike, up to {100 * most:.0f} %",
    )


def _handed_in(author: Author) -> Text:
    if author.submitted is None:
        return Text(ko="낸 시각을 모름", en="time not known")
    when = f"{author.submitted:%Y-%m-%d %H:%M}"
    return Text(ko=when, en=when)


def said(pair: SimilarPair) -> Text:
    """Return how similar a pair is, in one line."""
    share, rare = f"{100 * pair.share:.0f}", len(pair.others)
    return Text(
        ko=f"{share}% 닮음, 드문 공통 부분 {rare}곳", en=f"{share} % alike, {rare} rare things in common"
    )


def chance(expected: float) -> Text:
    """Return how many pairs as similar as this one are expected by chance."""
    number = f"{expected:.1g}" if expected >= 0.001 else "0.001"
    ko, en = ("", "") if expected >= 0.001 else (" 미만", "fewer than ")
    return Text(
        ko=f"서로 모르는 학생들만 있다면 이만큼 닮은 쌍은 이 반에서 {number}쌍{ko} 나올 것으로 추정됩니다.",
        en=f"Among students who know nothing of each other, about {en}{number} pairs as alike as this are"
        " to be expected in this class.",
    )


def _spot(code: Excerpt) -> Text:
    file = code.file
    if code.cell is None:
        return Text(ko=file, en=file)
    spot = Position(file, code.cell, code.first, "").spot
    return Text(ko=f"{file}, {spot.ko}", en=f"{file}, {spot.en}")


def _lines(side: Side, index: int) -> Iterator[tuple[int, tuple[tuple[str, str], ...], list[int]]]:
    """Yield each line's number, coloured pieces and marks."""
    code = side.code[index]
    numbers: dict[int, list[int]] = {}
    for mark in side.marks:
        if mark.code == index:
            numbers.setdefault(mark.line, []).append(mark.number)
    for number, pieces in zip(code.numbered, coloured(code.lines), strict=True):
        yield number, pieces, numbers.get(number, [])


def _others(count: int) -> Text:
    if not count:
        return Text(ko="이 두 사람만 썼습니다.", en="only these two wrote it")
    return Text(ko=f"다른 {count}명도 썼습니다.", en=f"{count} others wrote it")


@cache
def _environment(lang: Language) -> Environment:
    return environment(
        lang,
        heading=TITLE,
        says_nothing=SAYS_NOTHING,
        called=called,
        handed_in=_handed_in,
        said=said,
        chance=chance,
        spot=_spot,
        lines_of=_lines,
        others=_others,
    )
