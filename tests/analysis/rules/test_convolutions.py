"""Products with patches of a map are a convolution, however they are written."""

import pytest

from grader.analysis.rules.simplify import simplify
from grader.records.graph import Weight, references
from tests.analysis.rules.models import assert_alike, operations
from tests.analysis.rules.models import graph_of_lines as graph


@pytest.mark.parametrize(
    "written",
    [
        "(self.w.flatten(1) @ F.unfold(x, 3) + self.b[:, None]).view(n, 5, 6, 6)",
        "(self.w.view(5, -1) @ F.unfold(x, 3)).view(n, 5, 6, 6) + self.b.view(1, 5, 1, 1)",
        "torch.baddbmm(self.b.view(1, -1, 1), self.w.flatten(1).expand(n, -1, -1), F.unfold(x, 3))"
        ".view(n, 5, 6, 6)",
        'torch.einsum("nchwij,ocij->nohw", x.unfold(2, 3, 1).unfold(3, 3, 1), self.w)'
        " + self.b.view(1, -1, 1, 1)",
        "self.patches(F.unfold(x, 3).transpose(1, 2)).transpose(1, 2).reshape(-1, 5, 6, 6)",
        "F.fold(self.w.flatten(1) @ F.unfold(x, 3), (6, 6), 1) + self.b[:, None, None]",
        "F.conv2d(x, self.w) + self.b[None, :, None, None]",
        "torch.vmap(lambda image: F.conv2d(image, self.w, self.b))(x)",
    ],
)
def test_simplify_makes_a_convolution_of_products_with_patches(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["conv2d"]
    assert after.nodes[0].args[2] is not None


@pytest.mark.parametrize(("stride", "padding", "size"), [(1, 1, 8), (2, 0, 3), (2, 1, 4)])
def test_simplify_reads_stride_and_padding_from_the_patches(stride: int, padding: int, size: int) -> None:
    patches = f"F.unfold(x, 3, padding={padding}, stride={stride})"
    before = graph(f"return (self.w.flatten(1) @ {patches}).view(n, 5, {size}, {size})")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["conv2d"]
    assert after.nodes[0].args[3:5] == ((stride, stride), (padding, padding))


@pytest.mark.parametrize(
    "written",
    [
        "(self.w.flatten(1) @ F.unfold(x, 3, dilation=2)).view(n, 5, 4, 4)",
        "(self.w.flatten(1) @ F.unfold(x.flip(3), 3)).view(n, 5, 6, 6)",
        "(self.w.flatten(1) @ F.unfold(x, 3)).view(n, 5, 6, 6).transpose(2, 3)",
        "(self.w.flatten(1).abs() @ F.unfold(x, 3)).view(n, 5, 6, 6)",
    ],
)
def test_simplify_keeps_products_that_are_no_plain_convolution(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) != ["conv2d"]


@pytest.mark.parametrize(
    "written",
    [
        'torch.einsum("nchw,ochw->no", x, self.whole)',
        "torch.tensordot(x, self.whole, dims=([1, 2, 3], [1, 2, 3]))",
        "x.flatten(1) @ self.whole.flatten(1).T",
        "x.flatten(1) @ (self.whole * 1.0).flatten(1).T",
    ],
)
def test_simplify_makes_a_layer_of_a_product_with_the_whole_map(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["reshape", "linear"]


SUM = " for i in range(3) for j in range(3))"


@pytest.mark.parametrize(
    "written",
    [
        "sum(torch.einsum('nchw,oc->nohw', x[:, :, i : i + 6, j : j + 6], self.w[:, :, i, j])"
        + SUM
        + " + self.b[:, None, None]",
        "sum(F.conv2d(x[:, :, i : i + 6, j : j + 6], self.w[:, :, i : i + 1, j : j + 1])"
        + SUM
        + " + self.b.view(1, -1, 1, 1)",
        "sum(F.conv2d(x[:, :, i : i + 6], self.w[:, :, i : i + 1]) for i in range(3))"
        " + self.b.view(-1, 1, 1)",
        "sum(F.conv2d(x[:, c : c + 1], self.w[:, c : c + 1]) for c in range(3)) + self.b.view(-1, 1, 1)",
        "torch.cat([F.conv2d(x, w[None], b[None]) for w, b in zip(self.w, self.b)], 1)",
        "torch.cat([F.conv2d(x, self.w[:2], self.b[:2]), F.conv2d(x, self.w[2:], self.b[2:])], 1)",
    ],
)
def test_simplify_makes_a_convolution_of_a_sum_of_its_parts(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["conv2d"]
    assert after.nodes[0].args[2] is not None


@pytest.mark.parametrize(
    "written",
    [
        "sum(F.conv2d(x[:, :, i : i + 6], self.w[:, :, 2 - i : 3 - i]) for i in range(3))",
        "sum(F.conv2d(x[:, :, i : i + 6], self.w[:, :, i : i + 1]) for i in range(2))",
        "sum(F.conv2d(x[:, c : c + 1], self.w[:, 2 - c : 3 - c]) for c in range(3))",
        "F.conv2d(x, self.w) + F.conv2d(x.flip(3), self.w)",
        "torch.cat([F.conv2d(x, self.w[2:]), F.conv2d(x, self.w[:2])], 1)",
        "torch.cat([F.conv2d(x, self.w[:2]), F.conv2d(x.roll(1, 3), self.w[2:])], 1)",
    ],
)
def test_simplify_keeps_sums_that_are_no_convolution(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) != ["conv2d"]


@pytest.mark.parametrize(
    "written",
    [
        "F.fold(self.up.flatten(1).T @ x.flatten(2), (16, 16), 4, stride=2, padding=1)",
        "F.conv_transpose2d(x, self.up, stride=2)[:, :, 1:-1, 1:-1]",
    ],
)
def test_simplify_sees_a_transposed_convolution(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["conv_transpose2d"]
    assert after.nodes[0].args[3:5] == ((2, 2), (1, 1))


@pytest.mark.parametrize(
    "written",
    [
        "F.fold(self.up.flatten(1).T @ x.flip(3).flatten(2), (16, 16), 4, stride=2, padding=1)",
        "F.conv_transpose2d(x, self.up, stride=2)[:, :, 2:, 1:-1]",
        "F.conv_transpose2d(x, self.up, stride=2)[:, :, 1:-1:2]",
    ],
)
def test_simplify_keeps_what_is_no_transposed_convolution(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) != ["conv_transpose2d"]


@pytest.mark.parametrize(
    "written",
    [
        "torch.cat([v, v.new_ones(n, 1)], 1) @ self.both.T",
        "F.linear(torch.hstack((torch.ones(n, 1), v)), self.both)",
        "F.linear(F.pad(v, (0, 1), value=1.0), self.both)",
    ],
)
def test_simplify_takes_a_bias_out_of_a_weight(written: str) -> None:
    before = graph(f"v = x.flatten(1); return {written}")
    after = simplify(before)
    assert operations(after) == ["reshape", "linear"]
    _, *parts = references(after.nodes[1])
    shapes = [after.tensors[each.index].shape for each in parts if isinstance(each, Weight)]
    assert shapes == [(5, 192), (5,)]


@pytest.mark.parametrize(
    "written",
    [
        "torch.cat([v, v.new_full((n, 1), 2.0)], 1) @ self.both.T",
        "torch.cat([v, v[:, :1]], 1) @ self.both.T",
        "torch.cat([v, v.new_zeros(n, 1)], 1) @ self.both.T",
    ],
)
def test_simplify_takes_no_bias_out_where_nothing_but_ones_stands(written: str) -> None:
    before = graph(f"v = x.flatten(1); return {written}")
    after = simplify(before)
    assert len(after.tensors) == len(before.tensors)


@pytest.mark.parametrize(
    "joined",
    [
        "torch.stack([y, y * 2], 2).flatten(1, 2)",
        "F.channel_shuffle(torch.cat([y, y * 2], 1), 2)",
        "torch.cat([y, y * 2], 1).flip(1)",
        "torch.cat([y, y * 2], 1)[:, [0, 4, 1, 5, 2, 6, 3, 7]]",
    ],
)
def test_simplify_joins_maps_in_order_before_a_convolution(joined: str) -> None:
    after = simplify(graph(f"return self.eight({joined})"))
    assert operations(after) == ["conv2d", "mul", "cat", "conv2d"]


def test_simplify_keeps_an_order_that_no_convolution_weighs() -> None:
    before = graph("return torch.stack([y, y * 2], 2).flatten(1, 2)")
    assert_alike(before, simplify(before))


@pytest.mark.parametrize(
    "written",
    [
        "F.conv2d(y, torch.full((4, 1, 2, 2), 0.25), stride=2, groups=4)",
        "F.interpolate(y, scale_factor=0.5, mode='bilinear')",
        "y.unfold(2, 2, 2).mean(-1).unfold(3, 2, 2).mean(-1)",
    ],
)
def test_simplify_makes_an_average_pooling_of_weights_that_are_not_learnt(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["conv2d", "avg_pool2d"]


@pytest.mark.parametrize(
    "written",
    [
        "F.conv2d(y, torch.full((4, 1, 2, 2), 0.5), stride=2, groups=4)",
        "F.conv2d(y, torch.full((4, 4, 2, 2), 0.25), stride=2)",
        "F.interpolate(y, scale_factor=0.25, mode='bilinear')",
        "F.interpolate(y, scale_factor=0.5, mode='bilinear', align_corners=True)",
    ],
)
def test_simplify_keeps_what_is_no_average(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert "avg_pool2d" not in operations(after)
