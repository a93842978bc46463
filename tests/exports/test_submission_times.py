"""The times in Gradescope's metadata become options of the command."""

from typing import Any

import pytest

from grader.exports.submission_times import options

CREATED, DUE = "2026-12-03T01:00:00.000000+09:00", "2026-12-01T23:59:00.000000+09:00"


def test_options_hold_both_times() -> None:
    said = options({"created_at": CREATED, "assignment": {"due_date": DUE, "title": "CNN"}})
    assert said == ["--submitted", "2026-12-03T01:00:00+09:00", "--due", "2026-12-01T23:59:00+09:00"]
    assert not any(" " in each for each in said)  # a shell takes them apart


@pytest.mark.parametrize(
    ("metadata", "count"),
    [
        ({}, 0),
        ([], 0),
        ({"created_at": None, "assignment": None}, 0),
        ({"created_at": "2026-12-03T01:00:00"}, 0),  # no zone
        ({"created_at": "; rm -rf /", "assignment": {"due_date": 5}}, 0),
        ({"created_at": CREATED, "assignment": {"due_date": None}}, 2),
    ],
)
def test_options_leave_out_what_is_not_said(metadata: Any, count: int) -> None:
    assert len(options(metadata)) == count
