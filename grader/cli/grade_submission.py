"""Grading a submission as the command line asks, and showing its report as it becomes known."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console

from grader.base.cache import folder
from grader.base.text import Language, Text
from grader.cli.audience import Occasion
from grader.cli.progress_bar import Watch
from grader.cli.saved_files import Saves, find_files
from grader.cli.screen import Screen
from grader.cli.status import tell
from grader.confinement.host import Host
from grader.confinement.tiers import Tier
from grader.grading import ENTRIES, course, report_cache
from grader.grading.model_names import other_names
from grader.grading.report_cache import Question
from grader.intake.reader import Reader
from grader.records.report import Report
from grader.reports import terminal

if TYPE_CHECKING:  # torch
    from grader.checks import Assignment
    from grader.grading.trainer import Settings

_UNCHANGED: Final = Text(
    ko="지난번 채점 뒤로 바뀐 것이 없어 그때의 보고서를 보여 줍니다. --regrade를 붙이면 다시 채점합니다.",
    en="Nothing has changed since the last time, so this is the report of then; --regrade grades anew.",
)


def reuse_or_grade(
    question: Question,
    anew: Callable[[], Report],
    occasion: Occasion,
    *,
    regrade: bool,
    shown: bool,
    lang: Language,
) -> Report:
    """Return the kept report if nothing has changed; otherwise grade `anew`, and keep the new report."""
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


def grade_once(question: Question, tier: Tier, occasion: Occasion, *, shown: bool, lang: Language) -> Report:
    """Grade a submission; if `shown`, show its report as it becomes known."""
    files = [Path(file) for file in question.files]
    with Host(*ENTRIES, tier=tier) as host, Reader(_folders(files), tier) as reader, Watch(lang) as watch:
        source = reader.read(find_files(files, reader)) if files else None
        # torch: the host imports it at the same time, and errors in reading have been reported by now
        from grader.grading.grade import Listener, grade

        task = course.load(question.assignment)
        source = source or reader.read([_find(task, reader, lang, watch)])
        heading = terminal.heading(task.title, source.name, lang)
        screen = Screen(heading, lang, watch, partial(occasion.seen_part, due=task.due))
        listener = Listener(screen.part, screen.training) if shown else Listener()
        report = grade(source, task, _settings(question, occasion.official), host, watch, listener)
    if shown:
        screen.finish(occasion.seen(occasion.settled(report)))
    return report


def grade_at_every_save(
    question: Question,
    tier: Tier,
    on_report: Callable[[Report], None],
    occasion: Occasion,
    *,
    shown: bool,
    lang: Language,
) -> int:
    """Grade a submission now and at every save, until Ctrl-C; return the exit status of the last grading."""
    files = [Path(file) for file in question.files]
    with Host(*ENTRIES, tier=tier) as host, Reader(_folders(files), tier) as reader:
        if files:
            Saves(files, reader).read()  # errors in reading are reported before torch is imported
        from grader.cli.on_save import OnSave

        with Watch(lang) as bar:
            task = course.load(question.assignment)
            saves = Saves(files or [_find(task, reader, lang, bar)], reader)
            source = saves.read()
        settings = _settings(question, occasion.official)
        on_save = OnSave(saves, task, settings, host, on_report, occasion, shown=shown, lang=lang)
        return on_save.until_stopped(source)


def _folders(files: Sequence[Path]) -> list[Path]:
    """Return the folders where the submission is, or is looked for."""
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


def _find(task: "Assignment", reader: Reader, lang: Language, watch: Watch) -> Path:
    """Find the submission in the current folder, and tell the user which file it is."""
    names = [task.id, *(part.model for part in task.parts)]
    (file,) = reader.find(Path.cwd(), names, other_names(task.id))
    with watch.aside():
        tell(Text(ko=f"제출 파일: {file.name}", en=f"Grading {file.name}"), lang, style="dim")
    return file
