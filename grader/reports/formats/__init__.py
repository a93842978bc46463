"""The formats of a report: the name of each, and the module that writes it.

A module has `render(report, lang) -> str`. If it can also say that nothing was graded, it has
`ungraded(error, lang) -> str`. A module is not imported before it is needed.
"""

import importlib
from pathlib import Path
from typing import Final

from grader.base.cache import write_whole
from grader.base.errors import GraderError, StaffError
from grader.base.text import Language, Text
from grader.records.report import Report

FORMATS: Final = {
    "autolab": "grader.reports.formats.autolab",
    "classroom50": "grader.reports.formats.classroom50",
    "github-annotations": "grader.reports.formats.github_annotations",
    "github-classroom": "grader.reports.formats.github_classroom",
    "github-summary": "grader.reports.formats.github_summary",
    "gradescope": "grader.reports.formats.gradescope",
    "html": "grader.reports.html",
    "json": "grader.reports.formats.json",
    "junit": "grader.reports.formats.junit",
    "notebook": "grader.reports.formats.notebook",
    "notebook-html": "grader.reports.formats.notebook_html",
    "prairielearn": "grader.reports.formats.prairielearn",
    "sarif": "grader.reports.formats.sarif",
}


HIDING: Final = frozenset({"gradescope"})
"""Formats of systems that keep hidden checks hidden themselves, and show them after the due date."""


def render(name: str, report: Report, lang: Language) -> str:
    """Return the report in one of the formats."""
    text = importlib.import_module(FORMATS[name]).render(report, lang)
    assert isinstance(text, str)
    return text


def ungraded(name: str, error: GraderError, lang: Language) -> str | None:
    """Return why nothing was graded, in one of the formats; None if the format cannot say so."""
    module = importlib.import_module(FORMATS[name])
    return module.ungraded(error, lang) if hasattr(module, "ungraded") else None


def write(text: str, path: Path, encoding: str = "utf-8") -> None:
    """Write a report to `path`, whole or not at all.

    Raises:
        StaffError: the file cannot be written.
    """
    try:
        _write(text, path, encoding)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StaffError(
            Text(
                ko=f"보고서를 '{path}'에 쓰지 못했습니다: {reason}",
                en=f"The report could not be written to '{path}': {reason}",
            ),
            hint=Text(
                ko="폴더가 있는지, 쓸 수 있는 곳인지 확인하고 다른 경로를 주십시오.",
                en="Check that the folder exists and can be written to, or give another path.",
            ),
        ) from error


def _write(text: str, path: Path, encoding: str) -> None:
    content = text.encode(encoding, errors="replace")  # a table keeps its encoding, whatever is noted in it
    if path.exists() and not path.is_file():  # a pipe or a device is written to, never replaced
        path.write_bytes(content)
        return
    write_whole(path, content)
