"""The feedback notebook as an HTML page, like nbgrader's. Nothing is executed to make it.

The page runs no script and loads nothing: the template leaves out what a notebook's page usually fetches, all
Markdown is sanitised, and the page's own policy refuses the rest. There are no outputs (see `notebook`).
"""

from importlib.metadata import files
from pathlib import Path
from typing import Final

from grader.base.extras import extra
from grader.base.text import Language
from grader.records.report import Report
from grader.reports.formats.notebook import build

TAGS: Final = frozenset(
    {"blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "hr", "li", "p", "pre", "span", "strong"}
    | {"table", "tbody", "td", "th", "thead", "tr", "ul"}
)
"""Tags used by the findings' Markdown and the coloured code; of all others, only the text is kept."""
TEMPLATES: Final = Path(__file__).parents[1] / "templates"


def render(report: Report, lang: Language) -> str:
    """Return the page."""
    with extra("staff"):
        from nbconvert import HTMLExporter  # takes a second, and is needed only here

    own = _own_templates()
    exporter = HTMLExporter(
        template_name="feedback",
        extra_template_basedirs=[str(TEMPLATES), *own],
        extra_template_paths=own,
        sanitize_html=True,
        filters={"clean_html": _clean},
        language_code=lang,
        exclude_input_prompt=True,
        exclude_anchor_links=True,
    )
    page, _ = exporter.from_notebook_node(build(report, lang))
    return str(page)


def _clean(html: str) -> str:
    """Keep the tags that cells use and the classes that colour code; nbconvert's list lacks paragraphs."""
    with extra("staff"):
        import nh3

    return nh3.clean(html, tags=set(TAGS), attributes={"div": {"class"}, "span": {"class"}}, link_rel=None)


def _own_templates() -> list[str]:
    """Return nbconvert's template folders; it looks below `sys.prefix`, but may be installed elsewhere."""
    found = (file for file in files("nbconvert") or () if file.match("templates/lab/conf.json"))
    return [str(Path(str(file.locate())).resolve().parents[1]) for file in found]
