"""`grade doctor`: say whether this machine can grade, and what to do if it cannot."""

import sys
from typing import TYPE_CHECKING, Final

import click
import msgspec
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from grader.base.text import Language, Text
from grader.cli.help import Command
from grader.cli.options import command
from grader.cli.progress_bar import Watch
from grader.cli.status import Status

if TYPE_CHECKING:
    from grader.doctor import Diagnosis
from grader.reports.sanitize import visible

_DOCTOR: Final = Text(
    ko="이 컴퓨터에서 채점할 수 있는지, 없다면 무엇을 해야 하는지 알려 줍니다.",
    en="Say whether this machine can grade, and what to do if it cannot.",
)
_AS_JSON: Final = Text(ko="JSON으로 씁니다.", en="write JSON")
LOOKING: Final = Text(ko="컴퓨터를 살펴보는 중", en="Looking at this machine")
_MARKS: Final = {"good": ("✓", "OK", "green"), "note": ("!", "!", "yellow"), "bad": ("✗", "X", "bold red")}
_CAN: Final = Text(ko="이 컴퓨터에서 채점할 수 있습니다.", en="This machine can grade.")
_CANNOT: Final = Text(
    ko="아직 채점할 수 없습니다. 맨 앞에 {} 표시가 있는 것을 먼저 해결하십시오.",
    en="It cannot grade yet. See to what is marked {} first.",
)


def declare(lang: Language) -> Command:
    """Return the command in one language."""
    as_json = click.Option(["--json", "as_json"], is_flag=True, help=_AS_JSON.get(lang))
    return command("doctor", _DOCTOR, doctor, [as_json], lang)


def doctor(*, as_json: bool, lang: Language) -> int:
    """Examine this machine, show the findings, and return the exit status."""
    from grader.doctor import examine

    with Watch(lang) as bar:
        bar(LOOKING, 0, None)
        findings = [*examine(), _language()]
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(findings), indent=2))
    else:
        _show(findings, lang)
    return Status.FAULT if any(each.state == "bad" for each in findings) else 0


def _show(findings: list["Diagnosis"], lang: Language) -> None:
    console = Console()
    plain = not console.encoding.startswith("utf")
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for each in findings:
        rich, ascii_, style = _MARKS[each.state]
        grid.add_row(
            Line(ascii_ if plain else rich, style),
            Line(visible(each.title.get(lang)), "bold"),
            Line(visible(each.found.get(lang), lines=True)),
        )
        if each.advice is not None:
            grid.add_row("", "", Line(visible(each.advice.get(lang), lines=True), style))
    console.print(grid)
    well = all(each.state != "bad" for each in findings)
    text, style = (_CAN, "green") if well else (_CANNOT, "bold red")
    bad = _MARKS["bad"][1 if plain else 0]
    console.print(Padding(Line(text.get(lang).format(bad), style), (1, 0, 0, 0)))


def _language() -> "Diagnosis":
    """Return which language is in use, and how to choose the other one."""
    from grader.doctor import Diagnosis

    encoding = sys.stdout.encoding or "?"
    found = Text(
        ko=f"한국어 (출력 인코딩 {encoding}). 영어로 보려면 --lang en",
        en=f"English (the output is {encoding}); --lang ko for Korean",
    )
    return Diagnosis("language", Text(ko="언어", en="Language"), "good", found)
