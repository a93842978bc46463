"""What changes nothing is gone; what changes something stays."""

import pytest

from grader.analysis.rules.simplify import simplify
from tests.analysis.rules.models import assert_alike, graph, operations


@pytest.mark.parametrize(
    "written",
    [
        "y * 1",
        "1.0 * y + 0",
        "y - 0",
        "y / 1",
        "-(-y)",
        "y * 2 / 2",
        "y + 0.0 * y.mean()",
        "y + torch.zeros_like(y)",
        "y + 0 * self.d(x)",
        "y.view(y.shape)",
        "y.view(y.size(0), 3, 8, 8)",
        "y.flip(2).flip(2)",
        "y.permute(0, 1, 2, 3)",
        "y[:, :, :, :]",
        "torch.cat([y], 1)",
        "F.pad(y, (0, 0, 0, 0))",
        "self.drop(y)",
        "F.dropout(y, 0.5, training=False)",
        "torch.clamp(y, -1e30, 1e30)",
        "(y + (y - y))",
    ],
)
def test_simplify_leaves_out_what_changes_nothing(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["conv2d"]


@pytest.mark.parametrize(
    "written",
    [
        "y.detach()",
        "-y",
        "y * 100",
        "y.flip(2)",
        "y.transpose(2, 3)",
        "F.dropout(y, 0.5)",
        "y + F.relu(y)",
        "y * torch.sigmoid(self.d(x))",
        "y.clamp(0, 1)",
        "y * 1e-3",
        "F.pad(y, (1, -1, 0, 0))",
        "y.roll(1, 2)",
        "torch.where(y > 0.1, y, 0.0)",
    ],
)
def test_simplify_keeps_what_changes_something(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert len(after.nodes) > 1
    assert operations(after)[-1] != "relu" or "relu" in written


def test_simplify_makes_one_of_what_is_computed_twice() -> None:
    before = graph("return torch.cat([F.relu(self.c(x)), F.relu(y)], 1)")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["conv2d", "relu", "cat"]
