"""A Graph that pools first trains as it is written, bit for bit."""

import pytest
import torch

from grader.capture.replay import Replay
from grader.records.graph import Graph
from grader.training.rewriting import pool_first
from tests.capture.submissions import graph_of, run_one

BEFORE = "self.pool(F.relu(self.conv(x)))"
NET = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.pool = nn.MaxPool2d(3, 2, padding=1, ceil_mode=True)
        self.last = nn.Conv2d(4, 4, 1)
    def forward(self, x):
        return self.last(FORWARD).flatten(1)
"""


def graph(forward: str) -> Graph:
    return graph_of(run_one(NET.replace("FORWARD", forward), (3, 9, 9)))


def operations(graph: Graph) -> list[str]:
    return [node.op.split(".")[0] for node in graph.nodes]


def computed(graph: Graph) -> list[torch.Tensor]:
    """Outputs and gradients, of images with many equal numbers."""
    module = Replay(graph, 0).train()
    images = torch.randint(-1, 2, (8, *module.sample), generator=torch.Generator().manual_seed(0)).float()
    outputs = module(images)
    assert isinstance(outputs, torch.Tensor)
    (outputs * torch.arange(outputs.numel()).reshape(outputs.shape)).sum().backward()
    return [outputs, *(parameter.grad for parameter in module.parameters() if parameter.grad is not None)]


def test_pool_first_computes_the_same_bit_for_bit() -> None:
    written = graph(BEFORE)

    rewritten = pool_first(written)

    assert operations(written)[:3] == ["conv2d", "relu", "max_pool2d"]
    assert operations(rewritten)[:3] == ["conv2d", "max_pool2d", "relu"]
    for one, other in zip(computed(written), computed(rewritten), strict=True):
        assert torch.equal(one, other)


@pytest.mark.parametrize(
    "forward",
    [
        "self.pool(h := F.relu(self.conv(x))) + h[:, :, ::2, ::2]",
        "self.pool(F.relu(self.conv(x)) * 2)",
        "self.pool(torch.tanh(self.conv(x)))",
        "F.avg_pool2d(F.relu(self.conv(x)), 3, 2, 1)",
    ],
)
def test_pool_first_leaves_what_it_would_change(forward: str) -> None:
    written = graph(forward)

    assert pool_first(written) == written
