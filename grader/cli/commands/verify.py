"""`grade verify`: say whether a report is what grading gives."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from grader.base.errors import NothingToGrade
from grader.base.korean import with_particle
from grader.base.text import Language, Text
from grader.base.version import VERSION
from grader.cli import options
from grader.cli.audience import Occasion
from grader.cli.help import Command
from grader.cli.options import command
from grader.cli.progress_bar import Watch
from grader.cli.status import Status
from grader.confinement.host import Host, choose_tier
from grader.grading import ENTRIES, course
from grader.grading.verification import Verification
from grader.intake.reader import Reader
from grader.records.provenance import Provenance
from grader.records.report import Report
from grader.reports.formats import json as report_json
from grader.reports.sanitize import visible
from grader.reports.wording import share

if TYPE_CHECKING:  # torch
    from grader.grading.trainer import Settings

MOST_SHOWN: Final = 12
"""Maximum number of differences shown; the rest are counted."""
MOST_CHARACTERS: Final = 60
"""Maximum number of characters shown of a value that differs."""


_VERIFY: Final = Text(
    ko="보고서가 그 파일을 채점한 결과와 같은지 확인합니다. 파일, 채점기, 데이터가 그때와 같은지 말하고,"
    " 다시 채점하여 보고서와 한 항목씩 비교합니다.\n\n"
    "REPORT는 `--json`으로 만든 보고서입니다. FILE이 없으면 보고서 옆이나 현재 폴더에서 찾습니다."
    " 채점할 때 준 옵션을 여기서도 주십시오. 종료 상태 0은 같음, 1은 다름입니다.",
    en="Say whether a report is what grading its file gives: whether file, grader and data are those of then,"
    " and whether grading again comes to the same, field by field.\n\n"
    "REPORT is what `--json` wrote; without FILE, the file is looked for beside it and in the current folder."
    " Give the options that it was graded with. Exit status 0: the same; 1: something differs.",
)


def declare(lang: Language) -> Command:
    """Return the command in one language."""
    file = click.Path(path_type=Path)
    parameters = [
        click.Argument(["report"], type=file),
        click.Argument(["files"], nargs=-1, metavar="[FILE ...]", type=file),
        options.data(lang),
        options.device(lang),
        options.official(lang),
        options.due(lang),
        options.submitted(lang),
        options.show_hidden(lang),
    ]
    return command("verify", _VERIFY, verify, parameters, lang)


def verify(
    *,
    report: Path,
    files: tuple[Path, ...],
    data: tuple[str, ...],
    device: str,
    official: bool,
    due: datetime | None,
    submitted: datetime | None,
    show_hidden: bool,
    lang: Language,
) -> int:
    """Grade the file of a report again, show whether the report is right, and return the exit status."""
    claimed, claim = _read(report)
    occasion = Occasion(due, submitted, official, show_hidden)
    places = files or _files_of(claim, report.parent)
    again = occasion.seen(occasion.settled(_grade(claim, places, data, device, official, lang)))
    found = Verification(claim, again, claimed, json.loads(report_json.render(again, lang)))
    _show(found, lang)
    return Status.POINTS_MISSING if found.differences else Status.FULL_MARKS


def _read(path: Path) -> tuple[Any, Report]:
    """Read a report from the JSON that `grade --json` wrote."""
    try:
        content = path.read_bytes()
        return json.loads(content), msgspec.json.decode(content, type=Report)
    except (OSError, ValueError, RecursionError) as error:  # msgspec's errors are ValueErrors
        raise NothingToGrade(
            Text(
                ko=f"{with_particle(path.name, '은')} 채점 보고서(JSON)가 아닙니다: {error}",
                en=f"{path.name} is no report in JSON: {error}",
            ),
            Text(
                ko="`grade ASSIGNMENT FILE --json REPORT.json`으로 만든 파일을 주십시오.",
                en="Give a file that `grade ASSIGNMENT FILE --json REPORT.json` made.",
            ),
        ) from error


def _files_of(claim: Report, beside: Path) -> tuple[Path, ...]:
    """Find the files that a report names, beside it or in the current folder."""
    return tuple(_file(each.name, beside) for each in claim.files)


def _file(name: str, beside: Path) -> Path:
    for folder in (beside, Path.cwd()):
        if Path(name).name == name and (folder / name).is_file():
            return folder / name
    raise NothingToGrade(
        Text(
            ko=f"보고서가 말하는 파일 {with_particle(visible(name), '을')} 찾을 수 없습니다.",
            en=f"The file that the report is about, {visible(name)}, is not here.",
        ),
        Text(
            ko="그 파일을 보고서 뒤에 적으십시오: grade verify REPORT.json FILE",
            en="Name it after the report: grade verify REPORT.json FILE",
        ),
    )


def _grade(
    claim: Report,
    files: Sequence[Path],
    data: tuple[str, ...],
    device: str,
    official: bool,
    lang: Language,
) -> Report:
    """Grade files as a report says that they were graded, without reusing an earlier training."""
    tier = choose_tier()
    with (
        Host(*ENTRIES, tier=tier) as host,
        Reader([path.parent for path in files], tier) as reader,
        Watch(lang) as watch,
    ):
        source = reader.read(files)
        from grader.grading.grade import grade  # torch

        settings = _settings(claim, data, device, official)
        return grade(source, course.load(claim.assignment), settings, host, watch)


def _settings(claim: Report, data: tuple[str, ...], device: str, official: bool) -> "Settings":
    from grader.grading.trainer import Settings

    return Settings(
        data=("standin",) if claim.provisional and data == ("auto",) else data,
        device=claim.device if device == "auto" else device,
        training=not isinstance(claim.provenance, Provenance) or claim.provenance.training,
        official=official,
    )


# -- words -----------------------------------------------------------------------------------------------

_AS_IT_SAYS: Final = Text(
    ko="보고서는 이 파일을 채점한 결과와 같습니다.", en="The report is what grading this file gives."
)
_SAME_SCORE: Final = Text(
    ko="점수는 같지만 보고서의 다음 내용이 다릅니다:", en="The score is the same, but these differ:"
)
_OTHER_SCORE: Final = Text(
    ko="보고서는 이 파일을 채점한 결과와 다릅니다:", en="The report is not what grading this file gives:"
)
_NOT_COMPARED: Final = Text(
    ko="걸린 시간, 격리 방법, 도움말은 비교하지 않습니다.",
    en="Times, how it was confined, and the advice are not compared.",
)


def _show(found: Verification, lang: Language) -> None:
    """Show what is as the report says, and what is not."""
    console = Console()
    table = Table.grid(padding=(0, 2))
    for title, verdict in _lines(found):
        table.add_row(title.get(lang), visible(verdict.get(lang)))
    console.print(table)
    if not found.differences:
        console.print(f"\n{_AS_IT_SAYS.get(lang)}", style="green")
    else:
        said = _SAME_SCORE if found.same_score else _OTHER_SCORE
        console.print(f"\n{said.get(lang)}", style="yellow" if found.same_score else "red")
        console.print(_differences(found, lang))
    console.print(_NOT_COMPARED.get(lang), style="dim")


def _lines(found: Verification) -> list[tuple[Text, Text]]:
    claim, again = found.claim, found.again
    names = ", ".join(f"{each.name} ({each.sha256[:12]})" for each in again.files)
    other = found.other_installation
    data = ", ".join(again.data) or "–"
    score = share(again.earned, again.points)
    said = share(claim.earned, claim.points)
    return [
        (
            Text(ko="파일", en="File"),
            Text(ko=f"채점한 그 파일: {names}", en=f"the one that was graded: {names}")
            if found.same_files
            else Text(ko=f"채점한 파일이 아님: {names}", en=f"not the one that was graded: {names}"),
        ),
        (
            Text(ko="채점기", en="Grader"),
            Text(ko=f"같음: {VERSION}", en=f"the same: {VERSION}") if other is None else other,
        ),
        (
            Text(ko="데이터", en="Data"),
            Text(ko=f"같음: {data}", en=f"the same: {data}")
            if found.same_data
            else Text(ko=f"다름: {data}", en=f"other data: {data}"),
        ),
        (
            Text(ko="다시 채점", en="Graded again"),
            Text(ko=f"{score}, 보고서와 같음", en=f"{score}, as in the report")
            if found.same_score
            else Text(ko=f"{score}, 보고서에는 {said}", en=f"{score}; the report says {said}"),
        ),
    ]


def _differences(found: Verification, lang: Language) -> Table:
    headers = (
        Text(ko="항목", en="field"),
        Text(ko="보고서", en="report"),
        Text(ko="다시 채점", en="graded again"),
    )
    table = Table(*(header.get(lang) for header in headers), box=None, padding=(0, 2), pad_edge=False)
    for each in found.differences[:MOST_SHOWN]:
        table.add_row(*map(_shortened, (each.path, each.before, each.after)))
    if (more := len(found.differences) - MOST_SHOWN) > 0:
        table.add_row(Text(ko=f"… {more}개 더", en=f"… {more} more").get(lang))
    return table


def _shortened(value: object) -> Line:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=repr)
    text = visible(text)
    return Line(text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…")
