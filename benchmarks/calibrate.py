"""Trains the right LeNet-5 and wrong models over many seeds: `python benchmarks/calibrate.py DATA [SEEDS]`.

Prints the table that the thresholds of assignment1 rest on. DATA is what `grade --data` takes.
"""

import itertools
import statistics
import sys
from collections.abc import Callable

import torch
from torch import Tensor, nn

from assignments.assignment1.assignment import RECIPE
from grader.datasets import Dataset, load
from grader.records.progress import silent
from grader.training import train


def lenet(activation: type[nn.Module] = nn.ReLU, *last: nn.Module) -> nn.Module:
    """The right model, or one with other activations or something after the logits."""
    return nn.Sequential(
        *(nn.Conv2d(3, 6, 5), activation(), nn.MaxPool2d(2)),
        *(nn.Conv2d(6, 16, 5), activation(), nn.MaxPool2d(2), nn.Flatten()),
        *(nn.Linear(400, 120), activation(), nn.Linear(120, 84), activation(), nn.Linear(84, 10), *last),
    )


def linear() -> nn.Module:
    return nn.Sequential(nn.Flatten(), nn.Linear(3072, 10))


def mlp() -> nn.Module:
    sizes = (3072, 100, 100, 100, 100)
    hidden = [m for a, b in itertools.pairwise(sizes) for m in (nn.Linear(a, b), nn.ReLU())]
    return nn.Sequential(nn.Flatten(), *hidden, nn.Linear(100, 10))


def one_convolution() -> nn.Module:
    return nn.Sequential(
        *(nn.Conv2d(3, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()),
        *(nn.Linear(14 * 14 * 6, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)),
    )


class Untrained(nn.Module):
    """A LeNet-5 whose weights never move."""

    def __init__(self) -> None:
        super().__init__()
        self.model = lenet().requires_grad_(False)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.model(x)
        return out


MODELS: dict[str, Callable[[], nn.Module]] = {
    "LeNet-5": lenet,
    "untrained": Untrained,
    "linear classifier": linear,
    "5x100 MLP": mlp,
    "sigmoid for ReLU": lambda: lenet(nn.Sigmoid),
    "softmax before the loss": lambda: lenet(nn.ReLU, nn.Softmax(1)),
    "ReLU on the logits": lambda: lenet(nn.ReLU, nn.ReLU()),
    "no activations": lambda: lenet(nn.Identity),
    "second convolution missing": one_convolution,
}


def accuracy(make: Callable[[], nn.Module], data: Dataset, seed: int) -> float:
    """Return the test accuracy after the assignment's brief training."""
    torch.manual_seed(seed)
    return train(make(), RECIPE, data, torch.device("cpu"), silent, seed=seed).epochs[-1].accuracy


def main(where: str, seeds: int) -> None:
    data = load(where, train=RECIPE.train_images, test=RECIPE.test_images)
    print(f"{data.name}, {len(data.train_images):,} training and {len(data.test_images):,} test images,")
    print(f"{RECIPE.epochs} epochs, batches of {RECIPE.batch}, {seeds} seeds (LeNet-5: {2 * seeds})\n")
    print("| model | mean | sd | least | most | mean - 3.09 sd |\n|---|---|---|---|---|---|")
    for name, make in MODELS.items():
        count = 2 * seeds if name == "LeNet-5" else seeds
        found = [accuracy(make, data, seed) for seed in range(count)]
        mean, deviation = statistics.mean(found), statistics.stdev(found)
        low = f"{mean - 3.09 * deviation:.3f}"
        print(f"| {name} | {mean:.3f} | {deviation:.3f} | {min(found):.3f} | {max(found):.3f} | {low} |")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 10)
