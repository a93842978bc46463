"""`grade run`: one submission graded, its report shown while it comes."""

import difflib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console, RenderableType

from grader.cli import reporting
from grader.cli.saves import Saves, submitted
from grader.cli.spoken import Misused
from grader.cli.status import BUG, status_of, tell
from grader.cli.watch import Watch
from grader.confinement.host import Host, chosen
from grader.confinement.tiers import Tier
from grader.grading import ENTRIES, course
from grader.intake.parent import Reader
from grader.records.errors import GraderError, StaffError
from grader.records.report import PartReport, Report
from grader.records.text import Language, Text
from grader.reports import terminal
from grader.reports.words import share

if TYPE_CHECKING:  # torch
    from grader.checks import Assignment
    from grader.grading.grade import Settings


def run(
    *,
    assignment: str,
    files: tuple[Path, ...],
    reports: tuple[str, ...],
    json_file: str | None,
    points_only: bool,
    lang: Language,
    watch: bool = False,
    **settings: Any,
) -> int:
    """Grade a submission and show its report; return the exit status."""
    must_exist(assignment)
    asked = reporting.wanted(reports, json_file)
    shown = not points_only and all(each.file != reporting.STANDARD_OUTPUT for each in asked)

    def graded(report: Report) -> None:
        if points_only:
            click.echo(share(report.earned, report.points).replace(" ", ""))
        reporting.write(asked, report, lang)

    try:
        if watch:
            return _graded_on_save(assignment, files, graded, lang=lang, shown=shown, **settings)
        report = _graded(assignment, files, lang=lang, shown=shown, **settings)
    except GraderError as error:
        reporting.write_ungraded(asked, error, lang)
        raise
    except Exception:
        reporting.write_ungraded(asked, StaffError(BUG), lang)
        raise
    graded(report)
    return status_of(report)


def _graded(
    assignment: str,
    files: tuple[Path, ...],
    *,
    data: tuple[str, ...],
    device: str,
    no_training: bool,
    official: bool,
    allow_unconfined: bool,
    shown: bool,
    lang: Language,
) -> Report:
    """Grade a submission, and show its report while it comes if it is to be `shown`."""
    tier = _tier(official, allow_unconfined)
    with Host(*ENTRIES, tier=tier) as host, Reader(_folders(files), tier) as reader, Watch(lang) as watch:
        source = reader.read(submitted(files, reader)) if files else None
        # torch: the host imports it at the same time, and what cannot be read was said before
        from grader.grading.grade import Listener, grade

        task = course.load(assignment)
        source = source or reader.read([_found(task, reader, lang, watch)])
        screen = Screen(terminal.heading(course.titles()[assignment], source.name, lang), lang, watch)
        settings = _settings(data, device, no_training, official)
        listener = Listener(screen.part, screen.training) if shown else Listener()
        report = grade(source, task, settings, host, watch, listener)
    if shown:
        screen.finish(report)
    return report


def _graded_on_save(
    assignment: str,
    files: tuple[Path, ...],
    graded: Callable[[Report], None],
    *,
    data: tuple[str, ...],
    device: str,
    no_training: bool,
    official: bool,
    allow_unconfined: bool,
    shown: bool,
    lang: Language,
) -> int:
    """Grade a submission now and at every save, until Ctrl-C; return the exit status of the last grading."""
    tier = _tier(official, allow_unconfined)
    with Host(*ENTRIES, tier=tier) as host, Reader(_folders(files), tier) as reader:
        if files:
            Saves(files, reader).read()  # what cannot be read is said before torch is imported
        from grader.cli.on_save import OnSave

        with Watch(lang) as bar:
            task = course.load(assignment)
            saves = Saves(files or [_found(task, reader, lang, bar)], reader)
            source = saves.read()
        settings = _settings(data, device, no_training, official)
        return OnSave(saves, task, settings, host, graded, shown=shown, lang=lang).until_stopped(source)


def _tier(official: bool, allow_unconfined: bool) -> Tier:
    tier = chosen()
    if official and not allow_unconfined:
        tier.require()
    return tier


def _folders(files: Sequence[Path]) -> list[Path]:
    """Where the submission is, or is looked for."""
    return [path if path.is_dir() else path.parent for path in files] or [Path.cwd()]


def _settings(data: tuple[str, ...], device: str, no_training: bool, official: bool) -> "Settings":
    from grader.datasets.cache import folder
    from grader.grading.grade import Settings

    return Settings(
        data=data,
        device=device,
        training=not no_training,
        official=official,
        trainings=folder("trainings"),
    )


class Screen:
    """Shows the parts of a report on standard output as they become known."""

    def __init__(self, heading: RenderableType, lang: Language, watch: Watch) -> None:
        self._waiting = [heading]
        self._lang = lang
        self._watch = watch
        self._console = Console()

    def begin_anew(self) -> None:
        """Clear a terminal of what was shown before."""
        self._console.clear()

    def part(self, part: PartReport) -> None:
        """Show one part's checks and layers."""
        self.show(terminal.part(part, self._lang))

    def training(self, part: PartReport) -> None:
        """Show what one part's training brought."""
        self.show(terminal.training(part, self._lang))

    def finish(self, report: Report) -> None:
        """Show the total."""
        self._waiting.append(terminal.summary(report, self._lang))
        self._flush()

    def show(self, piece: RenderableType) -> None:
        """Show a piece, with the bar out of the way."""
        self._waiting.append(piece)
        with self._watch.aside():
            self._flush()

    def _flush(self) -> None:
        self._console.print(*self._waiting)
        self._waiting.clear()


def must_exist(name: str) -> None:
    """Refuse an assignment that is not installed, and say what may have been meant."""
    names = course.names()
    if name in names:
        return
    context = click.get_current_context()
    commands = context.find_root().command.to_info_dict(context.find_root())["commands"]
    close = difflib.get_close_matches(name.lower(), [*names, *commands], n=1)
    known = ", ".join(names)
    raise Misused(
        Text(
            ko=f"'{name}' 과제는 없습니다. "
            + "".join(f"'{each}'입니까? " for each in close)
            + f"있는 과제: {known}",
            en=f"There is no assignment '{name}'. "
            + "".join(f"Did you mean '{each}'? " for each in close)
            + f"There are: {known}",
        ),
        context,
    )


def _found(task: "Assignment", reader: Reader, lang: Language, watch: Watch) -> Path:
    """Look for the submission in the current folder, and say which file it is."""
    (file,) = reader.find(Path.cwd(), [task.id, *(part.model for part in task.parts)])
    with watch.aside():
        tell(Text(ko=f"제출 파일: {file.name}", en=f"Grading {file.name}"), lang, style="dim")
    return file
