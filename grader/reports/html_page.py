"""What HTML pages have in common: how their templates are read, and what a page may hold.

A page is one self-contained file that loads nothing: its policy names the digests of its own style and
script. All text goes through `_shown` and Jinja's escaping, so that what a student wrote stays text.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from grader.base.text import Language, Text
from grader.reports import wording
from grader.reports.sanitize import visible

TEMPLATES: Final = Path(__file__).with_name("templates")


def environment(lang: Language, **more: Any) -> Environment:
    """Return a Jinja environment for one language; `more` holds further names for its templates."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: _shown(value, lang),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(Text=Text, words=wording, lang=lang, **more)
    environment.filters["shown"] = lambda value: _shown(value, lang)
    return environment


@cache
def asset(*names: str) -> Markup:
    """Return style sheets or scripts, joined, as a page embeds them."""
    return Markup("").join(Markup((TEMPLATES / name).read_text(encoding="utf-8")) for name in names)


def digest(asset: Markup) -> Markup:
    """Return the digest of a style or script in the form that a page's policy takes."""
    return Markup(base64.b64encode(hashlib.sha256(asset.encode()).digest()).decode("ascii"))


def _shown(value: Any, lang: Language) -> Any:
    """Return what a template writes: texts in the page's language, with invisible characters escaped."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, Text):
        value = value.get(lang)
    return visible(value, lines=True) if isinstance(value, str) else value
