"""Models of a few lines, and whether two Graphs compute the same."""

import torch

from grader.analysis.flow import operation
from grader.capture.replay import Replay
from grader.capture.validate import validate
from grader.records.graph import Graph, Weight
from grader.records.graph import references as references_of
from tests.capture.submissions import believed, graph_of, run_one

HEAD = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = nn.Conv2d(3, 3, 3, padding=1)
        self.d = nn.Conv2d(3, 3, 3, padding=1)
        self.whole = nn.Conv2d(3, 5, 8)
        self.one = nn.Conv2d(5, 4, 1, bias=False)
        self.w = nn.Parameter(torch.randn(8, 5))
        self.b = nn.Parameter(torch.randn(5))
        self.drop = nn.Dropout(0.0)
    def forward(self, x):
        y = self.c(x)
        """


LAYERS = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = nn.Conv2d(3, 4, 3, padding=1)
        self.d = nn.Conv2d(3, 2, 3, padding=1)
        self.w = nn.Parameter(torch.randn(5, 3, 3, 3))
        self.b = nn.Parameter(torch.randn(5))
        self.patches = nn.Linear(27, 5)
        self.whole = nn.Parameter(torch.randn(6, 3, 8, 8))
        self.own = nn.Linear(8, 4)
        self.up = nn.Parameter(torch.randn(3, 2, 4, 4))
        self.both = nn.Parameter(torch.randn(5, 193))
        self.eight = nn.Conv2d(8, 2, 3)
    def forward(self, x):
        n = x.size(0)
        y, z = self.c(x), self.d(x)
        """


def graph_of_lines(lines: str) -> Graph:
    text = LAYERS + lines.replace("; ", "\n        ") + "\n"
    return graph_of(believed(run_one(text)))


def graph(line: str) -> Graph:
    found = believed(run_one(HEAD + line + "\n"))
    return graph_of(found)


def operations(graph: Graph) -> list[str]:
    return [operation(node) for node in graph.nodes]


def turned_round(before: Graph, after: Graph) -> set[int]:
    """The tensors whose two dimensions have changed places; of a square it is told by who reads it."""
    pairs = enumerate(zip(before.tensors, after.tensors, strict=True))
    shown = {index for index, (one, other) in pairs if _outputs_last(one.shape, other.shape)}
    return shown | (multiplied(before) - multiplied(after))


def _outputs_last(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether the outputs come last in one shape of a layer's weight, and first in the other."""
    return one != other and len(other) == 2 and (one[-1], one[0] == other[0]) == (other[0], False)


def multiplied(graph: Graph) -> set[int]:
    """The tensors that are factors of a product, not weights of a layer."""
    products = [node for node in graph.nodes if operation(node) in ("matmul", "mm", "addmm")]
    return {each.index for node in products for each in references_of(node)[-1:] if isinstance(each, Weight)}


def assert_alike(before: Graph, after: Graph) -> None:
    """Both give the same outputs and gradients with the same weights, in evaluation mode and in training."""
    validate(after)
    one, other = Replay(before, seed=0), Replay(after, seed=None)
    with torch.no_grad():
        turned = turned_round(before, after)
        for index in range(len(before.tensors)):
            weight = one.weight(index)
            turn = weight.flatten(0, -2).T if index in turned else weight.reshape(other.weight(index).shape)
            other.weight(index).copy_(turn)
    batch = torch.randn(before.batch or 2, *one.sample, generator=torch.Generator().manual_seed(0))
    for training in (False, True):
        outputs = []
        for module in (one, other):
            torch.manual_seed(0)
            outputs.append(module.train(training)(batch))
        assert outputs[0].shape == outputs[1].shape
        one_output, other_output = (each.float() for each in outputs)
        assert torch.allclose(one_output, other_output, rtol=1e-4, atol=1e-5, equal_nan=True)
