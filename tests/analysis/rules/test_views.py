"""What is stacked and flattened is joined."""

import pytest

from grader.analysis.rules.simplify import simplify
from tests.analysis.rules.models import assert_alike, graph, operations


@pytest.mark.parametrize(
    ("written", "last"),
    [
        ("torch.stack([y, self.d(x)], 1).flatten(1, 2)", "cat"),
        ("torch.stack([y, self.d(x)], 1).view(-1, 6, 8, 8)", "cat"),
        ("torch.stack([y, self.d(x)], 2).flatten(2, 3)", "cat"),
        ("torch.stack([y, self.d(x)], 2).flatten(1, 2)", "reshape"),  # channels take turns
        ("torch.stack([y, self.d(x)], 1).flatten(2)", "reshape"),
    ],
)
def test_simplify_joins_what_is_stacked_and_flattened(written: str, last: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after)[-1] == last
