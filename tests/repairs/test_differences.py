"""Differences between two versions of a submission, as edits that fit the text they are made in."""

from pathlib import Path

import msgspec
import pytest

from grader.intake.submission import read_cells
from grader.records.source import Source
from grader.repairs.differences import changed_lines, edits
from grader.repairs.text_edits import applied


def version(text: str) -> Source:
    source = read_cells([text], Path(), "notebook")
    units = (msgspec.structs.replace(source.units[0], original=text),)
    return msgspec.structs.replace(source, units=units)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a = 1\nb = 2", "a = 1\nb = 3"),
        ("a = 1\nb = 2", "a = 1\nb = 2\nc = 3"),
        ("a = 1\nb = 2", "c = 3\na = 1\nb = 2"),
        ("a = 1\nb = 2\nc = 3", "a = 1\nc = 3"),
        ("a = 1\nb = 2\nc = 3", "b = 2\nc = 3"),
        ("a = 1\nb = 2", "a = 1"),
        ("a = 1\nb = 2\nc = 3", "a = 1\nx = 0\ny = 0\nc = 3"),
    ],
)
def test_edits_turn_one_version_into_the_other(before: str, after: str) -> None:
    found = edits(version(before), version(after))
    assert applied(before, found) == after
    assert changed_lines(version(before), version(after))


def test_edits_of_a_line_are_as_short_as_can_be() -> None:
    (edit,) = edits(version("x = nn.Conv2d(3, 8, 5)"), version("x = nn.Conv2d(3, 6, 5)"))
    assert (edit.line, edit.column, edit.old, edit.new) == (1, 18, "8", "6")
