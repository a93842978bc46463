"""A noun follows its number."""

import pytest

from grader.base.english import counted


@pytest.mark.parametrize(
    ("number", "expected"), [(1, "1 output"), ("1", "1 output"), (0, "0 outputs"), (12, "12 outputs")]
)
def test_counted_is_plural_but_for_one(number: object, expected: str) -> None:
    assert counted(number, "output") == expected
