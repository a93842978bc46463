"""Small pictures on a truecolour terminal: two pixels per character, one above the other."""

import io
from collections.abc import Iterator
from typing import Final

from rich.color import Color
from rich.console import RenderableType
from rich.style import Style
from rich.table import Table
from rich.text import Text as Line

from grader.base.text import Text
from grader.records.report import Curve, Picture, Sample
from grader.reports.terminal_style import Look

GAP: Final = 2
"""Columns between two pictures."""
_ROWS: Final = (
    Text(ko="테스트 이미지", en="test images"),
    Text(ko="정답", en="the truth"),
    Text(ko="모델의 출력", en="what the model makes of them"),
)


def pictures(curve: Curve, look: Look) -> Iterator[RenderableType]:
    """Draw the test images above what the model makes of them, as many as fit side by side.

    Nothing is drawn if the model makes no pictures or the terminal cannot show them.
    """
    drawn = [each for each in curve.samples if isinstance(each.output, Picture)]
    if not look.colours or not drawn:
        return
    fitting = drawn[: max(1, (look.width + GAP) // (drawn[0].image.width + GAP))]
    for title, row in zip(_ROWS, zip(*map(_column, fitting), strict=True), strict=True):
        shown = [picture for picture in row if picture is not None]
        if shown:
            yield Line("")
            yield look.line(title, "dim")
            yield _side_by_side(shown)


def _column(sample: Sample) -> tuple[Picture | None, ...]:
    """Return the image, the truth if it is a different picture, and the output."""
    truth = sample.truth if sample.truth != sample.image else None
    return tuple(each if isinstance(each, Picture) else None for each in (sample.image, truth, sample.output))


def _side_by_side(row: list[Picture]) -> Table:
    grid = Table.grid(padding=(0, GAP, 0, 0))
    for _ in row:
        grid.add_column(no_wrap=True)
    grid.add_row(*map(_drawn, row))
    return grid


def _drawn(picture: Picture) -> Line:
    from PIL import Image  # needed only for pictures

    pixels = Image.open(io.BytesIO(picture.png)).convert("RGB").tobytes()

    def colour(x: int, y: int) -> Color:
        start = 3 * (y * picture.width + x)
        return Color.from_rgb(*pixels[start : start + 3])

    return Line("\n").join(
        Line("").join(
            Line("▀", Style(color=colour(x, y - 1), bgcolor=colour(x, y))) for x in range(picture.width)
        )
        for y in range(1, picture.height, 2)
    )
