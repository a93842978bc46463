"""A product with a weight is a layer, if it is one."""

import pytest

from grader.analysis.rules.simplify import simplify
from tests.analysis.rules.models import assert_alike, graph, operations


@pytest.mark.parametrize(
    "written",
    [
        "F.linear(h, self.w.t(), self.b)",
        "h @ self.w + self.b",
        "self.b + h @ self.w",
        "torch.matmul(h, self.w) + self.b",
        "torch.addmm(self.b, h, self.w)",
        "h.mm(self.w).add(self.b)",
        'torch.einsum("ni,io->no", h, self.w) + self.b[None]',
        "(h.unsqueeze(2) * self.w).sum(1) + self.b",
        "(self.w.t() * h[:, None]).sum(-1) + self.b",
        "(self.w.t() @ h.t() + self.b.unsqueeze(1)).t()",
        "torch.matmul(self.w.t(), h.unsqueeze(-1)).squeeze(-1) + self.b",
        "torch.baddbmm(self.b.view(1, 1, 5), h[None], self.w[None]).squeeze(0)",
        "torch.bmm(h[:, None], self.w.expand(h.size(0), 8, 5)).squeeze(1) + self.b",
        "torch.stack([h @ self.w])[0] + self.b",
    ],
)
def test_simplify_makes_a_layer_of_a_product(written: str) -> None:
    before = graph(f"h = y.mean((1, 2)).view(-1, 8)\n        return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after)[-1] == "linear"
    assert len(after.nodes[-1].args) == 3
    assert after.nodes[-1].args[2] is not None


@pytest.mark.parametrize(
    "written",
    [
        "(h.unsqueeze(2) * self.w).mean(1)",
        "(h.unsqueeze(2) * self.w.abs()).sum(1)",
        "(h.unsqueeze(2) * self.w).sum(1) + self.w.sum(0)",
        "(h.unsqueeze(2) * self.w).sum(2)",
        "(h.unsqueeze(2) * self.w).sum(0)",
        "torch.bmm(h[:, None], (h[:, :, None] * self.w)).squeeze(1)",
    ],
)
def test_simplify_keeps_sums_of_products_that_are_no_layer(written: str) -> None:
    before = graph(f"h = y.mean((1, 2)).view(-1, 8)\n        return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after)[-1] != "linear"


@pytest.mark.parametrize(
    "written",
    [
        "self.whole(y).flatten(1)",
        "self.one(F.relu(self.whole(y))).flatten(1)",
        "self.one(self.whole(y).flatten(1)[:, :, None, None]).view(-1, 4)",
        "torch.relu(self.whole(y).view(y.size(0), -1))",
        "self.whole(y).mean((2, 3))",
        "self.whole(y).mean((2, 3), keepdim=True).sum(-1).amax(-1)",
    ],
)
def test_simplify_makes_a_layer_of_a_convolution_of_the_whole_map(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after).count("conv2d") == 1
    assert operations(after).count("linear") == operations(before).count("conv2d") - 1


@pytest.mark.parametrize(
    "written",
    [
        "self.c(F.adaptive_avg_pool2d(y, 1)).flatten(1)",
        "self.d(y).mean((2, 3))",
        "self.whole(y) + self.whole(self.d(y))",
        "F.conv2d(y, self.whole.weight, padding=1).mean((2, 3))",
    ],
)
def test_simplify_leaves_other_convolutions_as_they_are(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert "linear" not in operations(after)
