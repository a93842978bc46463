"""Numbers that are only moved are known however they are written."""

import pytest
import torch

from grader.analysis.rules.simplify import simplify
from grader.capture.replay import Replay
from tests.analysis.rules.models import assert_alike, operations
from tests.analysis.rules.models import graph_of_lines as graph


@pytest.mark.parametrize(
    "written",
    [
        "torch.cat([y[:, c].flatten(1) for c in range(4)], 1)",
        "torch.hstack([c.reshape(n, -1) for c in y.unbind(1)])",
        "torch.cat([y[:, :, row].unsqueeze(2) for row in range(8)], 2).flatten(1)",
        "y.permute(0, 2, 3, 1).permute(0, 3, 1, 2).reshape(n, -1)",
        "y.transpose(1, 2).transpose(1, 2).contiguous().view(n, -1)",
        "y.roll(3, 2).roll(5, 2).flatten(1)",
        "torch.vmap(torch.flatten)(y)",
    ],
)
def test_simplify_sees_that_a_map_is_flattened(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["conv2d", "reshape"]


@pytest.mark.parametrize(
    "written",
    [
        "torch.cat([y[:, c].flatten(1) for c in (1, 0, 2, 3)], 1)",
        "y.permute(0, 2, 3, 1).reshape(n, -1)",
        "y.flip(0).flatten(1)",
        "torch.stack(y.unbind(1), -1).flatten(1)",
        "torch.cat([y[:, :2], y[:, :2]], 1).flatten(1)",
    ],
)
def test_simplify_keeps_another_order(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) != ["conv2d", "reshape"]


@pytest.mark.parametrize(
    "written",
    [
        "o = torch.zeros(n, 6, 8, 8); o[:, :4] = y; o[:, 4:] = z; return o",
        "o = y.new_empty((n, 6, 8, 8)); o[:, 4:, :, :] = z; o[:, 0:4, :, :] = y; return o",
        "return F.pad(y, (0, 0, 0, 0, 0, 2)) + F.pad(z, (0, 0, 0, 0, 4, 0))",
        "o = torch.zeros(n, 6, 8, 8).index_add(1, torch.arange(4), y)"
        "; return o.index_add(1, torch.arange(4, 6), z)",
        "o = torch.zeros(n, 6, 8, 8).index_copy(1, torch.arange(4), y)"
        "; return o.index_copy(1, torch.arange(4, 6), z)",
        "o = torch.zeros(n, 6, 8, 8); o[:, [0, 1, 2, 3]] = y; o[:, torch.arange(4, 6)] = z; return o",
        "return torch.cat([y.flatten(1), z.flatten(1)], 1).view(-1, 6, 8, 8)",
        "return torch.cat([y.permute(0, 2, 3, 1), z.permute(0, 2, 3, 1)], -1).permute(0, 3, 1, 2)",
    ],
)
def test_simplify_sees_that_maps_are_joined_by_channels(written: str) -> None:
    before = graph(written)
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["conv2d", "conv2d", "cat"]
    assert after.nodes[-1].args[1] == 1


@pytest.mark.parametrize("written", ["0", "1.0", "y[:, :2]", "y.mean(1, keepdim=True)"])
def test_simplify_leaves_out_a_map_that_is_written_over(written: str) -> None:
    before = graph(f"o = torch.cat([y, z], 1); o[:, 4:] = {written}; return o")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after)[-1] == "cat"
    assert operations(after).count("conv2d") == 1


@pytest.mark.parametrize(
    "written",
    [
        "torch.cat([F.relu(y[:, :1]), F.relu(y[:, 1:])], 1)",
        "torch.cat([F.relu(part) for part in y.chunk(2, 1)], 1)",
        "torch.stack([F.relu(channel) for channel in y.unbind(1)], 1)",
        "F.relu(y.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)",
    ],
)
def test_simplify_sees_one_activation_in_pieces(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["conv2d", "relu"]


@pytest.mark.parametrize(
    "written",
    [
        "torch.cat([F.relu(y[:, :1]), y[:, 1:]], 1)",
        "torch.cat([F.relu(y[:, :1]), torch.tanh(y[:, 1:])], 1)",
        "torch.cat([torch.sigmoid(F.pad(y[:, :1], (1, 1)))[..., 1:-1], y[:, 1:]], 1)",
        "torch.cat([y[:, :1].detach(), y[:, 1:]], 1)",
    ],
)
def test_simplify_keeps_pieces_that_differ(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after)[-1] == "cat"


def test_simplify_follows_what_is_computed_in_another_precision() -> None:
    before = graph("return F.relu(y.double()).float()")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["conv2d", "relu"]


def test_simplify_keeps_the_precision_that_the_output_has() -> None:
    before = graph("return F.relu(y.double())")
    after = simplify(before)
    assert Replay(after)(torch.zeros(2, 3, 8, 8)).dtype == torch.float64


@pytest.mark.parametrize(
    "lines",
    [
        "y = y.flip(2)\n        for _ in range(700): y = torch.sin(y)\n        return y.flip(2)",
        "for _ in range(700): y = y.transpose(2, 3) + 0\n        return y",
        "i = j = torch.arange(4)\n        for _ in range(60): i, j = j, i + j\n"
        "        return y.new_zeros(y.shape).index_add(1, (i < 0) + torch.arange(4), y)",
        "f, v = y.flatten(1), torch.zeros(n, 256)\n        for k in range(256): v[:, k] = f[:, 255 - k]\n"
        "        return v.view(n, 4, 8, 8)",
    ],
    ids=["activations", "views", "indices", "pieces"],
)
def test_simplify_ends_soon_and_changes_nothing_where_numbers_are_moved_often(lines: str) -> None:
    before = graph(lines)
    assert_alike(before, simplify(before))
