"""The feedback notebook, and its page."""

import html
import json
import re
from pathlib import Path
from typing import Any

import msgspec
import nbformat
import pytest

from grader.base.text import LANGUAGES, Language
from grader.records.report import Listing
from grader.records.source import File, Prose
from grader.reports.formats import notebook, notebook_html

from ..conftest import Golden
from ..samples import IMPORTS, MODEL, SAMPLES, blocked, full_marks, hostile, many_failures
from ..test_html import EVIL

GOLDEN = Path(__file__).parents[1] / "golden"
EVIL_MARKDOWN = (
    *EVIL,
    "# A heading",
    "- [x](javascript:alert(1))",
    "![x](https://example.org/x.png)",
    "https://example.org www.example.org me@example.org",
    "$\\href{javascript:alert(1)}{x}$ \\(x\\) $$y$$",
    "| a | b |",
    "**100 / 100** `code` ~~no~~",
    "```\n# out\n```",
    "1. one\n2. two\n\n---\n\n> quote",
)


def cells(text: str) -> list[Any]:
    return list(json.loads(text)["cells"])


def source(cell: Any) -> str:
    return "".join(cell["source"])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["many_failures", "blocked"])
def test_notebook_reads_as_agreed(name: str, lang: Language, golden: Golden) -> None:
    golden(GOLDEN / f"{name}.{lang}.ipynb", notebook.render(SAMPLES[name](), lang))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_notebook_is_valid(name: str, lang: Language) -> None:
    nbformat.validate(nbformat.reads(notebook.render(SAMPLES[name](), lang), as_version=4))


def test_notebook_keeps_the_students_cells_as_they_were() -> None:
    written = cells(notebook.render(full_marks(), "ko"))
    code = [source(cell) for cell in written if cell["cell_type"] == "code"]
    assert code == ["\n".join(IMPORTS.lines), "\n".join(MODEL.lines)]


def test_notebook_puts_findings_right_under_their_cell() -> None:
    written = cells(notebook.render(many_failures(), "en"))
    under = written[written.index(next(c for c in written if "class LeNet5" in source(c))) + 1]
    assert [key in source(under) for key in ("line 7", "line 22", "expected")] == [True] * 3
    assert "line 7" not in source(written[0])


def test_notebook_keeps_the_students_text_in_place_and_not_as_mark_up() -> None:
    written = cells(notebook.render(many_failures(), "en"))
    kinds = [(cell["metadata"].get("tags") or [cell["cell_type"]])[0] for cell in written]
    assert kinds == ["feedback", "submission", "code", "submission", "code", "feedback", "submission"]
    assert source(written[1]).startswith("> &#35; Assignment 1<br>김민수&#44;")
    page = notebook_html.render(many_failures(), "en")
    assert "My **LeNet-5**, after [the lecture](https://example.org):" in words_of(page)
    assert "https://example.org" not in re.findall('href="([^"]*)"', page)


def test_notebook_puts_the_text_of_each_file_beside_its_own_code() -> None:
    one, other = Prose("a.ipynb", 1, "end of a"), Prose("b.ipynb", 0, "start of b")
    code = [Listing(file=name, cell=1, lines=("x = 1",)) for name in ("a.ipynb", "b.ipynb")]
    helper = Listing(file="helper.py", cell=None, lines=("y = 2",))
    both = msgspec.structs.replace(
        full_marks(),
        files=(File("a.ipynb", "0" * 64), File("b.ipynb", "1" * 64)),
        listings=(code[0], helper, code[1]),
        prose=(one, other),
    )
    shown = [source(cell) for cell in cells(notebook.render(both, "en"))[1:]]
    assert shown == [
        "x = 1", "### helper&#46;py", "y = 2",
        "> end of a", "> start of b", "x = 1",
    ]  # fmt: skip


def test_notebook_puts_findings_under_a_script_and_names_the_file() -> None:
    written = cells(notebook.render(blocked(), "en"))
    kinds = [cell["cell_type"] for cell in written]
    assert kinds == ["markdown", *["markdown", "code", "markdown"] * 2]
    assert "mine&#46;py" in source(written[1])
    assert "the rest is not shown" in source(written[3])


def test_notebook_puts_a_finding_without_a_place_at_the_top() -> None:
    assert "ZeroDivisionError" in source(cells(notebook.render(SAMPLES["withheld"](), "en"))[0])


@pytest.mark.parametrize("words", EVIL_MARKDOWN)
def test_notebook_lets_no_words_become_mark_up(words: str) -> None:
    """What is not the notebook's own is letters, blanks, references to characters, and line breaks."""
    harmless, evil = (cells(notebook.render(hostile(text), "en")) for text in ("harmless", words))
    assert len(evil) == len(harmless)
    spelt = notebook._escaped(words)
    assert re.fullmatch(r"(?:[^\W_]|\s|&#\d+;|<br>|<code>&#(?:36|92);</code>|[^\x00-\x7f])*", spelt)
    for bad, good in zip(evil, harmless, strict=True):
        if bad["cell_type"] == "markdown":
            assert source(bad).replace(spelt, "harmless") == source(good)


@pytest.mark.parametrize("words", EVIL_MARKDOWN)
def test_notebook_page_lets_no_words_become_mark_up(words: str) -> None:
    harmless, evil = (
        re.sub(r"(?s)<style.*?</style>", "", notebook_html.render(hostile(text), "en"))
        for text in ("harmless", words)
    )
    assert _shape(evil) == _shape(harmless)


def _shape(page: str) -> list[str]:
    """The elements but for what colours code, is a line break, or writes a dollar sign."""
    return re.findall(r"<(?!/?span|/?code|br)[a-z!/][^>]*>", page)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_notebook_page_runs_nothing_and_fetches_nothing(name: str, lang: Language) -> None:
    text = notebook_html.render(SAMPLES[name](), lang)
    assert f'<html lang="{lang}">' in text
    assert "<script" not in text
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?!#|data:)""", text)
    assert not re.search(r"url\((?!['\"]?data:)", text)
    assert text.index("default-src 'none'") < text.index("<style")


def test_notebook_page_shows_code_and_findings() -> None:
    text = words_of(notebook_html.render(many_failures(), "en"))
    assert "self.conv1 = nn.Conv2d(3, 6, 3, padding=1)" in text
    assert "The first convolution's kernel and padding differ." in text


def words_of(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"(?s)<style.*?</style>", "", page)))
