"""`grade validate`: hold an assignment to its own rules."""

from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from grader.base.errors import StaffError
from grader.base.text import Language, Text
from grader.cli.assignment_argument import assignment_argument
from grader.cli.help import Command
from grader.cli.help_tables import table
from grader.cli.options import command, data, device, no_training
from grader.cli.progress_bar import Watch
from grader.cli.status import Status, tell
from grader.confinement.host import Host, choose_tier
from grader.grading import ENTRIES, course
from grader.reports.sanitize import visible

_VALIDATE: Final = Text(
    ko="과제가 스스로의 규칙을 지키는지 확인합니다: 정답은 만점, 빈 템플릿은 0점, 예시와 실수는 적힌 대로.",
    en="Hold an assignment to its own rules: full marks for the reference, none for the template, "
    "examples and mistakes graded as they say.",
)
_STATUSES_TITLE: Final = Text(ko="종료 상태", en="Exit status")
_STATUSES: Final = (
    (
        "0",
        Text(
            ko="모든 규칙을 지킴 (잠정인 것이 있을 수 있음)",
            en="every rule holds; some provisionally, it may be",
        ),
    ),
    ("1", Text(ko="지키지 않은 규칙이 있음", en="a rule is broken")),
    ("2", Text(ko="명령이 잘못됨", en="the command line is wrong")),
    ("3", Text(ko="과제를 읽거나 실행하지 못함", en="the assignment cannot be read or run")),
)

MARKS = {"held": ("✓", "green"), "provisional": ("~", "yellow"), "broken": ("✗", "red")}

_STOPPED = Text(
    ko="중단했습니다. 위에 없는 규칙은 확인하지 않았습니다.",
    en="Stopped. The rules that do not stand above were not tried.",
)


_MUTANTS: Final = Text(
    ko="정답을 한 곳씩 바꾸어 학습 없이 채점하고 mutants.md에 적습니다: 무엇이 감점되지 않는지 (몇 분)",
    en="change the reference in one place at a time, grade without training, and write what costs nothing "
    "into mutants.md (minutes)",
)
_KEPT: Final = Text(
    ko="중단했습니다. 채점한 것은 보관했습니다. 같은 명령을 다시 실행하면 이어서 합니다.",
    en="Stopped. What was graded is kept: the same command goes on where it was.",
)


def declare(lang: Language) -> Command:
    """Return the command in one language."""
    parameters = [
        assignment_argument(),
        data(lang),
        device(lang),
        no_training(lang),
        click.Option(["--mutants"], is_flag=True, help=_MUTANTS.get(lang)),
    ]
    return command(
        "validate", _VALIDATE, validate, parameters, lang, more=(table(_STATUSES_TITLE, _STATUSES, lang),)
    )


def validate(
    *,
    assignment: str,
    data: tuple[str, ...],
    device: str,
    no_training: bool,
    mutants: bool,
    lang: Language,
) -> int:
    """Show whether the assignment keeps to each rule as soon as it is known; return the exit status."""
    if mutants:
        return _change(assignment, lang)
    from grader.authoring.validate import validate as findings
    from grader.base.cache import folder as cache
    from grader.grading.entries import entries
    from grader.grading.grade import grade
    from grader.grading.trainer import Settings
    from grader.intake import read
    from grader.records.report import Report

    found = course.load(assignment)
    counted = dict.fromkeys(MARKS, 0)
    provisional = False
    with Watch(lang) as watch, Host(*entries(found), tier=choose_tier()) as host:

        def grade_file(path: Path, training: bool) -> Report:
            nonlocal provisional
            settings = Settings(data=data, device=device, training=training, trainings=cache("trainings"))
            report = grade(read(path), found, settings, host, watch)
            provisional = provisional or report.provisional
            return report

        try:
            for each in findings(found, grade_file, host, training=not no_training):
                counted[each.status] += 1
                with watch.aside():
                    _show(each.status, each.rule, each.details, lang)
        except KeyboardInterrupt:
            with watch.aside():
                tell(_STOPPED, lang)
            return Status.STOPPED
    for notice in _notices(provisional, no_training):
        tell(notice, lang, style="yellow")
    tell(_total(counted), lang, style="bold red" if counted["broken"] else "green")
    return 1 if counted["broken"] else 0


def _change(assignment: str, lang: Language) -> int:
    """Show what single changes of the references say about the rubric; return the exit status."""
    from grader.authoring.mutants import findings, page  # torch
    from grader.authoring.mutants.judge import matrices

    found, made = course.load(assignment), []
    counted = dict.fromkeys(MARKS, 0)
    try:
        with Watch(lang, counted=True) as watch, Host(*ENTRIES, tier=choose_tier()) as host:
            for matrix in matrices(found, host, watch):
                made.append(matrix)
                for each in findings.findings(matrix):
                    counted[each.status] += 1
                    with watch.aside():
                        _show(each.status, each.rule, each.details, lang)
    except KeyboardInterrupt:
        tell(_KEPT, lang)
        return Status.STOPPED
    file = found.here / page.FILE
    try:
        page.write(made, assignment, file)
    except OSError as error:
        raise StaffError(
            Text(ko=f"'{file}'에 쓸 수 없습니다: {error}", en=f"'{file}' cannot be written: {error}")
        ) from error
    tell(Text(ko=f"'{file}'에 기록했습니다.", en=f"Written to '{file}'."), lang, style="green")
    tell(_total(counted), lang, style="bold red" if counted["broken"] else "green")
    return 1 if counted["broken"] else 0


def _show(status: str, rule: Text, details: tuple[Text, ...], lang: Language) -> None:
    mark, style = MARKS[status]
    table = Table.grid(padding=(0, 1))
    table.add_row(Line(mark, style), Line(visible(rule.get(lang))))
    for each in details:
        table.add_row("", Line(f"  {visible(each.get(lang))}", style))
    Console().print(table)


def _notices(provisional: bool, no_training: bool) -> list[Text]:
    found = []
    if provisional:
        found.append(
            Text(
                ko="학습은 대체 데이터로 했으므로 그 결과는 잠정입니다. 실제 데이터는 --data로 주십시오.",
                en="Trained on stand-in data, so that is provisional. Give the real data with --data.",
            )
        )
    if no_training:
        found.append(
            Text(
                ko="학습을 건너뛰었으므로(--no-training) 학습을 보는 항목은 확인하지 않았습니다.",
                en="Training was skipped (--no-training): the checks that rest on it were not tried.",
            )
        )
    return found


def _total(counted: dict[str, int]) -> Text:
    held, provisional, broken = counted.values()
    return Text(
        ko=f"지킴 {held}, 잠정 {provisional}, 지키지 않음 {broken}",
        en=f"{held} held, {provisional} provisional, {broken} broken",
    )
