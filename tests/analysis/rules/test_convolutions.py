"""Products with patches of a map are a convolution, however they are written."""

import pytest

from grader.analysis.rules.simplify import simplify
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
