"""A model made of another package's layers is not the student's own."""

import pytest

from grader.checks import Failed, diagnose
from grader.checks.evidence import Attempt
from grader.records.capture_protocol import Outcome
from grader.records.graph import Graph
from grader.records.source import Candidate, Line
from tests.capture.submissions import believed, graph_of, run

MODELS = """
import torchvision
from abc import ABC

class Own(ABC, nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Flatten(), nn.Linear(3072, 16), nn.ReLU(), nn.Linear(16, 10))
        self.last = self.make_last()

    def make_last(self):
        return nn.Identity()

    def forward(self, x):
        return self.last(self.layers(x))

class WithoutWeights(Own):
    def make_last(self):
        return torchvision.ops.Permute([0, 1])

class ReadyMade(Own):
    def make_last(self):
        return torchvision.ops.MLP(10, [10])

class Small(Own):
    def __init__(self):
        super().__init__()
        self.first = torchvision.ops.Conv2dNormActivation(3, 3)

    def forward(self, x):
        return super().forward(self.first(x))

class Block(torchvision.ops.MLP):
    def __init__(self):
        super().__init__(10, [10])

class Inherited(Own):
    def make_last(self):
        return Block()

class Whole(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = torchvision.models.squeezenet1_1(num_classes=10)

    def forward(self, x):
        return self.net(x)
"""
BORROWED = {
    "ReadyMade": "torchvision.ops.misc.MLP",
    "Small": "torchvision.ops.misc.Conv2dNormActivation",
    "Inherited": "torchvision.ops.misc.MLP",
    "Whole": "torchvision.models.squeezenet.SqueezeNet",
}


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    return {name: believed(outcome) for name, outcome in run(MODELS, (3, 32, 32)).items()}


@pytest.mark.parametrize("name", ["Own", "WithoutWeights"])
def test_of_ones_own_passes_a_model_of_torchs_layers(name: str, outcomes: dict[str, Outcome]) -> None:
    diagnose.of_ones_own(graph_of(outcomes[name]))


@pytest.mark.parametrize(("name", "kind"), BORROWED.items())
def test_runs_names_layers_of_another_package_and_their_line(
    name: str, kind: str, outcomes: dict[str, Outcome]
) -> None:
    candidate = Candidate(name, "class", Line(0, 1), (), (), written=True)
    with pytest.raises(Failed) as caught:
        diagnose.runs(Attempt(name, candidate, outcomes[name], ()))
    finding = caught.value.finding
    assert finding.found is not None
    assert finding.found.en == kind
    assert kind.rpartition(".")[2] in finding.message.ko
    assert None not in finding.at


def test_of_ones_own_passes_the_references(references: dict[str, Graph]) -> None:
    for graph in references.values():
        diagnose.of_ones_own(graph)
