"""The page of a class in a real browser: sorting, searching, and following a link to a student's page."""

from pathlib import Path
from unicodedata import normalize

import pytest

from grader.base.text import LANGUAGES, Language, same
from grader.records.similarity import Similar
from grader.records.submissions import Entry, Unmatched
from grader.reports import html
from grader.reports.classroom import html_page
from grader.reports.classroom.summary import classroom
from grader.reports.classroom.terminal import file_name

from .browser import Browser, Tab
from .classes import UNMATCHED, hostile_class, small_class
from .classroom.test_similarity import pair, side
from .test_html import EVIL
from .test_in_chromium import FAINT, PHONE, SHIFT

SHOWN = """[...document.querySelectorAll("#roll tbody tr")].filter(row => row.offsetParent !== null)
    .map(row => row.cells[0].textContent.trim().slice(-2))"""
"""The students of the table as they can be seen, by the ends of their numbers."""


def write(entries: list[Entry], folder: Path, lang: Language = "en", said: str = "notes.txt") -> Path:
    """A class's folder, as `grade batch` leaves it."""
    unmatched = (*UNMATCHED, Unmatched(f"/subs/{said}", same(said)))
    page = folder / html_page.NAME
    alike = Similar(len(entries), (pair(side("20260001"), side(said)),))
    text = html_page.render(classroom(entries), unmatched, alike, "assignment1", lang)
    page.write_text(text, encoding="utf-8")
    for entry in entries:
        if entry.report is not None:
            file = folder / html_page.PAGES / f"{file_name(entry.handed.student)}.html"
            file.parent.mkdir(exist_ok=True)
            file.write_text(html.render(entry.report, lang), encoding="utf-8")
    return page


def press(tab: Tab, column: int) -> None:
    tab.value(f"document.querySelectorAll('#roll thead button')[{column}].click()")


def search(tab: Tab, words: str) -> object:
    """Type words as a person does, and return who is left."""
    tab.value("document.querySelector('#search input').select()")
    tab.ask("Input.insertText", text=words)
    return tab.value(SHOWN)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_class_page_loads_without_complaints_requests_or_shifts(
    lang: Language, dark: bool, browser: Browser, tmp_path: Path
) -> None:
    page = write(small_class(), tmp_path, lang)
    tab = Tab(browser, page, dark=dark)
    assert tab.value("document.documentElement.lang") == lang
    assert tab.value("document.querySelectorAll('#roll tbody tr').length") == len(small_class())
    assert tab.value(SHIFT) == 0
    assert tab.value(FAINT) == []
    assert tab.complaints == []
    assert list(tab.requests) == [page.as_uri()]
    tab.close()


def test_class_page_sorts_columns_with_missing_scores_last(browser: Browser, tmp_path: Path) -> None:
    tab = Tab(browser, write(small_class(), tmp_path))
    assert tab.value("[...document.querySelectorAll('[aria-sort]')].length") == 0
    press(tab, 3)
    none = ["06", "07", "08", "09", "10"]
    assert tab.value(SHOWN) == ["05", "02", "03", "01", "04", *none]
    press(tab, 3)
    assert tab.value(SHOWN) == ["01", "04", "03", "02", "05", *none]
    assert tab.value("document.querySelector('[aria-sort]').ariaSort") == "descending"
    press(tab, 1)
    names = tab.value("[...document.querySelectorAll('#roll tbody tr')].map(row => row.cells[1].textContent)")
    assert [name for name in names if name.isascii()] == ["Park, Ji-hoon"]
    korean = [name for name in names if not name.isascii()]
    assert korean == sorted(korean)
    assert tab.complaints == []
    tab.close()


def test_class_page_is_searched_as_one_types(browser: Browser, tmp_path: Path) -> None:
    tab = Tab(browser, write(small_class(), tmp_path))
    assert tab.value("document.querySelector('#search [role=status]').textContent") == "10 / 10"
    assert search(tab, "park") == ["03"]
    assert search(tab, normalize("NFD", "김민수")) == ["01"]  # as macOS takes letters apart
    assert search(tab, "LATE 이영희") == ["02"]
    assert search(tab, "handed") == ["09"]
    assert search(tab, ".*") == []
    assert tab.value("document.querySelector('#none').offsetParent !== null")
    assert tab.value("document.querySelector('#search [role=status]').textContent") == "0 / 10"
    press(tab, 0)
    assert len(search(tab, " ")) == 10  # type: ignore[arg-type]
    assert tab.complaints == []
    tab.close()


def test_class_page_opens_a_student(browser: Browser, tmp_path: Path) -> None:
    tab = Tab(browser, write(small_class(), tmp_path))
    browser.events.clear()
    tab.value("document.querySelector('#roll tbody a').click()")
    browser.wait_for("Page.loadEventFired")
    assert tab.value("location.pathname").endswith("/feedback/2023-10001.html")
    assert "100 / 100" in tab.value("document.title")
    assert tab.complaints == []
    tab.close()


@pytest.mark.parametrize("dark", [False, True])
def test_class_page_is_never_wider_than_a_phone(dark: bool, browser: Browser, tmp_path: Path) -> None:
    page = write([*small_class(), *hostile_class("x" * 60)], tmp_path, "ko")
    tab = Tab(browser, page, width=PHONE, phone=True, dark=dark)
    assert tab.value("innerWidth") == PHONE
    assert tab.value("document.documentElement.scrollWidth") <= PHONE
    assert tab.value("document.querySelector('.scroll').scrollWidth") > PHONE  # the table scrolls by itself
    tab.close()


def test_class_page_neither_runs_nor_fetches_what_a_student_wrote(browser: Browser, tmp_path: Path) -> None:
    words = " ".join(EVIL)
    page = write(hostile_class(words), tmp_path, said=words)
    tab = Tab(browser, page)
    assert tab.value("document.scripts.length") == 1
    assert tab.value("document.querySelectorAll('img, [onload], [onerror], [onmouseover]').length") == 0
    assert "<script>alert(1)</script>" in tab.value("document.body.innerText")
    press(tab, 0)
    assert search(tab, "<script>") != []
    assert tab.complaints == []
    assert list(tab.requests) == [page.as_uri()]
    tab.close()


def test_class_page_policy_stops_every_other_script(browser: Browser, tmp_path: Path) -> None:
    page = write(small_class(), tmp_path)
    slipped = "<body><script>window.ran = 1</script><img src='http://127.0.0.1:9/x.png' onerror='ran = 1'>"
    page.write_text(page.read_text(encoding="utf-8").replace("<body>", slipped), encoding="utf-8")
    tab = Tab(browser, page)
    assert tab.value("document.scripts.length") == 2
    assert tab.value("window.ran") is None
    assert len(tab.complaints) >= 2
    assert tab.value("document.querySelector('#search').offsetParent !== null")  # its own script still runs
    tab.close()


def test_class_page_has_the_whole_table_without_its_script(browser: Browser, tmp_path: Path) -> None:
    page = write(small_class(), tmp_path)
    text = page.read_text(encoding="utf-8")
    start, end = text.index("<script>"), text.index("</script>")
    page.write_text(text[:start] + text[end + len("</script>") :], encoding="utf-8")
    tab = Tab(browser, page)
    assert len(tab.value(SHOWN)) == len(small_class())
    assert tab.value("document.querySelector('#search').offsetParent") is None
    assert tab.value("document.querySelectorAll('button').length") == 0
    tab.close()


def test_class_page_on_paper_shows_all_students_and_no_buttons(browser: Browser, tmp_path: Path) -> None:
    tab = Tab(browser, write(small_class(), tmp_path), dark=True)
    tab.ask("Emulation.setEmulatedMedia", media="print")
    assert len(tab.value(SHOWN)) == len(small_class())
    assert tab.value("getComputedStyle(document.querySelector('#search')).display") == "none"
    assert tab.value("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    tab.close()
