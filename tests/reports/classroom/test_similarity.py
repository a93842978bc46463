"""Students with similar code, as shown to staff."""

import csv
import io
from pathlib import Path

import pytest
from rich.console import Console

from grader.base.text import LANGUAGES, Language, same
from grader.records.similarity import Excerpt, Mark, Side, Similar, SimilarPair
from grader.reports.classroom.similarity import MOST, render_page, render_table, shown

from ..samples import HOSTILE
from ..test_html import EVIL, Page

CODE = ("class Net(nn.Module):", "    def forward(self, x):", "        return x.relu_()")


def side(student: str, name: str = "", *, lines: tuple[str, ...] = CODE, file: str = "a.py") -> Side:
    code = (Excerpt(file, None, 5, lines), Excerpt("b.ipynb", 3, 1, ("x = 1",)))
    return Side(student, name, code, (Mark(0, 7, 1), Mark(0, 7, 2), Mark(1, 1, 3)))


def pair(one: Side, other: Side, words: tuple[str, ...] = ("honey",)) -> SimilarPair:
    return SimilarPair(sides=(one, other), share=0.934, expected=0.0123, others=(0, 2, 0), words=words)


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
    assert "1쌍" in drawn(FOUND, "ko")
    assert drawn(Similar(30, ()), "en") == ""
    assert f"and {5} more" in drawn(Similar(30, FOUND.pairs * (MOST + 5)), "en")


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
