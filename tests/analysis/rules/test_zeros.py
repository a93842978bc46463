"""What is multiplied by zero carries nothing."""

import pytest

from grader.analysis.flow import operation
from grader.analysis.rules.simplify import simplify
from tests.analysis.rules.models import assert_alike, graph, operations


@pytest.mark.parametrize(
    "written",
    [
        "y * 0",
        "y - y",
        "F.dropout(y, 1.0, True)",
        "y * 1e-30",
        "F.relu(-F.relu(y))",
        "y.clamp(0, 0)",
        "torch.zeros_like(y)",
    ],
)
def test_simplify_sees_that_nothing_is_carried(written: str) -> None:
    before = graph(f"return torch.cat([{written}, self.d(x)], 1)")
    after = simplify(before)
    assert_alike(before, after)
    assert sorted(operations(after)) in (
        ["cat", "conv2d", "conv2d", "zeros_like"],
        ["cat", "conv2d", "zeros_like"],
    )
    (zeros,) = [node for node in after.nodes if operation(node) == "zeros_like"]
    assert zeros.at is not None
