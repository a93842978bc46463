"""`grade run`: one submission graded, its report shown while it comes."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from rich.console import Console

from grader.base.cache import folder
from grader.base.errors import GraderError, StaffError
from grader.base.text import Language, Text
from grader.base.times import is_ahead, written
from grader.cli import report_files
from grader.cli.audience import Occasion
from grader.cli.options import must_exist
from grader.cli.progress_bar import Watch
from grader.cli.saved_files import Saves, submitted
from grader.cli.screen import Screen
from grader.cli.status import BUG, status_of, tell
from grader.confinement.host import Host, chosen
from grader.confinement.tiers import Tier
from grader.grading import ENTRIES, course, report_cache
from grader.grading.report_cache import Question
from grader.intake.reader import Reader
from grader.records.deadline import Lateness
from grader.records.report import Report
from grader.reports import terminal
from grader.reports.wording import share

if TYPE_CHECKING:  # torch
    from grader.checks import Assignment
    from grader.grading.trainer import Settings

_UNCHANGED: Final = Text(
    ko="지난번 채점 뒤로 바뀐 것이 없어 그때의 보고서를 보여 줍니다. --regrade를 붙이면 다시 채점합니다.",
    en="Nothing has changed since the last time, so this is the report of then; --regrade grades anew.",
)

_NEVER_DUE: Final = Text(
    ko="이 과제의 마감을 알 수 없어 지각을 따지지 않았습니다. --due로 마감을 주십시오.",
    en="It is not known when this is due, so lateness was left out. Give --due.",
)


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
    must_exist(assignment)
    asked = report_files.wanted(reports, json_file)
    shown = not points_only and all(each.file != report_files.STANDARD_OUTPUT for each in asked)

    if submitted is not None and is_ahead(submitted):
        tell(_ahead(submitted), lang, style="yellow")
        submitted = None
    occasion = Occasion(due, submitted, official, show_hidden)

    def graded(report: Report) -> None:
        seen = occasion.seen(report)
        if points_only:
            click.echo(share(seen.earned, seen.points).replace(" ", ""))
        report_files.write(asked, seen, lang, whole=report)

    try:
        tier = chosen()
        if official and not allow_unconfined:
            tier.require()
        question = Question(
            assignment, str(Path.cwd()), tuple(map(str, files)), data, device, not no_training, tier.name
        )
        if watch:
            return _graded_on_save(question, tier, graded, occasion, shown=shown, lang=lang)
        anew = partial(_graded, question, tier, occasion, shown=shown, lang=lang)
        report = (
            anew() if official else _kept(question, anew, occasion, regrade=regrade, shown=shown, lang=lang)
        )
    except GraderError as error:
        report_files.write_ungraded(asked, error, lang)
        raise
    except Exception:
        report_files.write_ungraded(asked, StaffError(BUG), lang)
        raise
    report = occasion.settled(report)
    graded(report)
    if submitted is not None and not isinstance(report.late, Lateness):
        tell(_NEVER_DUE, lang, style="yellow")
    return status_of(occasion.seen(report))


def _ahead(submitted: datetime) -> Text:
    when = written(submitted)
    return Text(
        ko=f"--submitted: {when}은 아직 오지 않은 시각이라 믿지 않았습니다. 지각은 따지지 않습니다.",
        en=f"--submitted: {when} has not come yet, and was not believed. Lateness was left out.",
    )


def _kept(
    question: Question,
    anew: Callable[[], Report],
    occasion: Occasion,
    *,
    regrade: bool,
    shown: bool,
    lang: Language,
) -> Report:
    """Return the report on a submission that has not changed; else grade it `anew`, and keep that."""
    state = report_cache.state(question)
    report = None if regrade else report_cache.find(question, state)
    if report is None:
        report = anew()
        report_cache.keep(question, state, report)
        return report
    if shown:
        Console().print(terminal.render(occasion.seen(occasion.settled(report)), lang))
    tell(_UNCHANGED, lang, style="dim")
    return report


def _graded(question: Question, tier: Tier, occasion: Occasion, *, shown: bool, lang: Language) -> Report:
    """Grade a submission, and show its report while it comes if it is to be `shown`."""
    files = [Path(file) for file in question.files]
    with Host(*ENTRIES, tier=tier) as host, Reader(_folders(files), tier) as reader, Watch(lang) as watch:
        source = reader.read(submitted(files, reader)) if files else None
        # torch: the host imports it at the same time, and what cannot be read was said before
        from grader.grading.grade import Listener, grade

        task = course.load(question.assignment)
        source = source or reader.read([_found(task, reader, lang, watch)])
        heading = terminal.heading(task.title, source.name, lang)
        screen = Screen(heading, lang, watch, partial(occasion.seen_part, due=task.due))
        listener = Listener(screen.part, screen.training) if shown else Listener()
        report = grade(source, task, _settings(question, occasion.official), host, watch, listener)
    if shown:
        screen.finish(occasion.seen(occasion.settled(report)))
    return report


def _graded_on_save(
    question: Question,
    tier: Tier,
    graded: Callable[[Report], None],
    occasion: Occasion,
    *,
    shown: bool,
    lang: Language,
) -> int:
    """Grade a submission now and at every save, until Ctrl-C; return the exit status of the last grading."""
    files = [Path(file) for file in question.files]
    with Host(*ENTRIES, tier=tier) as host, Reader(_folders(files), tier) as reader:
        if files:
            Saves(files, reader).read()  # what cannot be read is said before torch is imported
        from grader.cli.commands.watch import OnSave

        with Watch(lang) as bar:
            task = course.load(question.assignment)
            saves = Saves(files or [_found(task, reader, lang, bar)], reader)
            source = saves.read()
        settings = _settings(question, occasion.official)
        on_save = OnSave(saves, task, settings, host, graded, occasion, shown=shown, lang=lang)
        return on_save.until_stopped(source)


def _folders(files: Sequence[Path]) -> list[Path]:
    """Where the submission is, or is looked for."""
    return [path if path.is_dir() else path.parent for path in files] or [Path.cwd()]


def _settings(question: Question, official: bool) -> "Settings":
    from grader.grading.trainer import Settings

    return Settings(
        data=question.data,
        device=question.device,
        training=question.training,
        official=official,
        trainings=folder("trainings"),
    )


def _found(task: "Assignment", reader: Reader, lang: Language, watch: Watch) -> Path:
    """Look for the submission in the current folder, and say which file it is."""
    (file,) = reader.find(Path.cwd(), [task.id, *(part.model for part in task.parts)])
    with watch.aside():
        tell(Text(ko=f"제출 파일: {file.name}", en=f"Grading {file.name}"), lang, style="dim")
    return file
