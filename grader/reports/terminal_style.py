"""What one terminal can show: its width, its colours, and whether it is limited to ASCII."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.text import Text as Line

from grader.base.text import Language, Text
from grader.records.report import Status
from grader.reports.sanitize import visible

WIDEST = 100
"""Maximum number of columns used: points far from their check are hard to read."""

STYLES: dict[str, str] = {
    "passed": "green",
    "partial": "yellow",
    "failed": "bold red",
    "blocked": "dim",
    "error": "bold magenta",
    "skipped": "dim",
}
MARKS: dict[Status, tuple[str, str]] = {
    "passed": ("✓", "OK"),
    "partial": ("~", "~"),
    "failed": ("✗", "X"),
    "blocked": ("-", "-"),
    "error": ("!", "!"),
    "skipped": ("-", "-"),
}


@dataclass(frozen=True)
class Look:
    """How to draw on one terminal, in one language."""

    lang: Language
    width: int
    plain: bool
    """Whether only ASCII can be relied on."""
    colours: bool = False
    """Whether any colour can be shown, so that characters can serve as pixels."""

    def line(self, text: Text | str, style: str = "") -> Line:
        """Return a text on one line, in the terminal's language and safe to show."""
        return Line(visible(self._in_language(text)), style, overflow="fold")

    def lines(self, text: Text, style: str = "") -> Line:
        """Return a text that may have several lines; draw it indented, lest one pass for the report's own."""
        return Line(visible(self._in_language(text), lines=True), style, overflow="fold")

    def _in_language(self, text: Text | str) -> str:
        return text if isinstance(text, str) else text.get(self.lang)

    def mark(self, status: Status) -> Line:
        """Return the sign for a status, recognisable by its shape, and by its colour where there is one."""
        return Line(self.either(*MARKS[status]), STYLES[status])

    def either(self, rich: str, plain: str) -> str:
        """Return a drawing, or its ASCII equivalent if the terminal is plain."""
        return plain if self.plain else rich


class Drawing:
    """A piece of the report that is drawn once the terminal is known."""

    def __init__(self, lang: Language, draw: Callable[[Look], Iterable[RenderableType]]) -> None:
        self.lang = lang
        self.draw = draw

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(options.max_width, WIDEST)
        colours = console.is_terminal and console.color_system == "truecolor"
        look = Look(self.lang, width, options.ascii_only, colours and not options.ascii_only)
        for piece in self.draw(look):
            yield from console.render(piece, options.update(width=width))
