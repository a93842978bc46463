"""The page of a class."""

import base64
import hashlib
import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest

from grader.base.text import LANGUAGES, Language, same
from grader.records.similarity import Similar, SimilarPair
from grader.records.submissions import Entry, Unmatched
from grader.reports.classroom.html_page import MOST_MISTAKES, MOST_OPEN, render
from grader.reports.classroom.similarity import MOST, PAGE
from grader.reports.classroom.summary import classroom
from grader.reports.classroom.terminal import file_name

from ..classes import UNMATCHED, entry, hostile_class, small_class
from ..conftest import Golden
from ..samples import HOSTILE, full_marks, many_failures
from ..test_html import EVIL, GOLDEN, Page
from .test_similarity import pair, side, strangers

CLASSES = {"class": small_class, "class_empty": list}


def page(
    entries: list[Entry],
    lang: Language = "en",
    unmatched: tuple[Unmatched, ...] = UNMATCHED,
    pairs: tuple[SimilarPair, ...] = (),
) -> str:
    return render(classroom(entries), unmatched, Similar(len(entries), pairs), "assignment1", lang)


def without_assets(text: str) -> str:
    """The page as agreed; how it looks and moves is for eyes and browsers."""
    text = re.sub(r"<(style|script)>.*?</\1>", r"<\1></\1>", text, flags=re.DOTALL)
    return re.sub(r"'sha256-[^']*'", "'sha256-'", text)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", CLASSES)
def test_class_page_reads_as_agreed(name: str, lang: Language, golden: Golden) -> None:
    golden(GOLDEN / f"{name}.{lang}.html", without_assets(page(CLASSES[name](), lang)))


def test_class_page_has_a_line_for_everyone_and_a_link_for_reports() -> None:
    entries = small_class()
    text = page(entries)
    table = text[text.index('<table class="students"') :]
    assert re.findall(r'<th scope="row">(?:<a [^>]*>)?([^<]+)', table) == [
        each.handed.student for each in entries
    ]
    assert re.findall(r'<th scope="row"><a href="([^"]+)"', table) == [
        f"feedback/{each.handed.student}.html" for each in entries if each.report
    ]


@pytest.mark.parametrize("student", ["Kim Min-su", "김민수", "kim@snu.ac.kr", "a%41#b?c/d", "..", 'x"y'])
def test_class_page_links_lead_to_the_students_file(student: str) -> None:
    links = {str(link["href"]) for link in Page(page([entry(student, full_marks())])).all("a")}
    (link,) = (each for each in links if not each.startswith("#"))
    assert unquote(link) == f"feedback/{file_name(student)}.html"
    assert not {"?", "#", ":"} & set(link)


def test_class_page_names_similar_pairs_and_links_to_their_page() -> None:
    assert 'id="similar"' not in page(small_class())
    script = "<script>alert(1)</script>"
    some = page(small_class(), pairs=(pair(side("kim", script), side("lee")),))
    assert script not in some
    assert "&lt;script&gt;alert(1)" in some
    assert "93 % alike, 3 rare things in common" in some
    assert "It touches no score." in some
    many = page(small_class(), pairs=strangers(MOST + 2))
    links = [str(link["href"]) for link in Page(many).all("a")]
    assert [link for link in links if link.startswith(PAGE)] == [
        *(f"{PAGE}#pair-{number + 1}" for number in range(MOST)),
        PAGE,
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_class_page_inner_links_lead_somewhere(lang: Language) -> None:
    for entries in (small_class(), []):
        found = Page(page(entries, lang))
        ids = [attributes["id"] for _, attributes in found.elements if "id" in attributes]
        assert len(ids) == len(set(ids))
        targets = {str(link["href"]) for link in found.all("a")}
        assert {target[1:] for target in targets if target.startswith("#")} <= set(ids)


def test_class_page_can_be_read_without_eyes() -> None:
    found = Page(page(small_class(), "ko"))
    assert found.all("html") == [{"lang": "ko"}]
    levels = [int(tag[1]) for tag, _ in found.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= before + 1 for before, later in pairwise(levels))
    assert all("scope" in cell for cell in found.all("th"))
    assert all(
        drawing.get("aria-hidden") or (drawing["role"] == "img" and drawing["aria-label"])
        for drawing in found.all("svg")
    )


def test_class_page_shows_a_missing_score_as_a_mark_and_never_zero() -> None:
    text = page(small_class())
    for student, shown in (("10006", "? / 100"), ("10007", "–"), ("10008", "–"), ("10009", "–")):
        line = text[text.index(f">2023-{student}</", text.index('class="students"')) :].split("</tr>")[0]
        assert f">{shown}<" in line
        assert 'data-value=""' in line
        assert not re.search(r'data-value="[0-9]', line)


def test_class_page_lists_everyone_who_needs_a_person() -> None:
    text = page(small_class())
    groups = re.findall(
        r"(?s)<summary>([^<]+) <span class=\"count\">(\d+)</span></summary>.*?</details>", text
    )
    assert dict(groups) == {
        "A person must look at": "2",
        "Not graded yet": "1",
        "Nothing to grade": "1",
        "Handed in nothing": "1",
        "Belong to nobody": "1",
        "Handed in late": "1",
        "Points that a person changed": "1",
        "Provisional scores": "1",
        "Scores without the training": "1",
        "Passed by everyone": "2",
    }
    assert "Its process died twice." in text
    assert "7.5 points (agreed by mail)" in text
    assert "notes.txt" in text


def test_class_page_names_who_made_mistakes_most_frequent_first() -> None:
    text = page(small_class())
    mistakes = text[text.index('<ol class="mistakes">') : text.index("</ol>")]
    times = [int(count) for count in re.findall(r'"times">(\d+)', mistakes)]
    assert times == sorted(times, reverse=True)
    first = mistakes.split('<span class="times">')[1]
    assert "The first convolution&#39;s kernel and padding differ." in first
    assert "There is no ReLU after the first convolution" in first
    assert ["이영희" in first, "Park, Ji-hoon" in first, "김민수" in first] == [True, True, False]
    assert "A person changed" not in mistakes


def test_class_page_folds_long_lists_and_limits_mistakes() -> None:
    several = [entry(f"s{number}", many_failures()) for number in range(MOST_OPEN + 1)]
    assert f"<summary>{MOST_OPEN + 1} students</summary>" in page(several)
    assert "<details><summary>" not in page(several[:-1])
    rare = [entry(f"s{n}", "missing") for n in range(MOST_OPEN + 1)]
    assert '<details class="group failed">' in page(rare)
    assert '<details class="group failed" open>' in page(rare[:-1])
    assert len(classroom(small_class()).mistakes) <= MOST_MISTAKES


def test_class_page_policy_allows_its_one_style_and_one_script_only() -> None:
    text = page(small_class())
    digests = [
        base64.b64encode(hashlib.sha256(found.encode()).digest()).decode()
        for tag in ("style", "script")
        for found in re.findall(f"(?s)<{tag}>(.*?)</{tag}>", text)
    ]
    found = Page(text)
    assert [each["content"] for each in found.all("meta") if "http-equiv" in each] == [
        f"default-src 'none'; style-src 'sha256-{digests[0]}'; script-src 'sha256-{digests[1]}'; "
        "base-uri 'none'; form-action 'none'"
    ]
    assert len(digests) == 2
    assert found.all("script") == [{}]
    assert not found.all("link", "iframe", "object", "embed", "form", "base", "img")
    assert not any(key.startswith("on") or key == "style" for _, keys in found.elements for key in keys)
    assert "url(" not in text


@pytest.mark.parametrize("words", EVIL)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_class_page_keeps_what_a_student_wrote_as_text(words: str, lang: Language) -> None:
    """The same class with harmless words has the same elements, with the same attributes but for links."""

    def shape(text: str) -> list[tuple[str, dict[str, str | None]]]:
        links = {"href": "", "aria-label": ""}
        return [
            (tag, {key: links.get(key, value) for key, value in attributes.items()})
            for tag, attributes in Page(text).elements
        ]

    def made(said: str) -> str:
        return page(hostile_class(said), lang, (Unmatched(f"/subs/{said}", same(said)),))

    assert shape(made(words)) == shape(made("harmless"))
    assert Page(made(words)).text.count(words) >= 15


def test_class_page_spells_out_what_cannot_be_seen() -> None:
    text = page(hostile_class(HOSTILE))
    assert "\\u202eevil\\u202c" in text
    assert not {"\x1b", "\u202e", "\x00", "\u200b"} & set(text)


def test_class_page_calls_the_nameless_by_what_tells_them_apart() -> None:
    text = page([entry("kim", full_marks())])
    assert ">Name<" not in text
    assert ">kim</a>" in text


def test_class_page_script_ends_where_the_page_says() -> None:
    script = (Path(__file__).parents[3] / "grader/reports/templates/class/class.js").read_text(
        encoding="utf-8"
    )
    assert "</" not in script
    assert "<!--" not in script
