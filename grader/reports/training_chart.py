"""The brief training as a text chart: one bar per epoch, as long as its score."""

from collections.abc import Iterator
from typing import Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text as Line

from grader.base.text import Text
from grader.records.measure import BEST, written
from grader.records.report import Curve, Epoch
from grader.records.training_protocol import STOPPED
from grader.reports.terminal_style import STYLES, Look
from grader.reports.wording import caption, repeats

LONGEST_BAR: Final = 40

_BEFORE: Final = Text(ko="학습 전", en="before")
_EIGHTHS: Final = " ▏▎▍▌▋▊▉"


def curve_chart(curve: Curve, look: Look) -> Iterator[RenderableType]:
    """Draw the score before training and after every epoch, that of each class, and why training stopped."""
    yield look.line(caption(curve), "dim")
    room = max(10, min(LONGEST_BAR, look.width - 40))
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, width=room)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(no_wrap=True)

    def row(name: Text | str, score: float, remark: Line | str = "") -> None:
        drawn = bar(score / BEST[curve.measure], room, look)
        table.add_row(look.line(name), drawn, written(curve.measure, score), remark)

    if curve.before is not None:
        row(_BEFORE, curve.before)
    for number, epoch in enumerate(curve.epochs, start=1):
        row(Text(ko=f"{number}에폭", en=f"epoch {number}"), epoch.score, look.line(_loss(epoch), "dim"))
    for label, score in curve.by_class.items():
        row(label, score)
    yield table
    if (again := repeats(curve)) is not None:
        yield look.line(again)
    if curve.stopped is not None:
        yield look.line(STOPPED[curve.stopped], STYLES["failed"])


def bar(fraction: float, room: int, look: Look) -> Line:
    """Draw `fraction` (0 to 1) of `room` columns, to an eighth of a column where the terminal can."""
    eighths = round(min(max(fraction, 0.0), 1.0) * room * 8)
    full, rest = divmod(eighths, 8)
    if look.plain:
        return Line("#" * full)
    return Line("█" * full + (_EIGHTHS[rest] if rest else ""), "cyan")


def _loss(epoch: Epoch) -> Text:
    if epoch.loss is None:
        return Text(ko="손실 발산(NaN)", en="loss infinite (NaN)")
    return Text(ko=f"손실 {epoch.loss:.3g}", en=f"loss {epoch.loss:.3g}")
