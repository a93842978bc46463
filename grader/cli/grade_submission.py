"""Grading a submission as the command line asks, and showing its report as it becomes known."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console

from grader.base.cache import folder
from grader.base.collector import pause_collector
from grader.base.text import Language, Text
from grader.cli.audience import Occasion
from grader.cli.progress_bar import Watch
from grader.cli.saved_files import Saves, find_files
from grader.cli.screen import Screen
from grader.cli.status import tell
from grader.confinement.host import Host
from grader.confinement.tiers import Tier
from grader.grading import ENTRIES, course, report_cache
from grader.grading.report_cache import Question
from grader.intake.reader import Reader
from grader.records.report import Report
from grader.repairs import ENTRIES as REPAIRING
from grader.reports import terminal, terminal_receipt

if TYPE_CHECKING:  # torch
    from grader.grading.trainer import Settings

_UNCHANGED: Final = Text(
    ko="지난번 채점 뒤로 바뀐 것이 없어 그때의 보고서를 보여 줍니다. --regrade를 붙이면 다시 채점합니다.",
    en="Nothing has changed since the last time, so this is the report of then; --regrade grades anew.",
)


def reuse_or_grade(
    question: Question,
    anew: Callable[[Callable[[Report], None]], Report],
    occasion: Occasion,
    *,
    regrade: bool,
    shown: bool,
    lang: Language,
) -> Report:
    """Return the kept report if nothing has changed; otherwise grade `anew`, which keeps the new report."""
    state = report_cache.state(question)
    report = None if regrade else report_cache.find(question, state)
    if report is None:
        return anew(partial(report_cache.keep, question, state))
    if shown:
        seen, now = occasion.seen(occasion.settled(report)), datetime.now().astimezone()
        Console().print(terminal.render(seen, lang), terminal_receipt.render(seen, now, lang))
    tell(_UNCHANGED, lang, style="dim")
    return report


def grade_once(
    question: Question,
    tier: Tier,
    occasion: Occasion,
    keep: Callable[[Report], None] = lambda _report: None,
    *,
    shown: bool,
    lang: Language,
) -> Report:
    """Grade a submission; if `shown`, show its report as it becomes known.

    Args:
        question: what to grade, and how.
        tier: how to confine what is not trusted.
        occasion: for whom it is graded, and when.
        keep: called with the report, unless the search for repairs was stopped.
        shown: whether to show it.
        lang: the language.
    """
    files = [Path(file) for file in question.files]
    looking = not occasion.official
    entries = (*ENTRIES, *REPAIRING) if looking else ENTRIES
    with Host(*entries, tier=tier) as host, Reader(_folders(files), tier) as reader, Watch(lang) as watch:
        paths = find_files(files or [Path.cwd()], reader)
        source = reader.read(paths)
        # torch: the host imports it at the same time, and errors in reading have been reported by now
        with pause_collector():
            from grader.grading import other_assignments
            from grader.grading.grade import Listener, grade
            from grader.repairs.repairing import Repairing

        task = course.load(question.assignment)
        if len(paths) > 1:
            source = reader.read(paths, other_assignments.wanted(task))
        if not files:
            _tell_found(source.name, lang, watch)
        heading = terminal.heading(task.title, source.name, lang)
        screen = Screen(heading, lang, watch, partial(occasion.seen_part, due=task.due, hints=task.hints))
        shows = screen.parts if shown else lambda *_: None
        repairing = Repairing(source, task, host, watch, shows, stoppable=True)
        listener = Listener(
            repairing.part if looking else screen.part if shown else lambda _part: None,
            screen.training if shown else lambda _part: None,
            repairing.models,
        )
        report = grade(source, task, _settings(question, occasion.official), host, watch, listener)
    if looking:
        report = repairing.added_to(report)
    if not repairing.stopped:
        keep(report)
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
    with Host(*ENTRIES, *REPAIRING, tier=tier) as host, Reader(_folders(files), tier) as reader:
        places = files or [Path.cwd()]
        reader.read(find_files(places, reader))  # its errors are reported before torch is imported
        from grader.cli.on_save import OnSave
        from grader.grading import other_assignments

        with Watch(lang) as bar:
            task = course.load(question.assignment)
            saves = Saves(places, reader, other_assignments.wanted(task))
            source = saves.read()
            if not files:
                _tell_found(source.name, lang, bar)
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


def _tell_found(name: str, lang: Language, watch: Watch) -> None:
    """Tell the user which of the files in the current folder are graded."""
    with watch.aside():
        tell(Text(ko=f"제출 파일: {name}", en=f"Grading {name}"), lang, style="dim")
