"""Volumes of one slice are images."""

import pytest

from grader.analysis.rules.simplify import simplify
from grader.records.graph import Graph
from tests.analysis.rules.models import assert_alike, operations
from tests.capture.submissions import believed, graph_of, run_one

MODEL = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = nn.Conv3d(3, 4, (1, 3, 3), padding=(0, 1, 1))
        self.u = nn.ConvTranspose3d(3, 4, (1, 4, 4), stride=(1, 2, 2), padding=(0, 1, 1))
        self.thick = nn.Conv3d(1, 4, (3, 3, 3))
    def forward(self, x):
        return """


def graph(line: str) -> Graph:
    return graph_of(believed(run_one(MODEL + line + "\n")))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("self.c(x.unsqueeze(2)).squeeze(2)", "conv2d"),
        ("self.c(x[:, :, None])[:, :, 0]", "conv2d"),
        ("self.u(x.unsqueeze(2)).flatten(1, 2)", "conv_transpose2d"),
        ("F.max_pool3d(x, (1, 2, 2))", "max_pool2d"),
        ("F.avg_pool3d(x, (1, 2, 2), stride=(1, 2, 2))", "avg_pool2d"),
    ],
)
def test_simplify_leaves_out_a_depth_of_one(written: str, name: str) -> None:
    before = graph(written)
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == [name]


@pytest.mark.parametrize(
    "written", ["self.thick(x.unsqueeze(1)).flatten(1, 2)", "F.max_pool3d(x, (3, 2, 2))"]
)
def test_simplify_keeps_what_works_along_the_depth(written: str) -> None:
    before = graph(written)
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == operations(before)
