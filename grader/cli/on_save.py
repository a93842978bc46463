"""`--watch`: grading a submission again whenever it is saved, and showing first what has changed."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from rich.console import RenderableType

from grader.base.cache import folder, write_whole
from grader.base.errors import NothingToGrade
from grader.base.progress import Progress
from grader.base.text import Language, Text
from grader.checks import Assignment
from grader.cli.audience import Occasion
from grader.cli.progress_bar import Watch
from grader.cli.saved_files import Saves
from grader.cli.screen import Screen
from grader.cli.status import Status, status_of, tell
from grader.confinement.host import Host
from grader.grading.grade import Listener, grade
from grader.grading.trainer import Settings
from grader.records.repair import Repair
from grader.records.report import PartReport, Report
from grader.records.source import Source
from grader.repairs.repairing import Repairing
from grader.reports import changes, html, terminal, terminal_brief
from grader.reports.wording import share, signed

PAGE: Final = "check.html"
"""The file in the cache that holds the last report as a page."""
PATIENCE_SECONDS: Final = 1.0
"""How long a file may be missing or half written before the user is told."""


class Overtaken(BaseException):
    """Other code was saved while the code before it was being graded.

    It is a `BaseException`, like Ctrl-C, so that no caller on the way handles it as an error.
    """

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source


class OnSave:
    """Grades a submission now and at every save.

    Args:
        saves: the submission.
        task: the assignment.
        settings: how to grade it.
        host: runs what is not trusted.
        graded: called with every report.
        occasion: when it is handed in, and who reads its reports.
        shown: whether to show the reports on standard output.
        lang: the language of everything.
    """

    def __init__(
        self,
        saves: Saves,
        task: Assignment,
        settings: Settings,
        host: Host,
        graded: Callable[[Report], None],
        occasion: Occasion,
        *,
        shown: bool,
        lang: Language,
    ) -> None:
        self._saves = saves
        self._task = task
        self._settings = settings
        self._host = host
        self._graded = graded
        self._occasion = occasion
        self._shown = shown
        self._lang = lang
        self._known: changes.Known = {}
        self._last: Report | NothingToGrade | None = None
        self._gained: float | None = None
        """How many more points than the time before; None if that is not known."""

    def until_stopped(self, source: Source) -> int:
        """Grade `source`, then what is saved, until Ctrl-C; return the exit status of the last grading.

        Raises:
            StaffError: the grader, its installation or the data is at fault.
            KeyboardInterrupt: Ctrl-C before anything was graded.
        """
        try:
            while True:
                source = self._round(source)
        except KeyboardInterrupt:
            if self._last is None:
                raise
            tell(_stopped(self._last), self._lang, style="bold")
            return _status(self._last)

    def _round(self, source: Source) -> Source:
        """Grade a submission, and return the next one."""
        try:
            self._grade(source)
        except Overtaken as overtaken:
            return overtaken.source
        except NothingToGrade as error:
            self._say(error)
        tell(_waiting(source.name, self._gained), self._lang, style="dim")
        return self._next(source)

    def _next(self, source: Source) -> Source:
        """Wait for other code, and return it; tell the user if a file stays missing or broken."""
        while True:
            self._saves.wait()
            try:
                new = self._saves.read()
            except NothingToGrade as error:
                if not self._saves.wait(PATIENCE_SECONDS):
                    self._say(error)
                continue
            if _code(new) != _code(source):
                return new

    def _say(self, error: NothingToGrade) -> None:
        self._last, self._gained = error, None
        tell(error.message, self._lang, hint=error.hint)

    def _grade(self, source: Source) -> None:
        with Watch(self._lang) as bar:
            screen = Screen(self._heading(source), self._lang, bar, self._seen)
            round_ = _Round(screen, self._known, self._lang, self._seen)
            progress = self._progress(source, bar)
            shown = round_.parts if self._shown else lambda *_: None
            repairing = Repairing(source, self._task, self._host, progress, shown)
            listener = Listener(
                repairing.part,
                round_.training if self._shown else lambda _part: None,
                repairing.models,
            )
            report = grade(source, self._task, self._settings, self._host, progress, listener)
        report = self._occasion.settled(repairing.added_to(report))
        seen = self._occasion.seen(report)
        if self._shown:
            screen.finish_briefly(seen, _page(seen, self._lang))
        self._known = {**self._known, **changes.known(seen.parts)}
        self._gained = _gained(self._last, seen)
        self._last = seen
        self._graded(report)

    def _seen(self, part: PartReport) -> PartReport:
        return self._occasion.seen_part(part, self._task.due, self._task.hints)

    def _progress(self, source: Source, bar: Watch) -> Progress:
        """Return a function that shows the progress, and stops the grading once other code has been saved."""

        def progress(what: Text, done: int, total: int | None) -> None:
            bar(what, done, total)
            if not self._saves.changed():
                return
            try:
                new = self._saves.read()
            except NothingToGrade:  # half written, perhaps
                self._saves.forget()
                return
            if _code(new) != _code(source):
                raise Overtaken(new)

        return progress

    def _heading(self, source: Source) -> RenderableType:
        return terminal.heading(self._task.title, source.name, self._lang)


class _Round:
    """Shows one grading on the screen, starting with what has changed once all parts are known."""

    def __init__(
        self,
        screen: Screen,
        before: changes.Known,
        lang: Language,
        seen: Callable[[PartReport], PartReport],
    ) -> None:
        self._screen = screen
        self._before = before
        self._lang = lang
        self._seen = seen

    def parts(self, parts: Sequence[PartReport], _found: Sequence[Repair]) -> None:
        """Show what the parts have earned the first time, and what has changed from then on."""
        seen = [self._seen(part) for part in parts]
        if not self._before:
            self._screen.show(terminal_brief.parts(seen, self._lang))
            return
        self._screen.begin_anew()
        self._screen.show(changes.render(self._before, seen, trained=False, lang=self._lang))

    def training(self, part: PartReport) -> None:
        """Show what a training has changed since the last time."""
        if self._before:
            seen = [self._seen(part)]
            self._screen.show(changes.render(self._before, seen, trained=True, lang=self._lang))


def _code(source: Source) -> tuple[object, ...]:
    """Return what is graded of a submission: running and saving a notebook changes bytes, but no code."""
    return source.units, source.candidates, source.problems


def _page(report: Report, lang: Language) -> str:
    """Write the whole report as a page, and return where it is; empty if the cache cannot be written."""
    page = folder("reports") / PAGE
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
        write_whole(page, html.render(report, lang).encode())
    except OSError:
        return ""
    return str(page)


def _status(last: Report | NothingToGrade) -> Status:
    return status_of(last) if isinstance(last, Report) else Status.NOTHING_TO_GRADE


def _gained(before: Report | NothingToGrade | None, now: Report) -> float | None:
    if not isinstance(before, Report) or before.earned is None or now.earned is None:
        return None
    return now.earned - before.earned


def _waiting(name: str, gained: float | None) -> Text:
    now = f"{datetime.now():%H:%M:%S}"
    ko = "" if gained is None else f"지난번보다 {signed(gained)}점. "
    en = "" if gained is None else f"{signed(gained)} points since the last time. "
    return Text(
        ko=f"\n{now} {ko}{name}: 저장하면 다시 채점합니다. Ctrl-C로 끝냅니다.",
        en=f"\n{now} {en}{name} is graded anew when it is saved. Ctrl-C ends this.",
    )


def _stopped(last: Report | NothingToGrade) -> Text:
    if not isinstance(last, Report):
        return Text(
            ko="끝냈습니다. 마지막에는 채점할 것이 없었습니다.", en="Ended. There was nothing to grade last."
        )
    total = share(last.earned, last.points)
    return Text(ko=f"끝냈습니다. 마지막 점수: {total}", en=f"Ended. The last score: {total}")
