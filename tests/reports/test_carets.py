"""A line that Python cannot read is shown with a caret under the character, in every kind of report."""

import html
import json
import re

import pytest

from grader.base.text import same
from grader.records.report import Listing, PartReport, Report
from grader.records.source import Position
from grader.reports import html as page
from grader.reports.formats import render
from grader.reports.formats.notebook_html import render as notebook_page
from grader.reports.plain_text import explanation

from .drawing import draw
from .samples import LENET_TITLE, RUNS, check, report

LINE = "self.합성곱 = nn.Conv2d(3, 6 5)"
COLUMN = LINE.index("6 5")
UNDER = " " * (COLUMN + 3) + "^"
"""A caret under the 6: each of the three Korean letters before it is two columns wide."""


def torn(column: int = COLUMN) -> Report:
    at = Position("lenet.ipynb", 5, 4, LINE, column)
    message = same("Python cannot read this line.")
    failed = check("runs", RUNS, 5, "failed", message=message, at=(at,))
    return report(
        PartReport(id="lenet", title=LENET_TITLE, taken=None, results=(failed,)),
        listings=(Listing(file="lenet.ipynb", cell=5, lines=("", "", "", LINE)),),
    )


def under(text: str) -> str:
    """The line with the caret, from where the student's line begins."""
    lines = text.split("\n")
    number = next(number for number, line in enumerate(lines) if LINE in line)
    return lines[number + 1][lines[number].index(LINE) :]


def test_terminal_points_at_the_character() -> None:
    assert under(draw(torn(), "en")).rstrip() == UNDER


def test_explanation_points_at_the_character() -> None:
    (part,) = torn().parts
    assert under(explanation(part.results[0], part, "en")) == UNDER


@pytest.mark.parametrize("name", ["gradescope", "junit", "prairielearn"])
def test_plain_formats_point_at_the_character(name: str) -> None:
    text = html.unescape(render(name, torn(), "en")).replace("\\n", "\n")
    assert under(text).startswith(UNDER)


def test_summary_keeps_the_spaces_before_the_caret() -> None:
    rows = re.findall("<code>(.*?)</code>", render("github-summary", torn(), "en"))
    assert under("\n".join(html.unescape(row).replace("\xa0", " ") for row in rows)) == UNDER


def test_feedback_notebook_points_below_the_cell() -> None:
    cells = json.loads(render("notebook", torn(), "en"))["cells"]
    shown = html.unescape("".join(cells[-1]["source"]).replace("<br>", "\n"))
    assert under(shown.replace("<pre>", "").replace("</pre>", "")) == UNDER
    assert "<pre>" in notebook_page(torn(), "en")


def test_page_puts_the_caret_into_the_character() -> None:
    shown = page.render(torn(), "en")
    assert 'nn.Conv2d(3, <span>6<b aria-hidden="true">^</b></span> 5)</code>' in shown


def test_page_points_behind_the_end_of_a_line() -> None:
    assert '5)<span>&nbsp;<b aria-hidden="true">^</b></span></code>' in page.render(torn(len(LINE)), "en")
