"""A lab sheet: cells of text and code, read from and written to a notebook or a script.

One sheet serves all languages: the code is the same, and a cell of text says which language it is in, as
`# %% [markdown] lang="en"` in a script and as the entry `lang` of its metadata in a notebook. A cell that
says nothing is in all of them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import nbformat

from grader.authoring.markers import CODE_PROMPTS, TEXT_PROMPTS, without_solution
from grader.base.errors import StaffError
from grader.base.extras import extra
from grader.base.korean import quoted_with
from grader.base.text import LANGUAGES, Language, Text

_PYTHON = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


@dataclass(frozen=True)
class Cell:
    """A cell's kind and text, without a notebook's outputs and metadata."""

    kind: Literal["markdown", "code"]
    text: str
    lang: str | None = None
    """The language that the cell is in; None if it is in all of them."""


def read(path: Path) -> list[Cell]:
    """Read a sheet.

    Raises:
        StaffError: the file cannot be read as a notebook or a script, or a cell is in an unknown language.
    """
    with extra("staff"):
        import jupytext  # half a second

    try:
        notebook = jupytext.read(path, fmt="ipynb" if path.suffix == ".ipynb" else "py:percent")
    except Exception as error:  # a broken notebook may raise anything
        raise StaffError(
            Text(
                ko=f"{quoted_with(path, '을')} 읽지 못했습니다: {error}",
                en=f"'{path}' cannot be read: {error}",
            )
        ) from error
    return [
        Cell("markdown" if each.cell_type == "markdown" else "code", each.source, _language(each, path))
        for each in notebook.cells
        if each.cell_type in ("markdown", "code")
    ]


def _language(cell: Any, path: Path) -> str | None:
    """Return the language that a cell says it is in."""
    lang = cell.metadata.get("lang")
    if lang not in (None, *LANGUAGES):
        known = ", ".join(f'lang="{each}"' for each in LANGUAGES)
        raise StaffError(
            Text(
                ko=f"'{path.name}'의 셀에 적힌 언어를 알 수 없습니다: lang=\"{lang}\"",
                en=f"A cell of '{path.name}' is in an unknown language: lang=\"{lang}\"",
            ),
            Text(ko=f"{known} 가운데 하나를 쓰십시오.", en=f"Use one of {known}."),
        )
    return None if lang is None else str(lang)


def in_language(cells: list[Cell], lang: Language) -> list[Cell]:
    """Return the cells of one language, with those that are in all."""
    return [cell for cell in cells if cell.lang in (None, lang)]


def for_students(cells: list[Cell], lang: Language) -> list[Cell]:
    """Return the cells without the solution, dropping those left empty."""
    prompts = {"markdown": TEXT_PROMPTS[lang], "code": CODE_PROMPTS[lang]}
    given = [
        replace(cell, text=without_solution(cell.text, prompts[cell.kind]).strip("\n")) for cell in cells
    ]
    return [cell for cell in given if cell.text.strip()]


def notebook(cells: list[Cell]) -> str:
    """Return the cells as a notebook without outputs; equal cells always give the same text."""
    made: dict[str, Callable[..., Any]] = {
        "markdown": nbformat.v4.new_markdown_cell,
        "code": nbformat.v4.new_code_cell,
    }
    numbered = [made[cell.kind](cell.text, id=f"cell-{number:02}") for number, cell in enumerate(cells, 1)]
    whole = nbformat.v4.new_notebook(cells=numbered, metadata=_PYTHON, nbformat_minor=5)
    return str(nbformat.writes(whole)) + "\n"


def script(cells: list[Cell]) -> str:
    """Return the cells as a script, with text as comments above the code that it belongs to."""
    text, before = "", "code"
    for cell in cells:
        if cell.kind == "markdown":
            text += "\n\n" + "\n".join(map(_comment, cell.text.splitlines()))
        elif re.match(r"class |def |@", cell.text):
            text += f"\n\n\n{cell.text}"
        else:
            text += ("\n" if before == "markdown" else "\n\n") + cell.text
        before = cell.kind
    return text.lstrip("\n") + "\n"


def _comment(line: str) -> str:
    """Return a line of Markdown as a comment, without the marks of a heading."""
    return f"# {re.sub('^#+ ', '', line)}".rstrip()
