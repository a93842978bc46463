"""Regression, sequences, VAE, denoising and pairs: what is learnt, what it is called, and what is refused."""

import math

import pytest
import torch
from torch import Tensor, nn

from grader.base.progress import silent
from grader.base.text import same
from grader.datasets import Dataset, load
from grader.records.assignment import ADVERSARIAL, SUITING, Data, Recipe, Task
from grader.training import train_confined, write_material
from grader.training.tasks import TASKS, divergence, likeness, negative_elbo, r2, saved
from grader.training.unconfined import train
from tests.capture.submissions import graph_of, run_one
from tests.hosts import shared


def score(module: nn.Module, data: Data, task: Task, epochs: int = 2) -> float:
    torch.manual_seed(0)
    for layer in module.modules():
        if isinstance(layer, nn.Linear | nn.Embedding | nn.LSTM):
            layer.reset_parameters()
    recipe = Recipe(
        data=data, task=task, train_images=1500, test_images=300, epochs=epochs, batch=32, learning_rate=1e-2
    )
    held = load(data, ("standin",), train=recipe.train_images, test=recipe.test_images)
    curve = train(module, recipe, held, torch.device("cpu"), silent)
    assert curve.before is not None
    assert curve.score > curve.before
    return curve.score


class Tagger(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(20, 16)
        self.lstm = nn.LSTM(16, 24, batch_first=True)
        self.out = nn.Linear(24, 20)

    def forward(self, x: Tensor) -> Tensor:
        found: Tensor = self.out(self.lstm(self.table(x))[0])
        return found


class Coder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encode, self.decode = nn.Linear(784, 64), nn.Sequential(nn.Linear(8, 64), nn.ReLU())
        self.mean, self.log_variance, self.out = nn.Linear(64, 8), nn.Linear(64, 8), nn.Linear(64, 784)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        h = self.encode(x.flatten(1)).relu()
        mean, log_variance = self.mean(h), self.log_variance(h)
        code = mean + torch.exp(log_variance / 2) * torch.randn_like(mean)
        return self.out(self.decode(code)).sigmoid().view(x.shape), mean, log_variance


class Distance(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.branch = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 16))

    def forward(self, x: Tensor) -> Tensor:
        one, other = self.branch(x[:, 0]), self.branch(x[:, 1])
        found: Tensor = (one - other).square().sum(1, keepdim=True).add(1e-6).sqrt()
        return found


def test_regression_explains_the_variance() -> None:
    assert score(nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1)), "table", "regression") > 0.7


def test_next_token_is_learnt_beyond_what_the_last_word_tells() -> None:
    assert score(Tagger(), "text", "next_token") > 0.36


def test_vae_saves_bits() -> None:
    assert score(Coder(), "mnist", "vae") > 0.3


def test_denoising_takes_noise_off() -> None:
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 784), nn.Sigmoid())
    assert score(nn.Sequential(*model, nn.Unflatten(1, (1, 28, 28))), "mnist", "denoising") > 11


def test_pairs_are_told_apart_by_their_distance() -> None:
    assert score(Distance(), "pairs", "pairs", epochs=4) > 0.6


def test_negative_elbo_is_the_cross_entropy_and_the_divergence() -> None:
    image, mean, log_variance = torch.full((1, 4), 0.5), torch.ones(1, 2), torch.zeros(1, 2)
    assert float(divergence(mean, log_variance)) == pytest.approx(1.0)
    found = negative_elbo((image, mean, log_variance), torch.tensor([[1.0, 0, 1, 0]]))
    assert float(found) == pytest.approx(math.log(2) + 1 / 4)


MODEL = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.one, self.two = nn.Linear(8, 32), nn.Linear(32, 1)
    def forward(self, x):
        return self.two(F.relu(self.one(x)))
"""


def of_labels(labels: Tensor, images: Tensor) -> Dataset:
    return Dataset(
        name="own",
        title=same("own"),
        classes=(),
        train_images=images,
        train_labels=labels,
        test_images=images,
        test_labels=labels,
    )


def test_r2_of_the_mean_is_none_and_of_the_truth_is_all() -> None:
    truth = torch.tensor([[1.0], [2], [6]])
    data = of_labels(truth, torch.zeros(3, 2))
    assert r2(truth, data).value == 1
    assert r2(torch.full((3, 1), 3.0), data).value == pytest.approx(0)
    assert r2(truth * 1e9, data).value == -1


def test_saved_of_even_odds_is_nothing() -> None:
    data = of_labels(torch.zeros(2), torch.zeros(2, 1, 2, 2, dtype=torch.uint8))
    even = torch.cat([torch.full((2, 4), 0.5), torch.zeros(2, 1)], 1)
    assert saved(even, data).value == pytest.approx(0, abs=1e-6)
    assert saved(torch.full((2, 5), 1e30), data).value == -1


@pytest.mark.parametrize("task", TASKS)
def test_recipe_takes_a_task_with_data_that_has_its_answers(task: Task) -> None:
    suiting = [data for data, tasks in SUITING.items() if task in tasks]
    assert suiting
    for data in suiting:
        against = "Other" if task in ADVERSARIAL else ""
        Recipe(
            data=data, task=task, against=against, train_images=1, test_images=1, epochs=1, batch=1,
            learning_rate=1,
        )  # fmt: skip


GENERATOR = """
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))
    def forward(self, x):
        return self.body(x)
"""
DISCRIMINATOR = GENERATOR.replace("64, 2)", "64, 1)").replace("8, 64", "2, 64")


@pytest.mark.parametrize("task", ADVERSARIAL)
def test_confined_training_sets_two_models_against_each_other(task: Task) -> None:
    graphs = {
        "generator": graph_of(run_one(GENERATOR, (8,))),
        "discriminator": graph_of(run_one(DISCRIMINATOR, (2,))),
    }
    (opponent,) = (graph for name, graph in graphs.items() if name != task)
    recipe = Recipe(
        data="points", task=task, against="Other", opponent=opponent, train_images=4000, test_images=400,
        epochs=10, batch=64, learning_rate=5e-3,
    )  # fmt: skip
    data = load("points", ("standin",), train=4000, test=400)
    material = shared().folder / f"points-{task}.safetensors"
    write_material(data, recipe, material)
    curve = train_confined(graphs[task], recipe, data, material, shared(), silent, seed=0)
    assert (curve.measure, curve.stopped) == ("likeness", None)
    assert curve.before is not None
    assert curve.before + 0.2 < curve.score


def test_likeness_is_all_of_the_same_points_and_little_of_a_single_one() -> None:
    data = load("points", ("standin",), train=400, test=400)
    real = data.test_images - data.train_images.mean(0, keepdim=True)
    real = real / data.train_images.std(0, keepdim=True)
    assert likeness(real, data).value == pytest.approx(1, abs=1e-3)
    assert likeness(real[:1].expand(400, 2), data).value < 0.4


@pytest.mark.parametrize(("task", "against"), [("generator", ""), ("classification", "Other")])
def test_recipe_names_an_opponent_where_there_are_two_models_and_nowhere_else(
    task: Task, against: str
) -> None:
    with pytest.raises(ValueError, match=r"against= names the reference"):
        Recipe(task=task, against=against, train_images=1, test_images=1, epochs=1, batch=1, learning_rate=1)


OWN = """
import torch
ANSWERS = 1
def loss(outputs, targets):
    return (outputs - targets).abs().mean()
def answers(outputs):
    return outputs
def score(answers, labels):
    return 1 - float((answers - labels).abs().mean())
"""


def own(text: str) -> Recipe:
    return Recipe(
        data="table", task="own", own=text, train_images=900, test_images=200, epochs=3, batch=32,
        learning_rate=1e-2,
    )  # fmt: skip


def test_own_loss_and_score_are_used_in_the_confined_training() -> None:
    data = load("table", ("standin",), train=900, test=200)
    material = shared().folder / "own-task.safetensors"
    write_material(data, own(OWN), material)
    graph = graph_of(run_one(MODEL, (8,)))
    curve = train_confined(graph, own(OWN), data, material, shared(), silent, seed=0)
    assert curve.measure == "own"
    assert curve.before is not None
    assert curve.stopped is None
    assert curve.before + 0.5 < curve.score < 1


@pytest.mark.parametrize(
    ("text", "said"),
    [(OWN.replace("def score", "def scores"), "lacks score"), (OWN.replace("ANSWERS", "N"), "lacks ANSWERS")],
)
def test_recipe_refuses_an_own_task_that_lacks_something(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        own(text)


def test_recipe_refuses_a_task_that_the_data_has_no_answers_for() -> None:
    with pytest.raises(ValueError, match=r"data='mnist', task='regression'.*that data is for classification"):
        Recipe(
            data="mnist", task="regression", train_images=1, test_images=1, epochs=1, batch=1, learning_rate=1
        )
