"""The length of a model's description besides its weights, and when it is too long."""

import pytest

from grader.checks import Assignment, Failed
from grader.checks.description_length import LEAST_BOUND, bound, description_length, within
from grader.grading import course
from grader.records.graph import Graph
from tests.capture.submissions import graph_of, run
from tests.capture.test_zoo import files, outcomes

TEXT = """
class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(192, 32)
        self.fc2 = nn.Linear(32, 10)
    def forward(self, x):
        return self.fc2(F.relu(self.fc1(x.flatten(1))))

class Renamed(nn.Module):
    def __init__(self, width=32):
        super().__init__()
        self.classifier = nn.Sequential(nn.Flatten(), nn.Linear(192, width), nn.ReLU(), nn.Linear(width, 10))
    def forward(self, images):
        return self.classifier(images)

class Carrier(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(192, 32)
    def forward(self, x):
        x = self.fc1(x.flatten(1))
        for i in range(90):
            x = x * ((i * 7919) % 1009 / 613) + (i * 104729) % 997 / 331
        return x[:, :10]
"""


@pytest.fixture(scope="module")
def graphs() -> dict[str, Graph]:
    return {name: graph_of(outcome) for name, outcome in run(TEXT).items()}


def test_description_length_ignores_names_and_style(graphs: dict[str, Graph]) -> None:
    assert description_length(graphs["Plain"]) == description_length(graphs["Renamed"])


def test_description_length_counts_numbers_that_are_no_weights(graphs: dict[str, Graph]) -> None:
    assert description_length(graphs["Carrier"]) > LEAST_BOUND
    with pytest.raises(Failed) as failed:
        within(graphs["Carrier"], LEAST_BOUND)
    assert "not trained" in failed.value.finding.message.en
    within(graphs["Plain"], LEAST_BOUND)


def test_bound_allows_twice_the_solution(graphs: dict[str, Graph]) -> None:
    assert bound([]) == bound([graphs["Plain"]]) == LEAST_BOUND
    assert bound([graphs["Carrier"], graphs["Plain"]]) == 2 * description_length(graphs["Carrier"])


def test_description_length_of_honest_models_is_short() -> None:
    lengths = {
        path.stem: description_length(graph_of(outcomes()[path]))
        for path in [*files("models"), *files("fixed_batch")]
    }
    long = {name for name, length in lengths.items() if length > 2 * LEAST_BOUND}
    assert long == set()


@pytest.mark.parametrize("name", course.names())
def test_within_lets_every_solution_be_trained(name: str) -> None:
    assignment: Assignment = course.load(name)
    for part in assignment.parts:
        for graph in part.references.values():
            within(graph, bound(part.solutions.values()))
