"""Noise in training is left out of what is judged; noise in evaluation is found."""

from functools import cache

import pytest

from grader.analysis.modes import passes
from grader.analysis.noise import draws_in_evaluation
from grader.analysis.rules.simplify import simplify
from grader.records.graph import Graph
from tests.capture.submissions import believed, graph_of, run

MODEL = """
class {name}(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
    def forward(self, x):
        y = self.conv(x)
        {body}
        return y
"""
IN_TRAINING = {
    "Added": "y = y + 0.1 * torch.randn_like(y)",
    "OfItsOwnSize": "y = y + torch.randn(y.size()) * 0.1",
    "InPlace": "y = y + torch.empty_like(y).normal_(0, 0.1)",
    "Masked": "y = y * (torch.rand_like(y) > 0.2) / 0.8",
    "Kept": "y = y * torch.bernoulli(torch.full_like(y, 0.8)) / 0.8",
    "Uniform": "y = y * torch.empty(y.size(0), 1, 1, 1).uniform_(0.9, 1.1)",
    "Filled": "y = y.masked_fill(torch.rand_like(y) < 0.2, 0.0)",
}
OTHERS = {
    "Softmax": "y = F.softmax(y + torch.randn_like(y), 1)",
    "Twice": "y = self.conv(x) * 2 + torch.randn_like(y)",
}
IN_EVALUATION = {
    "Always": "y = y + torch.randn_like(y)",
    "Forgotten": "y = F.dropout(y, 0.5)",
    "Leaky": "y = F.rrelu(y, training=True)",
}
CALM = {"Dropout": "y = F.dropout(y, 0.5, self.training)", "Rrelu": "y = F.rrelu(y, training=self.training)"}


@cache
def graphs() -> dict[str, Graph]:
    bodies = {name: f"if self.training: {body}" for name, body in (IN_TRAINING | OTHERS).items()}
    text = "".join(
        MODEL.format(name=name, body=body) for name, body in (bodies | IN_EVALUATION | CALM).items()
    )
    return {name: simplify(graph_of(believed(outcome))) for name, outcome in run(text).items()}


@pytest.mark.parametrize("name", IN_TRAINING)
def test_passes_are_one_where_training_only_adds_noise(name: str) -> None:
    assert len(passes(graphs()[name])) == 1


@pytest.mark.parametrize("name", OTHERS)
def test_passes_are_two_where_training_does_more_than_noise(name: str) -> None:
    assert len(passes(graphs()[name])) == 2


@pytest.mark.parametrize("name", IN_EVALUATION)
def test_draws_in_evaluation_finds_noise(name: str) -> None:
    assert draws_in_evaluation(graphs()[name])


@pytest.mark.parametrize("name", [*IN_TRAINING, *CALM])
def test_draws_in_evaluation_finds_none_in_training(name: str) -> None:
    assert not draws_in_evaluation(graphs()[name])
