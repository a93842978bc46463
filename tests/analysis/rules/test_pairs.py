"""A softmax of two is a sigmoid of their difference."""

import pytest

from grader.analysis.rules.simplify import simplify
from tests.analysis.rules.models import assert_alike, graph_of_lines, operations


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("torch.stack([y, torch.zeros_like(y)], -1).softmax(-1)[..., 0]", ["sigmoid"]),
        ("F.softmax(torch.stack((0 * y, y), dim=0), dim=0)[1]", ["sigmoid"]),
        ("torch.log_softmax(torch.stack([y, y.new_zeros(y.shape)]), 0)[0].exp()", ["sigmoid"]),
        ("torch.stack([y, y * 2]).softmax(0)[1]", ["sigmoid"]),
    ],
)
def test_simplify_makes_a_sigmoid_of_a_softmax_of_two(written: str, names: list[str]) -> None:
    before = graph_of_lines(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after)[-1:] == names


@pytest.mark.parametrize(
    "written",
    [
        "torch.stack([y, y, y * 0]).softmax(0)[1]",
        "torch.stack([y, y * 0]).softmax(1)[1]",
        "y.softmax(1)[:, 0]",
    ],
)
def test_simplify_keeps_other_softmaxes(written: str) -> None:
    before = graph_of_lines(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert "softmax" in operations(after)
