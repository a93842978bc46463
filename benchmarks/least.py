"""The least that any grader must do: import torch and train LeNet-5 briefly, with nothing around it.

`python -m benchmarks.least DATA [SEED]` prints the seconds of the training and the accuracy.
"""

import sys
import time
from pathlib import Path

import torch
from torch import nn

from grader.datasets.dataset import Dataset
from grader.datasets.prepared import read
from grader.grading import course
from grader.records.assignment import Recipe
from grader.training.loop import passes
from grader.training.tasks import TASKS, Material, accuracy


def lenet() -> nn.Sequential:
    """Return the LeNet-5 that the assignment asks for."""
    return nn.Sequential(
        nn.Conv2d(3, 6, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 120),
        nn.ReLU(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
    )


def material(data: Dataset, recipe: Recipe) -> Material:
    """Return the images in the form that the brief training takes."""
    train, test = (
        images.contiguous(memory_format=torch.channels_last)
        for images in (data.train_images, data.test_images)
    )
    return TASKS[recipe.task].material(train, data.train_labels, test)


def trained(data: Dataset, recipe: Recipe, seed: int = 0) -> float:
    """Train LeNet-5 and return the accuracy."""
    torch.manual_seed(seed)
    model = lenet().to(memory_format=torch.channels_last)
    *_, last = passes(model, recipe, material(data, recipe), lambda _done, _total: None, seed=seed)
    return accuracy(last.answers, data).value


def main(where: str, seed: int = 0) -> None:
    (recipe,) = (part.recipe for part in course.load("assignment1").parts if part.recipe)
    data = read(Path(where))
    start = time.perf_counter()
    found = trained(data, recipe, seed)
    print(f"{time.perf_counter() - start:.3f} {found:.4f}")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
