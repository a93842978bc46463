"""The largest of some numbers is the largest, however it is picked."""

import pytest

from grader.analysis.rules.simplify import simplify
from tests.analysis.rules.models import assert_alike, graph_of_lines, operations

CELLS = "v = y.reshape(n, 4, 4, 2, 4, 2).permute(0, 1, 2, 4, 3, 5).flatten(4); "


@pytest.mark.parametrize(
    "written",
    [
        "v.sort(dim=-1)[0][..., -1]",
        "v.sort(-1, descending=True).values[..., 0]",
        "torch.sort(v).values[..., 3:].squeeze(-1)",
        "v.topk(1, dim=-1)[0][..., 0]",
        "v.topk(2, dim=-1)[0][..., 0]",
        "v.gather(-1, v.argmax(-1, keepdim=True)).squeeze(-1)",
        "v.gather(4, v.max(4, keepdim=True)[1])[..., 0]",
        "torch.take_along_dim(v, v.argmax(-1, keepdim=True), dim=-1)[..., 0]",
        "v.kthvalue(4, dim=-1).values",
        "v.cummax(dim=-1)[0][..., -1]",
        "-(-v).amin(-1)",
        "v.unflatten(-1, (2, 2)).max(-1)[0].max(-1)[0]",
    ],
)
def test_simplify_makes_a_max_pooling_of_the_largest(written: str) -> None:
    before = graph_of_lines(f"{CELLS}return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["conv2d", "max_pool2d"]


@pytest.mark.parametrize(
    "written",
    [
        "v.sort(dim=-1)[0][..., 1]",
        "v.sort(-1).values[..., 0]",
        "v.sort(2).values[..., -1]",
        "v.topk(2, dim=-1)[0][..., 1]",
        "v.topk(1, dim=-1, largest=False)[0][..., 0]",
        "v.gather(-1, v.argmin(-1, keepdim=True)).squeeze(-1)",
        "v.gather(-1, v.abs().argmax(-1, keepdim=True)).squeeze(-1)",
        "v.kthvalue(3, dim=-1).values",
        "v.cummax(dim=-1)[0][..., 2]",
        "-v.amin(-1)",
    ],
)
def test_simplify_keeps_what_is_not_the_largest(written: str) -> None:
    before = graph_of_lines(f"{CELLS}return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert "max_pool2d" not in operations(after)


@pytest.mark.parametrize(
    "written",
    [
        "torch.stack([y, torch.zeros_like(y)]).sort(0).values[1]",
        "torch.stack((y, 0 * y), -1).topk(1).values.squeeze(-1)",
        "torch.max(torch.stack([y, y.new_zeros(y.shape)]), 0)[0]",
        "-torch.minimum(-y, torch.zeros_like(y))",
        "F.prelu(y, torch.zeros(1))",
        "F.rrelu(y, 0.0, 0.0)",
        "y * torch.sign(y).add(1).div(2).ceil()",
    ],
)
def test_simplify_sees_that_the_larger_of_a_number_and_zero_is_relu(written: str) -> None:
    before = graph_of_lines(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["conv2d", "relu"]
