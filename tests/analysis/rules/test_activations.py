"""A function of each number has its name, however it is written."""

import pytest

from grader.analysis.rules.simplify import simplify
from tests.analysis.rules.models import assert_alike, graph, operations


@pytest.mark.parametrize(
    "written",
    [
        "y.clamp(min=0)",
        "torch.maximum(y, torch.zeros_like(y))",
        "torch.maximum(y, torch.tensor(0.0))",
        "torch.maximum(y, torch.zeros(1))",
        "torch.maximum(y, torch.zeros(()))",
        "torch.maximum(y, torch.full((1, 1), 0.0))",
        "y * (y > 0)",
        "y * (y > 0).float()",
        "torch.where(y > 0, y, torch.zeros_like(y))",
        "torch.where(y > 0, y, 0.0)",
        "(y + y.abs()) / 2",
        "F.threshold(y, 0, 0)",
        "F.leaky_relu(y, 0.0)",
        "F.relu(F.relu(y))",
        "y - y.clamp(max=0)",
        "-torch.minimum(-y, torch.zeros_like(y))",
    ],
)
def test_simplify_calls_it_relu(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["conv2d", "relu"]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("1 / (1 + torch.exp(-y))", "sigmoid"),
        ("0.5 * (torch.tanh(0.5 * y) + 1)", "sigmoid"),
        ("2 * torch.sigmoid(2 * y) - 1", "tanh"),
        ("y * torch.sigmoid(y)", "silu"),
        ("torch.where(y > 0, y, 0.1 * y)", "leaky_relu"),
        ("torch.maximum(y, 0.2 * y)", "leaky_relu"),
        ("torch.where(y > 0, y, torch.exp(y.clamp(max=0)) - 1)", "elu"),
    ],
)
def test_simplify_calls_an_activation_by_its_name(written: str, name: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["conv2d", name]


@pytest.mark.parametrize(
    "written",
    [
        "torch.stack([y, torch.zeros_like(y)]).max(0).values",
        "torch.stack((y * 0, y), -1).amax(-1)",
    ],
)
def test_simplify_calls_the_larger_of_two_that_are_stacked_relu(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["conv2d", "relu"]


@pytest.mark.parametrize(
    "written",
    [
        "(y > 0) + torch.zeros_like(y)",
        "(y > 0) * 1.0",
        "(y > 0).long() + torch.zeros_like(y)",
        "y.argmax(1, keepdim=True).expand(-1, 3, -1, -1) * 1.0",
        "(y > 0).float() * 1",
    ],
)
def test_simplify_keeps_what_makes_floats_of_other_numbers(written: str) -> None:
    before = graph(f"return self.d({written})")
    assert_alike(before, simplify(before))
