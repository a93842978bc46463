"""Displays for a self-check: a page in a notebook, text in a terminal."""

import io
import time
from typing import Any, Final, Protocol

from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display
from markupsafe import Markup
from rich.console import Console, Group, RenderableType
from rich.text import Text as Line

from grader.base.errors import GraderError
from grader.base.text import Language, Text
from grader.cli.progress_bar import STARTING, Watch
from grader.cli.status import tell
from grader.records.report import Report
from grader.reports import html, terminal
from grader.reports.formats.iframe import framed
from grader.reports.sanitize import visible
from grader.reports.wording import SELF_CHECK, share

UPDATE_SECONDS: Final = 0.5
"""Minimum seconds between two updates of the progress."""
PLAIN_WIDTH: Final = 88
GREY: Final = "#888"
RED: Final = "#c33"
STOPPED: Final = Text(ko="중단했습니다. 점검 결과는 없습니다.", en="Stopped. Nothing was checked.")
_MESSAGE: Final = Markup(
    '<div style="border-left:4px solid {};padding:.4em .8em;white-space:pre-wrap"><b>{}</b>{}</div>'
)


class Display(Protocol):
    """Where a self-check is shown. Use it as a context manager: on exit, it removes the progress."""

    def __enter__(self) -> "Display": ...

    def __exit__(self, *_: object) -> None: ...

    def progress(self, what: Text, done: int, total: int | None) -> None:
        """Show the progress of the check."""

    def report(self, report: Report) -> None:
        """Show the report."""

    def refusal(self, error: GraderError) -> None:
        """Show why there is no report."""


def choose(shell: InteractiveShell, lang: Language) -> Display:
    """Return the display for a session: a kernel shows pages, a terminal does not."""
    return InNotebook(lang) if hasattr(shell, "kernel") else InTerminal(lang)


class InNotebook:
    """One output below the cell, which shows the progress until the report takes its place."""

    def __init__(self, lang: Language) -> None:
        self._lang = lang
        self._told = 0.0
        self._done = False
        self._handle: Any = display(  # type: ignore[no-untyped-call]
            self._message(STARTING, None, GREY), raw=True, display_id=True
        )

    def __enter__(self) -> "InNotebook":
        return self

    def __exit__(self, *_: object) -> None:
        if not self._done:
            self._show(self._message(STOPPED, None, RED))

    def progress(self, what: Text, done: int, total: int | None) -> None:
        """Show the progress of the check."""
        if time.monotonic() - self._told < UPDATE_SECONDS:
            return
        self._told = time.monotonic()
        far = f" {100 * done // total} %" if total else ""
        self._show(self._message(Text(ko=f"{what.ko}{far}", en=f"{what.en}{far}"), None, GREY))

    def report(self, report: Report) -> None:
        """Show the report."""
        self._done = True
        title = f"{SELF_CHECK.get(self._lang)}: {share(report.earned, report.points)}"
        page = framed(html.render(report, self._lang), title)
        self._show({"text/html": page, "text/plain": _plain(report, self._lang)})

    def refusal(self, error: GraderError) -> None:
        """Show why there is no report."""
        self._done = True
        self._show(self._message(error.message, error.hint, RED))

    def _message(self, message: Text, hint: Text | None, colour: str) -> dict[str, str]:
        said = visible(message.get(self._lang), lines=True)
        more = f"\n{visible(hint.get(self._lang), lines=True)}" if hint else ""
        return {"text/html": str(_MESSAGE.format(colour, said, more)), "text/plain": said + more}

    def _show(self, bundle: dict[str, str]) -> None:
        self._handle.update(bundle, raw=True)


class InTerminal:
    """Standard output, with a progress bar on standard error until the report is there."""

    def __init__(self, lang: Language) -> None:
        self._lang = lang
        self._bar = Watch(lang)

    def __enter__(self) -> "InTerminal":
        self._bar.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.__exit__()

    def progress(self, what: Text, done: int, total: int | None) -> None:
        """Show the progress of the check."""
        self._bar(what, done, total)

    def report(self, report: Report) -> None:
        """Show the report."""
        with self._bar.aside():
            Console().print(_text(report, self._lang))

    def refusal(self, error: GraderError) -> None:
        """Show why there is no report."""
        with self._bar.aside():
            tell(error.message, self._lang, hint=error.hint)


def _text(report: Report, lang: Language) -> RenderableType:
    return Group(Line(SELF_CHECK.get(lang), "bold"), terminal.render(report, lang))


def _plain(report: Report, lang: Language) -> str:
    """Return the report as text, for a notebook in a terminal or one converted to text."""
    console = Console(file=io.StringIO(), width=PLAIN_WIDTH, color_system=None, force_jupyter=False)
    with console.capture() as capture:
        console.print(_text(report, lang))
    return "\n".join(line.rstrip() for line in capture.get().splitlines())
