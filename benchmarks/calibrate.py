"""Trains right and wrong models over many seeds: `python -m benchmarks.calibrate ASSIGNMENT DATA [SEEDS]`.

Prints the tables that an assignment's thresholds rest on. DATA is what `grade --data` takes. The right model
is trained with twice as many seeds as the others.
"""

import importlib
import statistics
import sys
from collections.abc import Callable, Iterator

import torch
from torch import nn

from grader.checks.authoring import Part
from grader.datasets import Dataset, load
from grader.grading import course
from grader.records.assignment import Recipe
from grader.records.measure import NAMES
from grader.records.progress import silent
from grader.training import train
from grader.training.tasks import TASKS


def score(make: Callable[[], nn.Module], recipe: Recipe, data: Dataset, seed: int) -> float:
    """Return the score on the test images after the assignment's brief training."""
    torch.manual_seed(seed)
    return train(make(), recipe, data, torch.device("cpu"), silent, seed=seed).score


def table(part: Part, models: dict[str, Callable[[], nn.Module]], where: str, seeds: int) -> Iterator[str]:
    """Yield the lines of one part's table as they become known."""
    recipe = part.recipe
    assert recipe is not None, f"nothing is trained in {part.id}"
    data = load(recipe.data, [where], train=recipe.train_images, test=recipe.test_images)
    first = next(iter(models))
    yield f"\n### {part.title.en}\n"
    yield f"{data.name}, {len(data.train_images):,} training and {len(data.test_images):,} test images,"
    yield f"{recipe.epochs} epochs, batches of {recipe.batch}, {seeds} seeds ({first}: {2 * seeds})\n"
    yield f"| {NAMES[TASKS[recipe.task].measure].en} | mean | sd | least | most | mean - 3.09 sd |"
    yield "|---|---|---|---|---|---|"
    for name, make in models.items():
        found = [score(make, recipe, data, seed) for seed in range(2 * seeds if name == first else seeds)]
        mean, deviation = statistics.mean(found), statistics.stdev(found)
        numbers = (mean, deviation, min(found), max(found), mean - 3.09 * deviation)
        yield f"| {name} | {' | '.join(f'{number:.3f}' for number in numbers)} |"


def main(name: str, where: str, seeds: int) -> None:
    parts = {part.id: part for part in course.load(name).parts}
    models = importlib.import_module(f"benchmarks.models.{name}").MODELS
    for part, wrong_and_right in models.items():
        for line in table(parts[part], wrong_and_right, where, seeds):
            print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 10)
