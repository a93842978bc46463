"""Edits of a text change what they name, and nothing else."""

import pytest

from grader.records.repair_protocol import TextEdit
from grader.repairs.text_edits import applied, last_line

TEXT = "a = 1\n\n    b = [한글, 2]\n"


def test_applied_makes_several_edits_and_keeps_the_rest() -> None:
    edits = [TextEdit(0, 3, 14, "2", "3"), TextEdit(0, 1, 5, "1", "10")]
    assert applied(TEXT, edits) == "a = 10\n\n    b = [한글, 3]\n"


def test_applied_makes_insertions_at_one_place_in_their_order() -> None:
    edits = [TextEdit(0, 1, 1, "", "f("), TextEdit(0, 1, 1, "", "g(")]
    assert applied("x", edits) == "f(g(x"


def test_applied_replaces_over_several_lines() -> None:
    edit = TextEdit(0, 1, 1, "a = 1\n\n", "")
    assert (applied(TEXT, [edit]), last_line(edit)) == ("    b = [한글, 2]\n", 3)


@pytest.mark.parametrize(
    "edits",
    [
        [TextEdit(0, 1, 1, "b", "c")],
        [TextEdit(0, 9, 1, "", "c")],
        [TextEdit(0, 1, 99, "", "c")],
        [TextEdit(0, 1, 1, "a = 1", "x"), TextEdit(0, 1, 5, "1", "2")],
    ],
    ids=["other text", "no such line", "no such column", "overlapping"],
)
def test_applied_refuses_edits_that_do_not_fit(edits: list[TextEdit]) -> None:
    assert applied(TEXT, edits) is None
