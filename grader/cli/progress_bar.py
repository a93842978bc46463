"""Progress bars on standard error while the grader works; none if it is not a terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text as Line

from grader.base.text import Language, Text
from grader.reports.sanitize import visible

STARTING: Final = Text(ko="채점을 준비하고 있습니다", en="Starting")


class TimeLeft(ProgressColumn):
    """How long a stage still takes; empty while that is not known.

    Args:
        lang: the language.
    """

    def __init__(self, lang: Language) -> None:
        super().__init__()
        self._lang = lang

    def render(self, task: Task) -> Line:
        """Return the time left, in seconds, or in minutes if it is longer."""
        if task.time_remaining is None or task.finished:
            return Line("")
        seconds = round(task.time_remaining)
        left = (
            Text(ko=f"약 {seconds}초 남음", en=f"about {seconds} s left")
            if seconds < 100
            else Text(ko=f"약 {round(seconds / 60)}분 남음", en=f"about {round(seconds / 60)} min left")
        )
        return Line(left.get(self._lang), "dim")


class Watch:
    """A `grader.base.progress.Progress` that draws one bar for the current stage.

    Args:
        lang: the language.
        counted: whether to show the numbers and the time that is left.
    """

    def __init__(self, lang: Language, *, counted: bool = False) -> None:
        console = Console(stderr=True)
        plain = not console.encoding.startswith("utf")
        self._lang = lang
        self._bars = Progress(
            SpinnerColumn("line" if plain else "dots"),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            TimeElapsedColumn(),
            *((MofNCompleteColumn(), TimeRemainingColumn()) if counted else (TimeLeft(lang),)),
            console=console,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
            disable=not (sys.stderr.isatty() and console.is_interactive),
        )
        self._stage: Text | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> "Watch":
        self(STARTING, 0, None)
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def __call__(self, what: Text, done: int, total: int | None) -> None:
        """Show the progress of a stage."""
        if self._task is None or what != self._stage:
            if self._task is not None:
                self._bars.remove_task(self._task)
            self._task = self._bars.add_task(visible(what.get(self._lang)), total=total)
            self._stage = what
        self._bars.update(self._task, completed=done, total=total)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Hide the bar while something else is written."""
        self._bars.stop()
        try:
            yield
        finally:
            self._bars.start()


class ClassProgress:
    """Shows the progress of a class: a line for each student, and a bar if there is a terminal."""

    def __init__(self, total: int, lang: Language) -> None:
        self._lang = lang
        self._console = Console(stderr=True)
        self._total = total
        self._done = 0
        self._bars = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_interactive,
        )
        self._task = self._bars.add_task(
            Text(ko="채점", en="Grading").get(lang), total=total, visible=total > 0
        )

    def __enter__(self) -> "ClassProgress":
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def count(self, what: str) -> None:
        """Count one more submission as done, and print what became of it."""
        self._done += 1
        self._bars.update(self._task, completed=self._done)
        self._print(f"[{self._done}/{self._total}] {what}")

    def say(self, message: Text) -> None:
        """Print any other message."""
        self._print(message.get(self._lang))

    def _print(self, line: str) -> None:
        self._bars.console.print(visible(line), markup=False, highlight=False, soft_wrap=True)
