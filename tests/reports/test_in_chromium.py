"""The pages in a real browser."""

from pathlib import Path

import pytest

from grader.base.text import Language
from grader.records.report import Report
from grader.reports import html
from grader.reports.formats import notebook_html

from .browser import Browser, Tab
from .samples import SAMPLES, hostile, many_failures
from .test_html import EVIL

PHONE = 390
SHIFT = """new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => list.getEntries().forEach(entry => sum += entry.value))
        .observe({type: "layout-shift", buffered: true});
    setTimeout(() => done(sum), 100);
})"""


def write(text: str, folder: Path) -> Path:
    page = folder / "page.html"
    page.write_text(text, encoding="utf-8")
    return page


def all_evil() -> Report:
    return hostile(" ".join(EVIL))


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("name", SAMPLES)
def test_html_page_loads_without_complaints_requests_or_shifts(
    name: str, lang: Language, browser: Browser, tmp_path: Path
) -> None:
    page = write(html.render(SAMPLES[name](), lang), tmp_path)
    tab = Tab(browser, page)
    assert tab.value("document.readyState") == "complete"
    assert tab.value("document.documentElement.lang") == lang
    assert tab.value("getComputedStyle(document.querySelector('main')).maxWidth") != "none"
    assert tab.value(SHIFT) == 0
    assert tab.value("[...document.images].every(image => image.naturalWidth > 0)")
    assert tab.complaints == []
    assert {url for url in tab.requests if not url.startswith("data:image/png;")} == {page.as_uri()}
    tab.close()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", SAMPLES)
def test_html_page_is_never_wider_than_a_phone(
    name: str, dark: bool, browser: Browser, tmp_path: Path
) -> None:
    tab = Tab(
        browser, write(html.render(SAMPLES[name](), "ko"), tmp_path), width=PHONE, phone=True, dark=dark
    )
    assert tab.value("innerWidth") == PHONE
    assert tab.value("document.documentElement.scrollWidth") <= PHONE
    tab.close()


@pytest.mark.parametrize("name", SAMPLES)
def test_notebook_page_is_never_wider_than_a_phone(name: str, browser: Browser, tmp_path: Path) -> None:
    page = write(notebook_html.render(SAMPLES[name](), "ko"), tmp_path)
    tab = Tab(browser, page, width=PHONE, phone=True)
    assert (tab.value("innerWidth"), tab.value("document.documentElement.scrollWidth")) == (PHONE, PHONE)
    assert tab.complaints == []
    assert list(tab.requests) == [page.as_uri()]
    tab.close()


@pytest.mark.parametrize("render", [html.render, notebook_html.render])
def test_html_page_neither_runs_nor_fetches_what_a_student_wrote(
    render: object, browser: Browser, tmp_path: Path
) -> None:
    assert callable(render)
    page = write(render(all_evil(), "en"), tmp_path)
    tab = Tab(browser, page)
    assert tab.value("document.scripts.length") == 0
    assert tab.value("document.querySelectorAll('img, svg[onload], [onerror], [onmouseover]').length") == 0
    assert "<script>alert(1)</script>" in tab.value("document.body.innerText")
    assert tab.complaints == []
    assert list(tab.requests) == [page.as_uri()]
    tab.close()


def test_html_page_policy_stops_whatever_slips_in(browser: Browser, tmp_path: Path) -> None:
    """A script put into a finished page does not run, and a picture from elsewhere is not asked for."""
    for render in (html.render, notebook_html.render):
        slipped = (
            "<body><script>window.ran = 1</script><img src='http://127.0.0.1:9/x.png' onerror='ran = 1'>"
        )
        page = write(
            render(many_failures(), "en")
            .replace("<body>", slipped)
            .replace('<body class="jp-Notebook"', f'{slipped}<i class="jp-Notebook"'),
            tmp_path,
        )
        tab = Tab(browser, page)
        assert tab.value("document.images.length + document.scripts.length") == 2
        assert tab.value("window.ran") is None
        assert len(tab.complaints) >= 2
        tab.close()


def test_html_page_leads_from_a_finding_to_the_line_and_back(browser: Browser, tmp_path: Path) -> None:
    tab = Tab(browser, write(html.render(many_failures(), "en"), tmp_path))
    tab.value("document.querySelector('#check-1-3 dd a').click()")
    assert tab.value("document.querySelector(':target').textContent").strip().startswith("7")
    tab.value("document.querySelector(':target .marks a').click()")
    assert tab.value("document.querySelector(':target').id") == "check-1-3"
    tab.close()


@pytest.mark.parametrize("dark", [False, True])
def test_html_page_text_stands_out_from_what_is_behind_it(
    dark: bool, browser: Browser, tmp_path: Path
) -> None:
    """Contrast of 4.5 to 1 or more, as WCAG 2 asks at level AA."""
    for name in SAMPLES:
        tab = Tab(browser, write(html.render(SAMPLES[name](), "en"), tmp_path), dark=dark)
        assert tab.value(FAINT) == []
        tab.close()


FAINT = """(() => {
    const numbers = colour => colour.match(/[0-9.]+/g).map(Number);
    const light = colour => numbers(colour).slice(0, 3).map(c => c / 255)
        .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = element => {
        const colour = getComputedStyle(element).backgroundColor;
        const parts = numbers(colour);
        return parts.length === 4 && parts[3] === 0 ? behind(element.parentElement) : colour;
    };
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || element.closest("svg")) continue;
        const lights = [light(getComputedStyle(element).color), light(behind(element))];
        const contrast = (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05);
        if (contrast < 4.5) found.push(`${walker.currentNode.data.trim()}: ${contrast.toFixed(2)}`);
    }
    return found;
})()"""
