"""What forward does to itself and to gradients, as it is recorded in both modes."""

import pytest

from grader.records.graph import Graph

from .submissions import believed, graph_of, run_one

MODEL = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.norms = [nn.BatchNorm2d(4)]
    def forward(self, x):
        {body}
        return y
"""


def graph(*lines: str) -> Graph:
    return graph_of(believed(run_one(MODEL.format(body="\n        ".join(lines)))))


def detached(graph: Graph, mode: str) -> list[str]:
    return [node.op for node in graph.nodes if node.op == "detach.default" and node.when in ("always", mode)]


def test_record_follows_a_batch_norm_in_a_python_list() -> None:
    operations = [node.op for node in graph("y = self.norms[0](self.conv(x))").nodes]
    assert operations == ["conv2d.default", "batch_norm.default"]


@pytest.mark.parametrize(
    "context", ["torch.no_grad()", "torch.inference_mode()", "torch.set_grad_enabled(False)"]
)
def test_record_sees_that_no_gradient_comes_back(context: str) -> None:
    assert detached(graph(f"with {context}:", "    y = self.conv(x)"), "train")


@pytest.mark.parametrize(
    "context", ["torch.enable_grad()", "torch.inference_mode(False)", "torch.set_grad_enabled(self.training)"]
)
def test_record_sees_that_gradients_come_back_in_training(context: str) -> None:
    assert not detached(graph(f"with {context}:", "    y = self.conv(x)"), "train")


def test_record_forgets_a_switch_that_one_pass_has_left_off() -> None:
    found = graph("y = self.conv(x)", "torch.set_grad_enabled(False)")
    assert not detached(found, "train")
