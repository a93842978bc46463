"""The model as a drawing."""

import msgspec

from grader.records.report import PartReport, Row
from grader.reports.diagram import diagram

from .samples import (
    CONV1,
    CONV2,
    FC1,
    FLAT,
    LENET_TITLE,
    RELU1,
    RUNS,
    check,
    full_marks,
    layer,
    many_failures,
)

LETTERS = {"": ".", "first": "f", "middle": "m", "last": "l", "only": "o"}


def part(*joins: tuple[int, ...]) -> PartReport:
    """A part whose layers join the feature maps of others."""
    layers = [msgspec.structs.replace(layer("Cat", "Cat", "8x8x8"), joins=each) for each in joins]
    rows = tuple(Row(kind="free", layer=each, expected=None) for each in layers)
    return PartReport(id="a", title=LENET_TITLE, taken=None, results=(check("runs", RUNS, 1),), layers=rows)


def lanes(*joins: tuple[int, ...]) -> list[str]:
    """What runs beside each row, a letter a lane."""
    return ["".join(LETTERS[skip] for skip in row.skips) for row in diagram(part(*joins))]


def test_diagram_draws_a_feature_map_as_wide_as_its_resolution() -> None:
    rows = Row(kind="same", layer=CONV1, expected=CONV1), Row(kind="same", layer=CONV2, expected=CONV2)
    drawn = diagram(msgspec.structs.replace(part(), layers=rows))
    bars = [row.yours.bar for row in drawn if row.yours]
    assert [(bar.x, bar.width) for bar in bars if bar] == [(0, 100), (32.14, 35.71)]
    assert bars[0] is not None
    assert bars[1] is not None
    assert bars[0].sheets < bars[1].sheets


def test_diagram_draws_a_map_where_it_changes_and_a_vector_flat() -> None:
    rows = tuple(Row(kind="same", layer=each, expected=each) for each in (CONV1, RELU1, FLAT, FC1))
    bars = [row.yours.bar for row in diagram(msgspec.structs.replace(part(), layers=rows)) if row.yours]
    assert [bar and bar.sheets > 0 for bar in bars] == [True, None, False, False]


def test_diagram_does_not_draw_what_is_not_a_shape() -> None:
    rows = tuple(
        Row(kind="free", layer=layer("Conv2d", "?", shape), expected=None)
        for shape in ("", "0x0x3", "1x2", "axbxc", "<b>", "-1", "9" * 30)
    )
    drawn = diagram(msgspec.structs.replace(part(), layers=rows))
    assert all(row.yours and row.yours.bar is None for row in drawn)


def test_diagram_has_both_columns_in_every_row() -> None:
    rows = diagram(many_failures().parts[0])
    assert [(row.kind, row.yours is None, row.expected is None) for row in rows[:2]] == [
        ("changed", False, False),
        ("missing", True, False),
    ]
    assert rows[-1].expected is None
    assert all(row.skips == () for row in diagram(full_marks().parts[0]))


def test_diagram_gives_overlapping_skips_lanes_of_their_own() -> None:
    assert lanes((), (), (), (2, 1), (3, 0)) == ["..", "f.", "mo", "l.", ".."]


def test_diagram_lets_skips_that_do_not_meet_share_a_lane() -> None:
    assert lanes((), (), (0, 1), (), (2, 3)) == [".", "o", ".", "o", "."]


def test_diagram_draws_no_skip_from_the_layer_before() -> None:
    assert lanes((), (0,)) == ["", ""]


def test_diagram_ignores_a_join_to_a_row_that_is_not_there() -> None:
    rows = diagram(part((), (7,)))
    assert [row.joined for row in rows] == [(), ()]
