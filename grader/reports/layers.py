"""The layer table: the student's layers in the lab's notation, beside the expected ones, as a diff."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text as Line

from grader.base.text import Text
from grader.records.repair import Repair
from grader.records.report import PartReport, Row, ShownLayer
from grader.reports.mistakes import of_rows
from grader.reports.terminal_style import Look
from grader.reports.wording import DIFFERENCES, count

ROOM_BESIDE = 76
"""Minimum width, in columns, to show the expected layers beside the student's and not below them."""

_MARKS: Final = {
    "free": (" ", " "),
    "same": ("=", "="),
    "follows": ("≈", "~"),
    "changed": ("≠", "!"),
    "missing": ("-", "-"),
    "extra": ("+", "+"),
}
_STYLES: Final = {
    "free": "",
    "same": "",
    "follows": "",
    "changed": "yellow",
    "missing": "bold red",
    "extra": "bold cyan",
}
_YOURS: Final = Text(ko="제출한 층", en="your layer")
_SHAPE: Final = Text(ko="출력 크기", en="shape")
_WEIGHTS: Final = Text(ko="가중치", en="weights")
_PARAMETERS: Final = Text(ko="파라미터", en="params")
_EXPECTED: Final = Text(ko="기대하는 층", en="expected")
_ABSENT: Final = Text(ko="(없음)", en="(none)")
_TOTAL: Final = Text(ko="합계", en="total")


def layer_table(part: PartReport, look: Look, found: Sequence[Repair] = ()) -> Iterator[RenderableType]:
    """Yield the table of layers with their totals, and a legend of its signs if any layer differs.

    Layers that the repairs `found` change bear their numbers.
    """
    differs = any(row.kind in DIFFERENCES for row in part.layers)
    beside = differs and look.width >= ROOM_BESIDE
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("", no_wrap=True)
    table.add_column(look.line(_YOURS), overflow="fold")
    table.add_column(look.line(_SHAPE), overflow="fold")
    table.add_column(look.line(_WEIGHTS), justify="right", no_wrap=True)
    table.add_column(look.line(_PARAMETERS), justify="right", no_wrap=True)
    if beside:
        table.add_column(look.line(_EXPECTED), overflow="fold")
    for row, own in zip(part.layers, of_rows(found, part), strict=True):
        _add(table, row, look, own, beside=beside)
    _add_total(table, part, look, beside=beside)
    yield table
    if differs:
        yield _legend(part, look)


def _add(table: Table, row: Row, look: Look, own: tuple[int, ...], *, beside: bool) -> None:
    style = _STYLES[row.kind]
    sign = " ".join([look.either(*_MARKS[row.kind]), *map(str, own)])
    mark = Line(sign, style or "dim")
    yours = [look.line(cell, style) for cell in _cells(row.layer, look)]
    expected = _expected(row, look)
    if beside:
        yours.append(expected)
    elif row.kind in DIFFERENCES:
        yours[0] = Line("\n").join([yours[0], Line.assemble(look.line(_EXPECTED), ": ", expected)])
    table.add_row(mark, *yours)


def _cells(layer: ShownLayer | None, look: Look) -> tuple[str, str, str, str]:
    if layer is None:
        return _ABSENT.get(look.lang), "", "", ""
    return layer.notation, layer.shape, _unless_zero(layer.weights), _unless_zero(layer.parameters)


def _expected(row: Row, look: Look) -> Line:
    if row.expected is None:
        return look.line(_ABSENT, "dim")
    reshaped = row.layer is None or row.layer.shape != row.expected.shape
    text = f"{row.expected.notation}  {row.expected.shape}" if reshaped else row.expected.notation
    return look.line(text, "dim" if row.kind in ("same", "follows") else "")


def _unless_zero(number: int) -> str:
    return count(number) if number else ""


def _add_total(table: Table, part: PartReport, look: Look, *, beside: bool) -> None:
    if part.parameters is None:
        return
    right = part.expected_parameters in (None, part.parameters)
    total = [
        look.line(_TOTAL, "bold"),
        Line(""),
        Line("" if part.weights is None else count(part.weights), "bold"),
        Line(count(part.parameters), "bold"),
    ]
    if not right and part.expected_parameters is not None:
        expected = look.line(f"{count(part.expected_parameters)} {_PARAMETERS.get(look.lang)}")
        if beside:
            total.append(expected)
        else:
            total[0] = Line("\n").join([total[0], Line.assemble(look.line(_EXPECTED), ": ", expected)])
    table.add_row(Line("" if right else look.either(*_MARKS["changed"]), _STYLES["changed"]), *total)


def _legend(part: PartReport, look: Look) -> Line:
    kinds = [kind for kind in DIFFERENCES if any(row.kind == kind for row in part.layers)]
    signs = [
        Line.assemble((look.either(*_MARKS[kind]), _STYLES[kind]), " ", look.line(DIFFERENCES[kind]))
        for kind in kinds
    ]
    return Line("   ").join(signs)
