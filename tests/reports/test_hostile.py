"""Reports full of hostile text from a student, parsed the way each system parses them."""

import base64
import json
import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import junitparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from grader.base.text import same
from grader.records.report import PartReport, Report, Status
from grader.records.source import Position
from grader.reports.formats import (
    FORMATS,
    github_annotations,
    github_classroom,
    github_summary,
    prairielearn,
    render,
    ungraded,
)
from grader.reports.grading_policy import LATENESS
from grader.reports.plain_text import part_names
from grader.reports.sanitize import LONGEST, visible

from .formats.test_formats import NOTHING
from .samples import LENET_TITLE, RUNS, SAMPLES, check, report

WORDS = (
    "::error file=a,line=1::owned%0A::add-mask::x",
    "\n::stop-commands::x\n::set-output name=result::100\n",
    "]]><failure/>&amp;<!--",
    "</code></pre></details><script>alert(1)</script><img src=x onerror=alert(1)>",
    "@everyone @octocat a@b.example #1 www.evil.example https://evil.example ![x](http://evil.example)",
    "\n\n# Total: 100 / 100\n\n| a | b |\n|---|---|\n* [x](javascript:alert(1)) `code` ``` ~~~",
    "\x00\x08\x0b\x1b[2J\x7f\x85\u2028\u202e\u200b\ufffe\uffff\ud800",
    '", "score": 100, "x": "',
    "scores: score:1 a:b",
)
LEGAL_XML = re.compile("[\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")


def said(words: str, number: int = 1, status: Status = "failed") -> Report:
    """A report with a student's words wherever a student's words can stand."""
    evil = same(words)
    results = tuple(
        check(
            f"check{n}",
            RUNS,
            10,
            status,
            message=evil,
            expected=evil,
            found=evil,
            hint=evil,
            at=(Position(file=words, cell=None, line=1, text=words),) * 2,
        )
        for n in range(number)
    )
    part = PartReport(id="lenet", title=LENET_TITLE, taken=None, results=results)
    return report(part, notices=(evil,), file=words)


def words_of(text: str) -> str:
    return visible(text, lines=True)


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"json"}))
@pytest.mark.parametrize("words", WORDS)
def test_formats_leave_no_control_character(name: str, words: str) -> None:
    text = render(name, said(words), "en")
    assert not [c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") and c != "\n"]


# -- JUnit ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", WORDS)
def test_junit_keeps_the_words_as_text(words: str) -> None:
    text = render("junit", said(words), "en")
    assert LEGAL_XML.fullmatch(text)
    (failure,) = ET.fromstring(text).iter("failure")
    assert words_of(words) in str(failure.text)
    assert [each.tag for each in failure] == []


@given(st.text())
def test_junit_is_well_formed_whatever_a_student_writes(words: str) -> None:
    root = ET.fromstring(render("junit", said(f"{words}!"), "en"))
    assert [each.tag for each in root.iter()].count("failure") == 1


@pytest.mark.parametrize("sample", SAMPLES)
def test_junit_reader_counts_what_the_report_holds(sample: str, tmp_path: Path) -> None:
    graded = SAMPLES[sample]()
    file = tmp_path / "junit.xml"
    file.write_text(render("junit", graded, "ko"), encoding="utf-8")
    every = list(junitparser.JUnitXml.fromfile(str(file)))
    suites = [suite for suite in every if suite.name != LATENESS.ko]
    assert len(every) - len(suites) == (graded.deducted > 0)
    cases = [case for suite in suites for case in suite]
    results = [result for part in graded.parts for result in part.results]
    assert [suite.name for suite in suites] == part_names(graded, "ko")
    assert sum(suite.tests for suite in suites) == len(cases) == len(results)
    kinds = {"passed": [], "partial": ["Failure"], "failed": ["Failure"], "error": ["Error"]}
    for case, result in zip(cases, results, strict=True):
        found = [type(each).__name__ for each in case.result if type(each).__name__ != "SystemOut"]
        assert found == kinds.get(result.status, ["Skipped"])
    for attribute, kind in (("failures", "Failure"), ("errors", "Error"), ("skipped", "Skipped")):
        counted = [1 for case in cases for each in case.result if type(each).__name__ == kind]
        assert sum(getattr(suite, attribute) for suite in suites) == len(counted)


# -- GitHub: annotations --------------------------------------------------------------------------------

COMMAND = re.compile(r"^::(?P<level>error|warning|notice) (?P<properties>[^:]*)::(?P<message>.*)$")


def obeyed(line: str) -> tuple[str, dict[str, str], str]:
    """Read a workflow command as the Actions' runner does."""
    match = COMMAND.match(line)
    assert match, line
    properties = dict(each.split("=", 1) for each in match["properties"].split(","))
    values = {name: undone(undone(value, {"%3A": ":", "%2C": ","})) for name, value in properties.items()}
    return match["level"], values, undone(match["message"])


def undone(text: str, escapes: dict[str, str] | None = None) -> str:
    for escape, character in (escapes or {"%0D": "\r", "%0A": "\n", "%25": "%"}).items():
        text = text.replace(escape, character)
    return text


@pytest.mark.parametrize("words", WORDS)
def test_github_annotations_are_read_as_they_were_meant(words: str) -> None:
    (line,) = render("github-annotations", said(words), "en").splitlines()
    level, properties, message = obeyed(line)
    assert level == "error"
    assert set(properties) == {"file", "line", "title"}
    assert properties["file"] == visible(words)
    assert properties["line"] == "1"
    assert message.startswith(words_of(words))


@given(st.text())
def test_github_annotations_let_no_words_make_another_command(words: str) -> None:
    (line,) = render("github-annotations", said(f"{words}!"), "en").splitlines()
    assert obeyed(line)[1]["file"] == visible(f"{words}!")


def test_github_annotations_of_a_notebook_name_the_cell_and_no_line() -> None:
    lines = render("github-annotations", SAMPLES["many_failures"](), "en").splitlines()
    _, properties, message = obeyed(lines[0])
    assert properties["file"] == "lenet.ipynb"
    assert "line" not in properties
    assert "cell 5, line 15" in message


def test_github_annotations_are_never_more_than_github_shows() -> None:
    lines = render("github-annotations", said("x", number=30), "en").splitlines()
    assert len(lines) == github_annotations.MOST
    assert obeyed(lines[-1])[2] == "21 more findings are in the summary."


# -- GitHub: summary ------------------------------------------------------------------------------------


class Page(HTMLParser):
    """The elements of a page, and the texts that stand in `<code>` and outside of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.code = ""
        self.prose = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert attrs == []
        self.tags.add(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "code" in self.open:
            self.code += data
        else:
            self.prose += data


OWN_TAGS = {"h2", "h3", "p", "b", "br", "code", "table", "tr", "th", "td"}


@pytest.mark.parametrize("words", WORDS)
def test_github_summary_is_html_with_a_students_words_as_code(words: str) -> None:
    text = render("github-summary", said(words), "en")
    assert {token.type for token in MarkdownIt("commonmark").parse(text)} == {"html_block"}
    page = Page(text)
    assert page.tags <= OWN_TAGS
    for line in filter(str.strip, words_of(words).splitlines()):
        assert line in page.code
        assert line not in page.prose


@given(st.text())
def test_github_summary_lets_no_words_out_of_its_code(words: str) -> None:
    text = render("github-summary", said(f"{words}@"), "en")
    assert {token.type for token in MarkdownIt("commonmark").parse(text)} == {"html_block"}
    assert Page(text).tags <= OWN_TAGS
    assert "@" not in Page(text).prose


def test_github_summary_is_never_longer_than_github_takes() -> None:
    text = render("github-summary", said("<é>" * LONGEST, number=200), "en")
    assert github_summary.LIMIT - 100_000 < len(text.encode()) <= github_summary.LIMIT
    assert text.endswith("<p>This summary is too long; the rest is left out.</p>\n")
    assert Page(text).tags <= OWN_TAGS


# -- the others -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", WORDS)
def test_json_formats_carry_the_words_as_text(words: str) -> None:
    wanted = words_of(words)
    gradescope = json.loads(render("gradescope", said(words), "en"))
    assert wanted in gradescope["tests"][0]["output"]
    assert {value for name, value in gradescope.items() if name.endswith("_format")} == {"text"}
    learn = json.loads(render("prairielearn", said(words), "en"))
    assert wanted in learn["tests"][0]["output"]
    classroom = json.loads(base64.b64decode(render("github-classroom", said(words), "en")))
    assert wanted in classroom["tests"][0]["message"]
    assert classroom["tests"][0]["filename"] == visible(words)


@pytest.mark.parametrize("words", WORDS)
def test_autolab_finds_the_scores_in_the_last_of_two_lines(words: str) -> None:
    shown, scores = render("autolab", said(words), "en").splitlines()
    as_autolab_does = re.sub("([a-zA-Z0-9]+):", r'"\1":', scores)  # it quotes bare keys before it parses
    assert json.loads(as_autolab_does) == {"scores": {"lenet": 0.0}}
    assert words_of(words) in next(iter(json.loads(shown)["LeNet-5"].values()))["hint"]


def test_formats_keep_very_long_words_to_the_limits() -> None:
    graded = said('"\\한' * LONGEST, number=100)
    assert len(render("prairielearn", graded, "ko").encode()) <= prairielearn.LIMIT
    assert len(render("github-classroom", graded, "ko").encode()) <= github_classroom.LIMIT


@pytest.mark.parametrize("words", WORDS)
def test_ungraded_is_as_harmless(words: str) -> None:
    error = type(NOTHING)(same(words), same(words))
    page = Page(str(ungraded("github-summary", error, "en")))
    assert page.tags <= OWN_TAGS
    (line,) = str(ungraded("github-annotations", error, "en")).splitlines()
    assert obeyed(line)[2].startswith(words_of(words))
    assert words_of(words) in str(ET.fromstring(str(ungraded("junit", error, "en"))).findtext(".//error"))


def test_hostile_reports_have_teeth() -> None:
    """Without the escapes the words would do what they say."""
    raw = "".join(f"<p>{words}</p>" for words in WORDS)
    with pytest.raises(AssertionError):
        Page(raw)
    assert obeyed(f"::error file={WORDS[0]}::x")[1]["file"] != WORDS[0]
