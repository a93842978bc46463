"""What is measured of a model: which maps that it joins carry something of the image."""

import pytest

from grader.analysis.flow import operation
from grader.analysis.rules.simplify import simplify
from grader.grading import measured
from tests.capture.submissions import believed, graph_of, run_one
from tests.hosts import measuring

MODEL = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.learnt = nn.Parameter(torch.zeros(1))
        self.frozen = nn.Parameter(torch.zeros(1), requires_grad=False)
        self.register_buffer("mask", torch.zeros(4, 1, 1))
    def forward(self, x):
        e = F.relu(self.conv(x))
        return torch.cat([e, {written}], 1)
"""


def emptied(written: str) -> bool:
    graph = graph_of(believed(run_one(MODEL.format(written=written))))
    carrying = measured.carrying(measuring(), graph)
    return "zeros_like" in [operation(node) for node in carrying.nodes]


@pytest.mark.parametrize(
    "written",
    [
        "e.clamp(0.5, 0.5)", "torch.floor(torch.sigmoid(e) * 0.9)", "e ** 0", "e * self.mask",
        "e * self.frozen", "torch.isnan(e).float()", "(e * 1e-9).round()",
        "torch.where(e < 0, e, self.frozen)",
    ],
)  # fmt: skip
def test_carrying_has_zeros_where_a_map_is_the_same_for_every_image(written: str) -> None:
    assert emptied(written)


def test_carrying_measures_what_is_joined_in_evaluation_alone() -> None:
    assert emptied("e if self.training else e ** 0")


@pytest.mark.parametrize("written", ["e * 0.01", "e * self.learnt", "-e", "F.normalize(e)", "e * 1e-5 + 1"])
def test_carrying_keeps_a_map_that_tells_images_apart(written: str) -> None:
    assert not emptied(written)


JOINED = MODEL.replace(
    "return torch.cat([e, {written}], 1)", "d = torch.cat([e, self.conv(x)], 1)\n        return {written}"
)


def emptied_afterwards(written: str) -> bool:
    graph = simplify(graph_of(believed(run_one(JOINED.format(written=written)))))
    return measured.carrying(measuring(), graph) != graph


@pytest.mark.parametrize(
    "written",
    [
        "d * (torch.arange(8).view(1, 8, 1, 1) < 4)", "d.split(4, 1)[0]",
        "torch.where(torch.arange(8).view(8, 1, 1) < 4, d, torch.zeros_like(d))",
    ],
)  # fmt: skip
def test_carrying_has_zeros_where_nothing_of_a_map_reaches_the_output(written: str) -> None:
    assert emptied_afterwards(written)


@pytest.mark.parametrize(
    "written",
    [
        "d * (torch.arange(8).view(1, 8, 1, 1) < 5)",
        "d[:, 1:]",
        "d.round()",
        "d.detach() + e.sum()",
        "d * 0 + 1",
    ],
)
def test_carrying_keeps_a_map_of_which_some_reaches_the_output_or_none_of_any(written: str) -> None:
    assert not emptied_afterwards(written)
