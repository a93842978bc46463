"""`grade run`: grade one submission, and show its report as it becomes known."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

import click

from grader.base.errors import GraderError, StaffError
from grader.base.text import Language, Text
from grader.base.times import is_ahead, written
from grader.cli import options, report_files
from grader.cli.assignment_argument import AssignmentOrFile
from grader.cli.audience import Occasion
from grader.cli.empty_folder import must_hold_code
from grader.cli.help import Command
from grader.cli.help_tables import grading_tables
from grader.cli.options import command, due, training, unconfined
from grader.cli.status import BUG, status_of, tell
from grader.confinement.host import choose_tier
from grader.grading import course
from grader.grading.report_cache import Question
from grader.records.deadline import Lateness
from grader.records.report import Report
from grader.reports.formats import FORMATS
from grader.reports.wording import share

_RUN: Final = Text(
    ko="과제 하나를 채점합니다. `run`은 생략할 수 있습니다.\n\n"
    "FILE을 주지 않으면 현재 폴더에서 제출 파일을 찾습니다.",
    en="Grade one submission; the word `run` may be left out.\n\n"
    "Without FILE, it is looked for in the current folder.",
)
_WATCH: Final = Text(
    ko="저장할 때마다 다시 채점하고, 달라진 것을 먼저 보여 줍니다.",
    en="grade anew at every save, and show first what has changed",
)
_JSON_OPTION: Final = Text(
    ko="결과를 JSON 파일로도 저장합니다. -를 주면 보고서 대신 표준 출력에 씁니다.",
    en="write the result as JSON as well; - writes it to standard output in place of the report",
)
_REPORT_OPTION: Final = Text(
    ko=f"다른 시스템이 읽는 형식으로도 저장합니다. 여러 번 줄 수 있습니다: {', '.join(FORMATS)}",
    en=f"write the result for another system as well; may be given several times: {', '.join(FORMATS)}",
)
_REGRADE: Final = Text(
    ko="바뀐 것이 없어도 다시 채점합니다.", en="grade anew, even if nothing has changed since the last time"
)
_POINTS_ONLY: Final = Text(
    ko="점수만 출력합니다 (예: 83.5/100)", en="print the points alone, such as 83.5/100"
)
_NEVER_DUE: Final = Text(
    ko="이 과제의 마감을 알 수 없어 지각을 따지지 않았습니다. --due로 마감을 주십시오.",
    en="It is not known when this is due, so lateness was left out. Give --due.",
)


def declare(lang: Language) -> Command:
    """Return the command in one language."""
    watch = click.Option(["--watch"], is_flag=True, help=_WATCH.get(lang))
    return command("run", _RUN, run, [*parameters(lang), watch], lang, more=grading_tables(lang))


def parameters(lang: Language) -> list[click.Parameter]:
    """Return the parameters of a grading, whether once or at every save."""
    return [
        click.Argument(["assignment"], type=AssignmentOrFile()),
        click.Argument(["files"], nargs=-1, metavar="[FILE ...]", type=click.Path(path_type=Path)),
        *training(lang),
        click.Option(["--json", "json_file"], metavar="FILE", help=_JSON_OPTION.get(lang)),
        click.Option(
            ["--report", "reports"], multiple=True, metavar="FORMAT=FILE", help=_REPORT_OPTION.get(lang)
        ),
        click.Option(["--points-only"], is_flag=True, help=_POINTS_ONLY.get(lang)),
        click.Option(["--regrade"], is_flag=True, help=_REGRADE.get(lang)),
        options.official(lang),
        unconfined(lang),
        due(lang),
        options.submitted(lang),
        options.show_hidden(lang),
    ]


def run(
    *,
    assignment: str,
    files: tuple[Path, ...],
    reports: tuple[str, ...],
    json_file: str | None,
    points_only: bool,
    data: tuple[str, ...],
    device: str,
    no_training: bool,
    official: bool,
    allow_unconfined: bool,
    regrade: bool,
    due: datetime | None,
    submitted: datetime | None,
    show_hidden: bool,
    lang: Language,
    watch: bool = False,
) -> int:
    """Grade a submission and show its report; return the exit status."""
    from grader.cli.grade_submission import grade_at_every_save, grade_once, reuse_or_grade
    from grader.cli.guessed_assignment import guessed

    asked = report_files.wanted(reports, json_file)
    shown = not points_only and all(each.file != report_files.STANDARD_OUTPUT for each in asked)

    if submitted is not None and is_ahead(submitted):
        tell(_ahead(submitted), lang, style="yellow")
        submitted = None
    occasion = Occasion(due, submitted, official, show_hidden)

    def write(report: Report) -> None:
        seen = occasion.seen(report)
        if points_only:
            click.echo(share(seen.earned, seen.points).replace(" ", ""))
        report_files.write(asked, seen, lang, whole=occasion.with_hidden(report))

    try:
        tier = choose_tier()
        if official and not allow_unconfined:
            tier.require()
        if assignment not in course.names():
            files = (Path(assignment), *files)
            assignment = guessed(files, tier, lang)
        elif not files:
            must_hold_code(Path.cwd(), assignment)
        question = Question(
            assignment, str(Path.cwd()), tuple(map(str, files)), data, device, not no_training, tier.name
        )
        if watch:
            return grade_at_every_save(question, tier, write, occasion, shown=shown, lang=lang)
        anew = partial(grade_once, question, tier, occasion, shown=shown, lang=lang)
        report = (
            anew()
            if official
            else reuse_or_grade(question, anew, occasion, regrade=regrade, shown=shown, lang=lang)
        )
    except GraderError as error:
        report_files.write_ungraded(asked, error, lang)
        raise
    except Exception:
        report_files.write_ungraded(asked, StaffError(BUG), lang)
        raise
    report = occasion.settled(report)
    write(report)
    if submitted is not None and not isinstance(report.late, Lateness):
        tell(_NEVER_DUE, lang, style="yellow")
    return status_of(occasion.seen(report))


def _ahead(submitted: datetime) -> Text:
    when = written(submitted)
    return Text(
        ko=f"--submitted: {when}은 아직 오지 않은 시각이라 믿지 않았습니다. 지각은 따지지 않습니다.",
        en=f"--submitted: {when} has not come yet, and was not believed. Lateness was left out.",
    )
