"""A report shown on the terminal part by part, along with the progress bar."""

from collections.abc import Callable, Sequence
from datetime import datetime

from rich.console import Console, RenderableType

from grader.base.text import Language
from grader.cli.progress_bar import Watch
from grader.records.repair import Repair
from grader.records.report import PartReport, Report
from grader.reports import terminal, terminal_brief, terminal_receipt


class Screen:
    """Shows what may be `seen` of a report on standard output, part by part as it becomes known."""

    def __init__(
        self,
        heading: RenderableType,
        lang: Language,
        watch: Watch,
        seen: Callable[[PartReport], PartReport],
    ) -> None:
        self._waiting = [heading]
        self._lang = lang
        self._watch = watch
        self._seen = seen
        self._console = Console()

    def begin_anew(self) -> None:
        """Clear the terminal of what was shown before."""
        self._console.clear()

    def part(self, part: PartReport, found: Sequence[Repair] = ()) -> None:
        """Show one part's checks and layers; `found` are the repairs, which are shown at the end."""
        self.show(terminal.part(self._seen(part), self._lang, found))

    def parts(self, parts: Sequence[PartReport], found: Sequence[Repair]) -> None:
        """Show several parts."""
        for each in parts:
            self.part(each, found)

    def training(self, part: PartReport) -> None:
        """Show the results of one part's training."""
        seen = self._seen(part)
        if seen.training is not None:
            self.show(terminal.training(seen, self._lang))

    def finish(self, report: Report) -> None:
        """Show the total."""
        self._waiting.append(terminal.summary(report, self._lang))
        self._waiting.append(terminal_receipt.render(report, datetime.now().astimezone(), self._lang))
        self._flush()

    def finish_briefly(self, report: Report, page: str) -> None:
        """Show the next step and the total, and where the whole report is."""
        self._waiting.append(terminal_brief.render(report, page, self._lang))
        self._waiting.append(terminal_receipt.render(report, datetime.now().astimezone(), self._lang))
        self._flush()

    def show(self, piece: RenderableType) -> None:
        """Show a piece, with the bar out of the way."""
        self._waiting.append(piece)
        with self._watch.aside():
            self._flush()

    def _flush(self) -> None:
        self._console.print(*self._waiting)
        self._waiting.clear()
