"""Reports drawn on terminals that do not exist."""

import io

from rich.console import Console, RenderableType

from grader.base.text import Language
from grader.records.report import Report
from grader.reports.terminal import render


def drawn(piece: RenderableType, width: int) -> str:
    """Return a piece of a report as plain text."""
    console = Console(file=io.StringIO(), width=width)
    with console.capture() as capture:
        console.print(piece)
    return capture.get()


def draw(
    report: Report, lang: Language = "en", *, width: int = 80, encoding: str = "utf-8", colour: bool = False
) -> str:
    """Return what a terminal of this kind is sent."""
    sent = io.BytesIO()
    file = io.TextIOWrapper(sent, encoding=encoding, errors="backslashreplace", newline="\n")
    Console(
        file=file, width=width, force_terminal=colour, color_system="truecolor" if colour else None
    ).print(render(report, lang))
    file.flush()
    return sent.getvalue().decode(encoding)


def trimmed(text: str) -> str:
    """Without the blanks at the ends of lines, which nobody sees."""
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())
