"""The page for a student."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.base.text import LANGUAGES, Language
from grader.records.report import PartReport, Report, Row
from grader.reports.html import render

from .conftest import Golden
from .samples import LENET, LENET_TITLE, RUNS, SAMPLES, check, full_marks, hostile, many_failures, report

GOLDEN = Path(__file__).parent / "golden"
EVIL = (
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "<!--",
    "]]><svg/onload=alert(1)>",
    "{{ 7 * 7 }}{% include 'page.css' %}",
    "&lt;b&gt;",
)
EMPTY = {"meta", "img", "br", "input"}
"""Elements of the page that are never closed."""


class Page(HTMLParser):
    """What a browser would make of the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.open):
            self.text += data

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag in tags]


def without_style(page: str) -> str:
    """The page as agreed; how it looks is for eyes."""
    page = re.sub(r"<style>.*?</style>", "<style></style>", page, flags=re.DOTALL)
    return re.sub(r"'sha256-[^']*'", "'sha256-'", page)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_html_page_reads_as_agreed(name: str, lang: Language, golden: Golden) -> None:
    golden(GOLDEN / f"{name}.{lang}.html", without_style(render(SAMPLES[name](), lang)))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_html_page_links_lead_somewhere_on_it(name: str, lang: Language) -> None:
    page = Page(render(SAMPLES[name](), lang))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = [str(attributes["href"]) for attributes in page.all("a")]
    assert {target[:1] for target in targets} <= {"#"}
    assert {target[1:] for target in targets} <= set(ids)


def test_html_page_links_checks_and_lines_of_code_both_ways() -> None:
    page = render(many_failures(), "en")
    assert '<a href="#code-2-7">cell 5, line 7</a>' in page
    line = page[page.index('<li id="code-2-7"') :]
    assert '<a href="#check-1-3">' in line[: line.index('<li id="code-2-8"')]


@pytest.mark.parametrize("name", SAMPLES)
def test_html_page_can_be_read_without_eyes(name: str) -> None:
    page = Page(render(SAMPLES[name](), "ko"))
    assert page.all("html") == [{"lang": "ko"}]
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= before + 1 for before, later in pairwise(levels))
    assert all(image["alt"] and image["width"] and image["height"] for image in page.all("img"))
    assert all("scope" in cell for cell in page.all("th"))
    assert all(
        drawing.get("aria-hidden") or (drawing["role"] == "img" and drawing["aria-label"])
        for drawing in page.all("svg")
    )


@pytest.mark.parametrize("words", EVIL)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_html_page_keeps_what_a_student_wrote_as_text(words: str, lang: Language) -> None:
    """The same report with harmless words has the same elements, with the same attributes."""
    harmless, page = Page(render(hostile("harmless"), lang)), Page(render(hostile(words), lang))
    assert _shape(page) == _shape(harmless)
    assert page.text.count(words) >= 15


def _shape(page: Page) -> list[tuple[str, dict[str, str | None]]]:
    """The elements; how code is coloured depends on the code."""
    colours = {"comment", "string", "number", "keyword", "name"}
    return [(tag, attributes) for tag, attributes in page.elements if attributes.get("class") not in colours]


@pytest.mark.parametrize("name", SAMPLES)
def test_html_page_fetches_nothing_and_runs_nothing(name: str) -> None:
    text = render(SAMPLES[name](), "en")
    page = Page(text)
    assert not page.all("script", "link", "iframe", "object", "embed", "form", "base")
    sources = [image["src"] or "" for image in page.all("img")]
    assert all(source.startswith("data:image/png;base64,") for source in sources)
    assert not any(key.startswith("on") or key == "style" for _, keys in page.elements for key in keys)
    style = re.findall("<style>(.*)</style>", text, re.DOTALL)
    assert len(style) == 1
    assert "url(" not in style[0]
    assert "@import" not in style[0]
    policy = next(meta["content"] for meta in page.all("meta") if "http-equiv" in meta)
    digest = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
    assert policy is not None
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")


def test_html_page_spells_out_what_cannot_be_seen() -> None:
    page = render(hostile(), "en")
    assert "\\u202eevil\\u202c" in page
    assert not {"\x1b", "\u202e", "\x00", "\u200b"} & set(page)


def test_html_page_says_whether_the_score_counts() -> None:
    assert "does not count" in render(full_marks(), "en")
    official = msgspec.structs.replace(full_marks(), official=True)
    assert "does not count" not in render(official, "en")


def test_html_page_shows_a_withheld_score_and_blames_nobody() -> None:
    page = render(SAMPLES["withheld"](), "en")
    assert "<strong>?</strong>" in page
    assert "not your fault" in page
    assert "0 / 90" not in page


def test_html_page_shows_a_difference_of_an_unknown_kind() -> None:
    row: Any = Row(kind="free", layer=LENET[0], expected=LENET[1])
    msgspec.structs.force_setattr(row, "kind", "moved")
    part = PartReport(id="a", title=LENET_TITLE, taken=None, results=(check("runs", RUNS, 1),), layers=(row,))
    page = Page(render(report(part), "en"))
    assert LENET[0].notation in page.text
    assert LENET[1].notation in page.text


def test_html_page_tells_differences_between_layers_apart() -> None:
    rows = Page(render(many_failures(), "en")).all("tr")
    kinds = [row["class"] for row in rows if (row.get("class") or "").startswith("row-")]
    assert kinds == [f"row-{row.kind}" for row in many_failures().parts[0].layers]
    assert {"row-changed", "row-missing", "row-follows", "row-same", "row-extra"} <= set(kinds)


def test_html_page_shows_every_line_of_code_as_it_was_written() -> None:
    sample = many_failures()
    text = Page(render(sample, "en")).text
    assert all(line in text for listing in sample.listings for line in listing.lines)


def test_html_page_has_its_pictures_inside() -> None:
    sample: Report = SAMPLES["unet"]()
    curve = sample.parts[0].training
    assert curve is not None
    page = Page(render(sample, "en"))
    assert len(page.all("img")) == 2 * (3 + 2 + 1)
    inside = base64.b64encode(curve.samples[0].image.png).decode()
    assert page.all("img")[0]["src"] == f"data:image/png;base64,{inside}"
