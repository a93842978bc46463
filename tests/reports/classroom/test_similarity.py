"""Students with similar code, as shown to staff."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from grader.base.text import LANGUAGES, Language, same
from grader.records.similarity import Author, Excerpt, Mark, Side, Similar, SimilarPair
from grader.reports.classroom.similarity import MOST, render_page, render_table, shown

from ..samples import HOSTILE
from ..test_html import EVIL, Page

CODE = ("class Net(nn.Module):", "    def forward(self, x):", "        return x.relu_()")


def side(
    student: str,
    name: str = "",
    *,
    lines: tuple[str, ...] = CODE,
    file: str = "a.py",
    corpus: str = "",
    submitted: datetime | None = None,
) -> Side:
    code = (Excerpt(file, None, 5, lines), Excerpt("b.ipynb", 3, 1, ("x = 1",)))
    return Side(Author(student, name, corpus, submitted), code, (Mark(0, 7, 1), Mark(0, 7, 2), Mark(1, 1, 3)))


def pair(one: Side, other: Side, words: tuple[str, ...] = ("honey",)) -> SimilarPair:
    return SimilarPair(sides=(one, other), share=0.934, expected=0.0123, others=(0, 2, 0), words=words)


def strangers(count: int) -> tuple[SimilarPair, ...]:
    """Pairs that have nobody in common."""
    return tuple(pair(side(f"a{n}"), side(f"b{n}")) for n in range(count))


FOUND = Similar(30, (pair(side("kim", "김민수"), side("lee")),))


def drawn(found: Similar, lang: Language) -> str:
    console = Console(file=io.StringIO(), width=100, force_terminal=False)
    console.print(shown(found, Path("out"), lang))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_shown_lists_the_pairs_and_accuses_nobody() -> None:
    said = drawn(FOUND, "en")
    assert "Similar code (1)" in said
    assert "kim (김민수) – lee: 93 % alike, 3 rare things in common" in said
    assert "It says nothing about why, and touches no score." in said
    assert "점수와 무관합니다" in drawn(FOUND, "ko")
    assert "1건" in drawn(FOUND, "ko")
    assert drawn(Similar(30, ()), "en") == ""
    assert f"and {5} more" in drawn(Similar(30, strangers(MOST + 5)), "en")


def test_render_table_is_safe_in_a_spreadsheet() -> None:
    found = Similar(2, (pair(side("=cmd()"), side("a\x1bb"), ("@sum", "b")),))
    [row] = csv.DictReader(io.StringIO(render_table(found, "en").removeprefix("\ufeff"), newline=""))
    assert row == {
        "student_1": "'=cmd()",
        "name_1": "",
        "student_2": r"a\x1bb",
        "name_2": "",
        "alike_percent": "93",
        "pairs_expected_by_chance": "0.012",
        "rare_in_common": "3",
        "words_in_common": "'@sum, b",
        "group": "1",
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_render_page_shows_both_sides_with_the_same_numbers(lang: Language) -> None:
    page = Page(render_page(FOUND, same("Assignment"), lang))
    assert page.text.count("return x.relu_()") == 2
    assert "kim (김민수)" in page.text
    assert [each["class"] for each in page.all("li") if "alike" in (each.get("class") or "")] == [
        "alike only"
    ] * 4
    titles = {"en": "only these two wrote it", "ko": "이 두 사람만 썼습니다."}
    assert [each.get("title") for each in page.all("b")].count(titles[lang]) == 4
    assert not page.all("script", "img", "link")
    assert "30" in page.text


def test_render_page_says_so_where_nothing_is_alike() -> None:
    assert "No two students' code stands out" in Page(render_page(Similar(30, ()), same("x"), "en")).text


@pytest.mark.parametrize("evil", [*EVIL, HOSTILE], ids=ascii)
def test_render_page_keeps_what_students_wrote_as_text(evil: str) -> None:
    lines = (evil.replace("\n", " "), *CODE)
    found = Similar(9, (pair(side(evil, evil, lines=lines, file=evil), side("lee"), (evil,)),))
    page = Page(render_page(found, same("x"), "en"))
    plain = Page(
        render_page(Similar(9, (pair(side("kim", "kim", lines=("", *CODE)), side("lee")),)), same("x"), "en")
    )
    tags = [[tag for tag, _ in each.elements if tag != "span"] for each in (page, plain)]
    assert tags[0] == tags[1]
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]


# -- groups ----------------------------------------------------------------------------------------------


def day(number: int) -> datetime:
    return datetime(2026, 11, number, 12, 0, tzinfo=UTC)


KIM, LEE, PARK = side("kim", submitted=day(3)), side("lee", submitted=day(1)), side("park")
OLD = side("choi", corpus="2025-grades", submitted=day(20))


def test_groups_join_pairs_and_order_their_students_by_time() -> None:
    found = Similar(30, (pair(KIM, PARK), pair(side("a"), side("b")), pair(LEE, KIM), pair(OLD, LEE)))
    first, second = found.groups
    assert [each.student for each in first.authors] == ["choi", "lee", "kim", "park"]
    assert first.pairs == (0, 2, 3)
    assert ([each.student for each in second.authors], second.pairs) == (["a", "b"], (1,))


def test_shown_lists_a_ring_once_and_says_what_is_of_another_semester() -> None:
    ring = Similar(30, (pair(KIM, LEE), pair(LEE, OLD), pair(KIM, OLD)))
    said = drawn(ring, "en")
    assert "Similar code (1)" in said
    assert "2025-grades/choi – lee – kim: 3 students, 3 pairs alike, up to 93 %" in said
    rows = list(csv.reader(io.StringIO(render_table(ring, "en").removeprefix("\ufeff"))))
    assert [row[0] for row in rows[1:]] == ["kim", "lee", "kim"]
    assert [row[2] for row in rows[1:]] == ["lee", "2025-grades/choi", "2025-grades/choi"]
    assert [row[-1] for row in rows] == ["group", "1", "1", "1"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_shows_a_group_in_the_order_of_handing_in(lang: Language) -> None:
    text = render_page(Similar(30, (pair(KIM, LEE), pair(LEE, OLD)), also=12), same("x"), lang)
    timeline = text[text.index('<ol class="timeline">') : text.index("</ol>")]
    places = [timeline.index(each) for each in ("2025-grades/choi", "lee", "2026-11-01 12:00", "kim")]
    assert places == sorted(places)
    assert "12" in text.split("<table")[0].split("30")[1]
