"""Windows that are reduced are poolings, if they are."""

import time

import pytest

from grader.analysis.rules.simplify import simplify
from tests.analysis.rules.models import assert_alike, graph, operations


@pytest.mark.parametrize(
    ("written", "pooling"),
    [
        ("F.adaptive_max_pool2d(y, 4)", "max_pool2d"),
        ("F.adaptive_avg_pool2d(y, (4, 2))", "avg_pool2d"),
        ("F.adaptive_avg_pool2d(y, 3)", "adaptive_avg_pool2d"),
        ("F.adaptive_max_pool2d(y, 8)", "conv2d"),
        ("F.adaptive_max_pool2d(y, 4, return_indices=True)[1]", "adaptive_max_pool2d"),
    ],
)
def test_simplify_makes_a_pooling_of_an_adaptive_one_that_divides(written: str, pooling: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after)[-1] == pooling


@pytest.mark.parametrize("size", [2, 4])
def test_simplify_rounds_down_where_nothing_is_left_over(size: int) -> None:
    before = graph(f"return F.max_pool2d(y, {size}, ceil_mode=True)")
    after = simplify(before)
    assert_alike(before, after)
    assert after.nodes[-1].args[5] is False


def test_simplify_keeps_rounding_up_where_it_matters() -> None:
    before = graph("return F.max_pool2d(y, 3, ceil_mode=True)")
    assert simplify(before).nodes[-1].args[5] is True


def test_simplify_leaves_out_indices_that_nobody_asks_for() -> None:
    before = graph("p, where = F.max_pool2d(y, 2, return_indices=True)\n        return p")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["conv2d", "max_pool2d"]


@pytest.mark.parametrize(
    "written",
    [
        "y.unfold(2, 2, 2).unfold(3, 2, 2).amax((-1, -2))",
        "y.unfold(2, 2, 2).unfold(3, 2, 2).reshape(x.size(0), 3, 4, 4, 4).max(-1)[0]",
        "y.view(-1, 3, 4, 2, 4, 2).amax((3, 5))",
        "y.view(-1, 3, 4, 2, 4, 2).max(5).values.max(3).values",
        "y.view(-1, 3, 4, 2, 4, 2).permute(3, 5, 0, 1, 2, 4).flatten(0, 1).amax(0)",
        "torch.stack([y[:, :, i::2, j::2] for i in range(2) for j in range(2)]).max(0)[0]",
        "torch.maximum(torch.maximum(y[:, :, ::2, ::2], y[:, :, 1::2, ::2]),"
        " torch.maximum(y[:, :, ::2, 1::2], y[:, :, 1::2, 1::2]))",
        "F.unfold(y, 2, stride=2).view(-1, 3, 4, 16).max(2)[0].view(-1, 3, 4, 4)",
    ],
)
def test_simplify_makes_a_max_pooling_of_windows(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert [(node.op, *node.args[1:3]) for node in after.nodes[1:]] == [
        ("max_pool2d.default", (2, 2), (2, 2))
    ]


def test_simplify_keeps_two_poolings_apart() -> None:
    before = graph("return F.max_pool2d(y, 2).view(-1, 3, 2, 2, 2, 2).amax((3, 5))")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["conv2d", "max_pool2d", "max_pool2d"]


@pytest.mark.parametrize(
    ("written", "kernel", "stride"),
    [
        ("y.unfold(2, 2, 2).unfold(3, 2, 2).mean((4, 5))", (2, 2), (2, 2)),
        ("y.view(-1, 3, 4, 2, 4, 2).mean(3).mean(4)", (2, 2), (2, 2)),
        ("y.view(-1, 3, 4, 2, 2, 4).sum((3, 5)) / 8", (2, 4), (2, 4)),
        (
            "0.25 * (y[..., ::2, ::2] + y[..., 1::2, ::2] + y[..., ::2, 1::2] + y[..., 1::2, 1::2])",
            (2, 2),
            (2, 2),
        ),
        ("F.unfold(y, 3, stride=1).view(-1, 3, 9, 6, 6).mean(2)", (3, 3), (1, 1)),
    ],
)
def test_simplify_makes_an_average_pooling_of_windows(
    written: str, kernel: tuple[int, int], stride: tuple[int, int]
) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert [(node.op, *node.args[1:3]) for node in after.nodes[1:]] == [
        ("avg_pool2d.default", kernel, stride)
    ]


@pytest.mark.parametrize(
    "written",
    [
        "y.view(-1, 3, 2, 4, 2, 4).amax((2, 4))",  # windows with gaps
        "y.view(-1, 3, 4, 2, 4, 2).amin((3, 5))",
        "y.view(-1, 3, 4, 2, 4, 2).sum((3, 5))",
        "y.view(-1, 3, 4, 2, 4, 2).mean(3).amax(4)",
        "y.flip(2).view(-1, 3, 4, 2, 4, 2).amax((3, 5))",
        "y.transpose(2, 3).reshape(-1, 3, 4, 2, 4, 2).amax((3, 5))",
        "y[:, :, :6, :6].reshape(-1, 3, 3, 2, 3, 2).amax((3, 5))",  # not the whole map
        "y[:, :, 1:7:2, ::2].maximum(y[:, :, 2:8:2, ::2])",
        "y.view(-1, 3, 4, 2, 4, 2).permute(0, 2, 1, 4, 3, 5).amax((4, 5))",
        "y[:, :, ::2, ::2] + y[:, :, ::2, ::2] + y[:, :, 1::2, 1::2] + y[:, :, 1::2, ::2]",
        "torch.stack([y[:, :, ::2, ::2], self.d(x)[:, :, ::2, ::2]]).amax(0)",
    ],
)
def test_simplify_keeps_windows_that_are_no_pooling(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert not {"max_pool2d", "avg_pool2d"} & set(operations(after))


def test_simplify_stops_reading_windows_that_have_no_end() -> None:
    lines = ["y = y + y.flip(2)"] * 300 + ["y = y.view(-1, 3, 4, 2, 4, 2).reshape(-1, 3, 8, 8)"] * 300
    before = graph("\n        ".join([*lines, "return y"]))
    begun = time.process_time()
    simplify(before)
    assert time.process_time() - begun < 5  # 0.5 s; without bounds, minutes
