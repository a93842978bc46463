"""How models rank on a data set after a brief training: the table in docs/data.md.

python benchmarks/standin.py                                   # the stand-in, 10 seeds: about 10 minutes
python benchmarks/standin.py --data path/to/cifar10 --seeds 3  # the same models on other data
"""

from collections.abc import Callable
from itertools import pairwise
from statistics import mean, stdev

import click
import torch
from torch import nn

from grader.datasets import load
from grader.records.assignment import Recipe
from grader.records.progress import silent
from grader.training import train

RECIPE = Recipe(train_images=10_000, test_images=2_000, epochs=3, batch=64, learning_rate=4e-3)

Make = Callable[[], nn.Module]


def lenet(activation: Make = nn.ReLU, last: Make = nn.Identity) -> nn.Module:
    return nn.Sequential(
        *(nn.Conv2d(3, 6, 5), activation(), nn.MaxPool2d(2)),
        *(nn.Conv2d(6, 16, 5), activation(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(400, 120), activation()),
        *(nn.Linear(120, 84), activation(), nn.Linear(84, 10), last()),
    )


def one_convolution() -> nn.Module:
    return nn.Sequential(
        *(nn.Conv2d(3, 6, 5), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(1176, 120), nn.ReLU()),
        *(nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)),
    )


def mlp() -> nn.Module:
    widths = (3072, 100, 100, 100, 100)
    hidden = [layer for pair in pairwise(widths) for layer in (nn.Linear(*pair), nn.ReLU())]
    return nn.Sequential(nn.Flatten(), *hidden, nn.Linear(100, 10))


def linear() -> nn.Module:
    return nn.Sequential(nn.Flatten(), nn.Linear(3072, 10))


MODELS: dict[str, Make] = {
    "LeNet-5": lenet,
    "no activations": lambda: lenet(nn.Identity),
    "second convolution missing": one_convolution,
    "ReLU on the logits": lambda: lenet(last=nn.ReLU),
    "softmax before the loss": lambda: lenet(last=lambda: nn.Softmax(1)),
    "5x100 MLP": mlp,
    "sigmoid for ReLU": lambda: lenet(nn.Sigmoid),
    "linear": linear,
}


@click.command()
@click.option("--data", default="standin", show_default=True)
@click.option("--seeds", default=10, show_default=True)
def main(data: str, seeds: int) -> None:
    """Print mean and standard deviation of the test accuracy for every model."""
    dataset = load(data, train=RECIPE.train_images, test=RECIPE.test_images)
    click.echo(f"{dataset.title.en}, digest {dataset.digest[:12]}, {seeds} seeds\n")
    click.echo("| model | accuracy | lowest | highest |\n|---|---|---|---|")
    for name, make in MODELS.items():
        before, after = [], []
        for seed in range(seeds):
            torch.manual_seed(seed)
            curve = train(make(), RECIPE, dataset, torch.device("cpu"), silent, seed=seed)
            before.append(curve.before)
            after.append(curve.epochs[-1].accuracy)
        click.echo(row(name, after))
        if make is lenet:
            click.echo(row("LeNet-5, untrained", before))


def row(name: str, accuracies: list[float]) -> str:
    spread = stdev(accuracies) if len(accuracies) > 1 else 0.0
    return (
        f"| {name} | {mean(accuracies):.3f} ± {spread:.3f} | {min(accuracies):.3f} | {max(accuracies):.3f} |"
    )


if __name__ == "__main__":
    main()
