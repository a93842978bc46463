"""`grade new`, `build`, `validate` and `release`: what an author does with an assignment."""

import shlex
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from grader.base.text import Language, Text
from grader.cli.commands.export import unwritable
from grader.cli.options import must_exist
from grader.cli.progress_bar import Watch
from grader.cli.status import Status, tell
from grader.confinement.host import Host, chosen
from grader.grading import ENTRIES, course
from grader.reports.sanitize import visible

MARKS = {"held": ("✓", "green"), "provisional": ("~", "yellow"), "broken": ("✗", "red")}

_STOPPED = Text(
    ko="중단했습니다. 위에 없는 규칙은 확인하지 않았습니다.",
    en="Stopped. The rules that do not stand above were not tried.",
)


def new(*, assignment: str, folder: Path, lang: Language) -> int:
    """Begin an assignment in a course's folder."""
    from grader.authoring import build as building
    from grader.authoring import scaffold

    try:
        made = scaffold.write(assignment, folder)
        course.use(folder)
        with Watch(lang), Host(*building.ENTRIES, tier=chosen()) as host:
            building.write(course.load(assignment, captured=False), host)
    except OSError as error:
        raise unwritable(folder, error, "--dir") from error
    for path in made:
        click.echo(visible(str(path)))
    option = "" if course.is_graders_own(folder) else f" --course {shlex.quote(str(folder))}"
    tell(
        Text(
            ko=f"다음: `grade validate {assignment}{option}`으로 확인한 뒤 고쳐 나가십시오.",
            en=f"Next: `grade validate {assignment}{option}`, then change it into yours.",
        ),
        lang,
        style="green",
    )
    return 0


def build(*, assignment: str, lang: Language) -> int:
    """Make the captured references and the templates anew."""
    must_exist(assignment)
    from grader.authoring import build as building

    found = course.load(assignment, captured=False)
    try:
        with Watch(lang), Host(*building.ENTRIES, tier=chosen()) as host:
            changed = building.write(found, host)
    except OSError as error:
        raise unwritable(found.here, error, "--course") from error
    for name in changed:
        click.echo(name)
    if not changed:
        tell(Text(ko="바뀐 것이 없습니다.", en="Nothing has changed."), lang, style="dim")
    return 0


def validate(
    *, assignment: str, data: tuple[str, ...], device: str, no_training: bool, lang: Language
) -> int:
    """Show whether the assignment keeps to each rule, as soon as that is known; return the exit status."""
    must_exist(assignment)
    from grader.authoring.validate import validate as findings
    from grader.base.cache import folder as cache
    from grader.grading.grade import grade
    from grader.grading.trainer import Settings
    from grader.intake import read
    from grader.records.report import Report

    found = course.load(assignment)
    counted = dict.fromkeys(MARKS, 0)
    provisional = False
    with Watch(lang) as watch, Host(*ENTRIES, tier=chosen()) as host:

        def graded(path: Path, training: bool) -> Report:
            nonlocal provisional
            settings = Settings(data=data, device=device, training=training, trainings=cache("trainings"))
            report = grade(read(path), found, settings, host, watch)
            provisional = provisional or report.provisional
            return report

        try:
            for each in findings(found, graded, host, training=not no_training):
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


def release(*, assignment: str, output: Path | None, lang: Language) -> int:
    """Write what students get."""
    must_exist(assignment)
    from grader.authoring import release as releasing

    output = output or Path(assignment)
    found = course.load(assignment)
    with Watch(lang), Host(*ENTRIES, tier=chosen()) as host:
        files = releasing.bundle(found, host)
    try:
        releasing.write(files, output)
    except OSError as error:
        raise unwritable(output, error) from error
    for name in files:
        click.echo(name)
    tell(Text(ko=f"'{output}'에 만들었습니다.", en=f"Made '{output}'."), lang, style="green")
    if legible := releasing.legible(found, files):
        names = ", ".join(legible)
        tell(
            Text(
                ko=f"hidden=True인 항목이 그 안의 파일에 그대로 있어 읽을 수 있습니다: {names}. "
                "빼려면 ### BEGIN HIDDEN TESTS와 ### END HIDDEN TESTS 사이에 두십시오.",
                en=f"Hidden checks can be read in the files there: {names}. To leave them out, put them"
                " between ### BEGIN HIDDEN TESTS and ### END HIDDEN TESTS.",
            ),
            lang,
            style="yellow",
        )
    return 0
