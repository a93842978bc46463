"""Students with similar code: a list for a terminal, a table, and a page with the code side by side."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment
from rich.console import RenderableType
from rich.text import Text as Line

from grader.base.text import Language, Text
from grader.records.similarity import Excerpt, Side, Similar, SimilarPair
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
)


def shown(found: Similar, out: Path, lang: Language) -> RenderableType:
    """Return the list that staff see at the end of a batch."""

    def draw(look: Look) -> Iterator[RenderableType]:
        if not found.pairs:
            return
        yield Line("")
        count = len(found.pairs)
        yield look.line(Text(ko=f"{TITLE.ko} ({count}쌍)", en=f"{TITLE.en} ({count})"), "yellow")
        for pair in found.pairs[:MOST]:
            one, other = (called(side) for side in pair.sides)
            summary = said(pair)
            both = f"  {one} {look.either('–', '-')} {other}"
            yield look.line(f"{both}: {summary.get(lang)}")
        if count > MOST:
            yield look.line(Text(ko=f"  외 {count - MOST}쌍", en=f"  and {count - MOST} more"), "dim")
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
    rows = (
        [
            *(harmless(each) for side in pair.sides for each in (side.student, side.name)),
            f"{100 * pair.share:.0f}",
            f"{pair.expected:.2g}",
            f"{len(pair.others)}",
            harmless(", ".join(pair.words)),
        ]
        for pair in found.pairs
    )
    return table([each.get(lang) for each in _HEADER], rows)


def render_page(found: Similar, title: Text, lang: Language) -> str:
    """Return the page with every pair side by side."""
    style = asset("page.css", "similar.css")
    page = _environment(lang).get_template("similar.html")
    return page.render(found=found, title=title, style=style, style_digest=digest(style))


def called(side: Side) -> str:
    """Return a student's id, with the name if there is one."""
    return f"{side.student} ({side.name})" if side.name else side.student


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
        said=said,
        chance=chance,
        spot=_spot,
        lines_of=_lines,
        others=_others,
    )
