"""The page for a student: one HTML file that shows everything about a submission and needs nothing else.

No script, no network: its policy lets in the page's own style and the pictures inside it, nothing else.
All text goes through `_shown` and Jinja's escaping, so that what a student wrote stays text.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from grader.records.measure import BEST, NAMES, written
from grader.records.report import PartReport, Picture, Report
from grader.records.stop import STOPPED
from grader.records.text import Language, Text
from grader.reports import words
from grader.reports.charts import loss_chart, score_chart
from grader.reports.diagram import diagram
from grader.reports.marked import Code, check_id, key, marked, part_id
from grader.reports.visible import visible

TEMPLATES: Final = Path(__file__).with_name("templates")


def render(report: Report, lang: Language) -> str:
    """Return the page of one graded submission."""
    listings = marked(report)
    page = _environment(lang).get_template("student.html")
    return page.render(
        report=report, lang=lang, listings=listings, line_id=_line_ids(listings).get, **_style("page.css")
    )


def _line_ids(listings: tuple[Code, ...]) -> dict[tuple[str, int | None, int], str]:
    return {
        (code.listing.file, code.listing.cell, line.number): line.id
        for code in listings
        for line in code.lines
    }


@cache
def _environment(lang: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: _shown(value, lang),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(
        Text=Text,
        words=words,
        written=written,
        measures=NAMES,
        best=BEST,
        diagram=diagram,
        score_chart=score_chart,
        loss_chart=loss_chart,
        check_id=check_id,
        numbered=_numbered,
        part_id=part_id,
        key=key,
        spot=lambda position: position.spot.get(lang),
        source=_source,
        stopped=STOPPED,
        is_picture=lambda value: isinstance(value, Picture),
    )
    environment.filters["shown"] = lambda value: _shown(value, lang)
    return environment


def _shown(value: Any, lang: Language) -> Any:
    """What a template writes: texts in the page's language, nothing in them unseen or obeyed."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, Text):
        value = value.get(lang)
    return visible(value, lines=True) if isinstance(value, str) else value


def _numbered(part: PartReport) -> dict[str, int]:
    """A part's checks, counted from 1, by their ids."""
    return {result.id: number for number, result in enumerate(part.results, start=1)}


def _source(picture: Picture) -> Markup:
    """A picture as the address of an image."""
    return Markup("data:image/png;base64," + base64.b64encode(picture.png).decode("ascii"))


@cache
def _style(name: str) -> dict[str, Markup]:
    """A style sheet, and its digest as a policy names it."""
    style = (TEMPLATES / name).read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    return {"style": Markup(style), "style_digest": Markup(digest)}
