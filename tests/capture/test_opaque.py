"""What the table of operations does not hold is recorded by what it reads and makes, or taken apart."""

from functools import cache

import pytest
import torch

from grader.capture.replay import Replay
from grader.records.capture_protocol import Outcome
from grader.records.graph import OPAQUE, Batch, Graph

from .submissions import believed, graph_of, run

MODEL = """
class {name}(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
    def forward(self, x):
        y = self.conv(x)
        {body}
        return y
"""
BODIES = {
    "Plain": "pass",
    "Counted": "print(torch.bincount(y.flatten(1).argmax(1)))",
    "Histogram": "h = torch.histc(y.detach(), 10); print(h)",
    "Marked": "\n        with torch.profiler.record_function('here'):\n            y = y * 1",
    "Printed": "print(y[y > 0].shape, torch.tensor(x.shape[0]))",
    "Reached": "y = y + torch.fft.fft(y).abs()",
    "Sorted": "y = y + torch.histc(y.detach(), 10).sum()",
    "Listed": "y = y[:, [0, 2, -1, 1]]",
    "Masked": "y[y < 0] = 0",
    "Complex": "y = torch.fft.ifft2(torch.fft.fft2(y)).real",
    "Saved": "y = torch.utils.checkpoint.checkpoint(F.relu, y, use_reentrant=False)",
}


@cache
def outcomes() -> dict[str, Outcome]:
    return run("".join(MODEL.format(name=name, body=body) for name, body in BODIES.items()))


def graph(name: str) -> Graph:
    return graph_of(believed(outcomes()[name]))


@pytest.mark.parametrize("name", ["Counted", "Histogram", "Marked", "Printed"])
def test_record_leaves_out_what_never_reaches_the_output(name: str) -> None:
    assert [node.op for node in graph(name).nodes if node.op != "mul.Tensor"] == ["conv2d.default"]


@pytest.mark.parametrize(("name", "operation"), [("Reached", "fft_fft"), ("Sorted", "histc")])
def test_record_names_what_is_not_known_and_follows_the_rest(name: str, operation: str) -> None:
    nodes = graph(name).nodes
    (opaque,) = (node for node in nodes if node.op == OPAQUE)
    assert opaque.args[0] == operation
    assert nodes[-1].shapes == ((Batch(1), 4, 8, 8),)


def test_record_takes_a_list_of_channels_exactly() -> None:
    plain, listed = (Replay(graph(name)).eval() for name in ("Plain", "Listed"))
    images = torch.randn(3, 3, 8, 8, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        assert torch.equal(listed(images), plain(images)[:, [0, 2, -1, 1]])


@pytest.mark.parametrize("name", ["Masked", "Saved"])
def test_record_knows_a_written_mask_and_a_checkpoint(name: str) -> None:
    plain, other = (Replay(graph(each)).eval() for each in ("Plain", name))
    images = torch.randn(3, 3, 8, 8, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        assert torch.equal(other(images), plain(images).relu())


def test_record_follows_a_model_around_complex_numbers() -> None:
    names = [node.args[0] for node in graph("Complex").nodes if node.op == OPAQUE]
    assert "fft_fft2" in names
    assert graph("Complex").nodes[-1].shapes == ((Batch(1), 4, 8, 8),)
