"""The reports that a command line asks for besides the one on the terminal: `--report FORMAT=FILE`."""

import difflib
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from grader.base.errors import GraderError, StaffError
from grader.base.text import Language, Text
from grader.cli.help import Misused
from grader.cli.status import tell
from grader.records.report import Report
from grader.reports import formats

STANDARD_OUTPUT = "-"


class ReportFile(NamedTuple):
    """A report to write."""

    format: str
    file: str
    """A path, or `STANDARD_OUTPUT`."""


def wanted(
    reports: Sequence[str],
    json_file: str | None = None,
    known: Collection[str] = formats.FORMATS,
    option: str = "--report",
) -> list[ReportFile]:
    """Parse the options; `known` holds the available formats.

    Raises:
        Misused: an option names an unknown format, or no file.
    """
    asked = [_parsed(text, known, option) for text in reports]
    return asked if json_file is None else [*asked, ReportFile("json", json_file)]


def _parsed(text: str, known: Collection[str], option: str) -> ReportFile:
    name, _, file = text.partition("=")
    if name not in known:
        raise _unknown(name, known)
    if not file:
        raise Misused(
            Text(
                ko=f"{option} {name}에 파일이 없습니다. 예: {option} {name}=FILE",
                en=f"{option} {name} names no file: {option} {name}=FILE",
            ),
            click.get_current_context(),
        )
    return ReportFile(name, file)


def _unknown(name: str, known: Collection[str]) -> Misused:
    close = difflib.get_close_matches(name.lower(), known, n=1)
    listed = ", ".join(known)
    return Misused(
        Text(
            ko=f"'{name}' 형식은 없습니다. "
            + "".join(f"'{each}'입니까? " for each in close)
            + f"있는 형식: {listed}",
            en=f"There is no format '{name}'. "
            + "".join(f"Did you mean '{each}'? " for each in close)
            + f"There are: {listed}",
        ),
        click.get_current_context(),
    )


def write(reports: Sequence[ReportFile], report: Report, lang: Language, whole: Report) -> None:
    """Write every report that can be written.

    Args:
        reports: the reports that are asked for.
        report: what the reader may see.
        lang: the language to write in.
        whole: the whole report, for systems that hide hidden checks themselves.

    Raises:
        StaffError: a report cannot be written.
    """
    failures = _write(
        reports, lambda name: formats.render(name, whole if name in formats.HIDING else report, lang)
    )
    if failures:
        raise failures[0]


def write_ungraded(reports: Sequence[ReportFile], error: GraderError, lang: Language) -> None:
    """Write why nothing was graded in every format that can say so; tell the user what cannot be written."""
    for failure in _write(reports, lambda name: formats.ungraded(name, error, lang)):
        tell(failure.message, lang, hint=failure.hint)


def _write(reports: Sequence[ReportFile], render: Callable[[str], str | None]) -> list[StaffError]:
    failures = []
    for each in reports:
        text = render(each.format)
        if text is None:
            continue
        if each.file == STANDARD_OUTPUT:
            click.echo(text.encode(), nl=False)  # UTF-8, as in a file, whatever the terminal's encoding
            continue
        try:
            formats.write(text, Path(each.file))
        except StaffError as error:
            failures.append(error)
    return failures
