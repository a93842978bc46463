"""The student's page: one self-contained HTML file that shows everything about a submission.

It has no script and loads nothing: its policy allows only the page's own style and the pictures inside it.
"""

import base64
from functools import cache

from jinja2 import Environment
from markupsafe import Markup

from grader.base.text import Language
from grader.records.measure import BEST, NAMES, written
from grader.records.report import PartReport, Picture, Report
from grader.records.training_protocol import STOPPED
from grader.reports import mistakes
from grader.reports.annotated_code import AnnotatedCode, check_id, key, marked, part_id, repair_id
from grader.reports.charts import loss_chart, score_chart
from grader.reports.diagram import diagram
from grader.reports.grading_policy import notices, unseen
from grader.reports.html_page import asset, digest, environment


def render(report: Report, lang: Language, ask: str = "") -> str:
    """Return the page of one graded submission; `ask` is the link for asking staff to look again."""
    listings = marked(report)
    style = asset("page.css")
    return (
        _environment(lang)
        .get_template("student.html")
        .render(
            report=report,
            listings=listings,
            line_id=_line_ids(listings).get,
            ask=ask,
            style=style,
            style_digest=digest(style),
        )
    )


def _line_ids(listings: tuple[AnnotatedCode, ...]) -> dict[tuple[str, int | None, int], str]:
    return {
        (code.listing.file, code.listing.cell, line.number): line.id
        for code in listings
        for line in code.lines
    }


@cache
def _environment(lang: Language) -> Environment:
    return environment(
        lang,
        written=written,
        measures=NAMES,
        best=BEST,
        diagram=diagram,
        score_chart=score_chart,
        loss_chart=loss_chart,
        check_id=check_id,
        mistakes=mistakes,
        repair_id=repair_id,
        numbered=_numbered,
        part_id=part_id,
        key=key,
        spot=lambda position: position.spot.get(lang),
        source=_source,
        notices=notices,
        stopped=STOPPED,
        unseen=unseen,
        is_picture=lambda value: isinstance(value, Picture),
    )


def _numbered(part: PartReport) -> dict[str, int]:
    """Return the number of each check of a part, counted from 1, by its id."""
    return {result.id: number for number, result in enumerate(part.results, start=1)}


def _source(picture: Picture) -> Markup:
    """Return a picture as a data URL."""
    return Markup("data:image/png;base64," + base64.b64encode(picture.png).decode("ascii"))
