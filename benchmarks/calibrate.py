"""Trains right and wrong models over many seeds.

`python -m benchmarks.calibrate ASSIGNMENT DATA [SEEDS] [FIRST]` prints the tables that an assignment's
thresholds rest on. DATA is what `grade --data` takes. The right model is trained with twice as many seeds as
the others. Seeds count from FIRST, so that lines set after seeing some seeds can be tried on others. The
trainings run beside each other, one thread and one core each.
"""

import importlib
import os
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context

import torch

from benchmarks.models import Models
from grader.authoring.calibration import HEADER, row
from grader.checks.authoring import Assignment, Part
from grader.datasets import Dataset, load
from grader.grading import course
from grader.records.assignment import Recipe
from grader.records.measure import NAMES
from grader.records.progress import silent
from grader.training import train
from grader.training.tasks import TASKS


@cache
def assignment(name: str) -> Assignment:
    return course.load(name)


def models(name: str) -> Models:
    found: Models = importlib.import_module(f"benchmarks.models.{name}").MODELS
    return found


def part(name: str, of: str) -> tuple[Part, Recipe]:
    """Return a part and how it is trained."""
    (found,) = (part for part in assignment(name).parts if part.id == of)
    assert found.recipe is not None, f"nothing is trained in {of}"
    return found, found.recipe


@cache
def images(name: str, of: str, where: str) -> Dataset:
    """Return the data of a part, loaded once a process."""
    _, recipe = part(name, of)
    return load(recipe.data, [where], train=recipe.train_images, test=recipe.test_images)


def score(name: str, of: str, model: str, where: str, seed: int) -> float:
    """Return the score on the test images after the assignment's brief training."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    module = models(name)[of][model]()
    _, recipe = part(name, of)
    return train(module, recipe, images(name, of, where), torch.device("cpu"), silent, seed=seed).score


def table(pool: ProcessPoolExecutor, name: str, of: str, where: str, seeds: range) -> Iterator[str]:
    """Yield the lines of one part's table as they become known."""
    found, recipe = part(name, of)
    data = images(name, of, where)
    first = next(iter(models(name)[of]))
    scores: dict[str, list[Future[float]]] = {
        model: [
            pool.submit(score, name, of, model, where, seed)
            for seed in range(seeds.start, seeds.stop + (len(seeds) if model == first else 0))
        ]
        for model in models(name)[of]
    }
    yield f"\n### {found.title.en}\n"
    yield f"{data.name}, {len(data.train_images):,} training and {len(data.test_images):,} test images,"
    yield f"{recipe.epochs} epochs, batches of {recipe.batch}, {len(seeds)} seeds from {seeds.start}"
    yield f"({first}: {2 * len(seeds)})\n"
    yield f"| {NAMES[TASKS[recipe.task].measure].en} | {HEADER} |"
    yield "|---|---|---|---|---|---|"
    for model, futures in scores.items():
        yield row(model, [future.result() for future in futures])


def main(name: str, where: str, seeds: int = 10, first: int = 0) -> None:
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        for of in models(name):
            for line in table(pool, name, of, where, range(first, first + seeds)):
                print(line, flush=True)


if __name__ == "__main__":
    name, where, *numbers = sys.argv[1:]
    main(name, where, *map(int, numbers))
