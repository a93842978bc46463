"""Trains an assignment's reference and examples with many seeds, and says which thresholds follow."""

import math
import os
import statistics
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context

import torch

from grader.authoring import build, calibration
from grader.authoring.expectations import examples
from grader.capture.normal_form import normal_form
from grader.capture.replay import Replay
from grader.checks.authoring import Assignment, Part
from grader.confinement.host import Host
from grader.datasets import Dataset, load
from grader.grading.grade import graphs
from grader.intake import read
from grader.records.assignment import Recipe
from grader.records.graph import Graph
from grader.records.measure import NAMES
from grader.records.progress import Progress, silent
from grader.records.text import Text
from grader.training import train
from grader.training.tasks import TASKS

TRAINING = Text(ko="여러 시드로 학습하는 중", en="Training with many seeds")

Models = dict[str, Graph]
"""The models of a part by name, the right one first; none does the same as another."""


def calibrate(
    assignment: Assignment, where: Sequence[str], seeds: int, host: Host, progress: Progress
) -> Iterator[str]:
    """Yield the lines of a calibration.md: for each part that is trained its table, and what follows from it.

    Args:
        assignment: whose recipes, reference and examples are measured.
        where: the data, as `grader.datasets.load` takes it.
        seeds: how often each model is trained; the right one twice as often.
        host: captures the models.
        progress: told how many trainings are done.

    Raises:
        StaffError: the reference cannot be captured, or the data cannot be had.
    """
    yield f"# What the thresholds of {assignment.id} rest on"
    found = models(assignment, host, progress)
    for part in assignment.parts:
        if part.recipe:
            yield from _measured(part, part.recipe, found[part.id], where, seeds, progress)


def models(assignment: Assignment, host: Host, progress: Progress) -> dict[str, Models]:
    """Return the models to train by part: the reference's, and those of examples that do something else."""
    found: dict[str, Models] = {part.id: {} for part in assignment.parts}
    for file in (build.source(assignment), *examples(assignment)):
        for part, graph in graphs(read(file), assignment, host, progress).items():
            plain = normal_form(graph)
            if plain not in found[part].values():
                name = next(each.model for each in assignment.parts if each.id == part)
                found[part][file.stem if found[part] else name] = plain
    return found


def _measured(
    part: Part, recipe: Recipe, found: Models, where: Sequence[str], seeds: int, progress: Progress
) -> Iterator[str]:
    data = images(recipe, tuple(where))
    measure = NAMES[TASKS[recipe.task].measure].en
    yield f"\n### {part.title.en}\n"
    yield f"{data.name}, {len(data.train_images):,} training and {len(data.test_images):,} test images,"
    yield f"{recipe.epochs} epochs, batches of {recipe.batch}, {seeds} seeds from 0"
    right = next(iter(found))
    yield f"({right}: {2 * seeds})\n"
    yield f"| {measure} | {calibration.HEADER} |"
    yield "|---|---|---|---|---|---|"
    reached = scores(found, recipe, tuple(where), seeds, progress)
    untrained = [before for before, _ in reached[right]]
    rows = {name: [after for _, after in each] for name, each in reached.items()}
    rows[calibration.UNTRAINED] = untrained
    for name, numbers in rows.items():
        yield calibration.row(name, numbers)
    yield "\n" + _follows(data.name, rows[right], untrained)


def scores(
    found: Models, recipe: Recipe, where: tuple[str, ...], seeds: int, progress: Progress
) -> dict[str, list[tuple[float, float]]]:
    """Return each model's scores before and after its training, one pair a seed."""
    right = next(iter(found))
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        futures: dict[str, list[Future[tuple[float, float]]]] = {
            name: [
                pool.submit(score, graph, recipe, where, seed)
                for seed in range(2 * seeds if name == right else seeds)
            ]
            for name, graph in found.items()
        }
        total = sum(map(len, futures.values()))
        done: dict[str, list[tuple[float, float]]] = {}
        for name, each in futures.items():
            done[name] = []
            for future in each:
                progress(TRAINING, sum(map(len, done.values())), total)
                done[name].append(future.result())
    return done


def score(graph: Graph, recipe: Recipe, where: tuple[str, ...], seed: int) -> tuple[float, float]:
    """Return a model's scores on the test images before and after the assignment's brief training."""
    torch.set_num_threads(1)
    module = Replay(graph, seed)
    curve = train(
        module, recipe, images(recipe, where), torch.device("cpu"), silent,
        seed=seed, input=module.sample, batch=graph.batch,
    )  # fmt: skip
    return curve.before or 0.0, curve.score


@cache
def images(recipe: Recipe, where: tuple[str, ...]) -> Dataset:
    """Return the data of a recipe, loaded once a process."""
    return load(recipe.data, where, train=recipe.train_images, test=recipe.test_images)


def _follows(data: str, right: list[float], untrained: list[float]) -> str:
    """The thresholds that the numbers of a table suggest, as the assignment's file writes them."""
    full = math.floor(100 * min(calibration.least_expected(right), *right)) / 100
    none = math.ceil(100 * max(untrained)) / 100
    noise = statistics.stdev(right)
    if none >= full:
        return "The right model is hardly better than an untrained one: train it longer, or on more images."
    return (
        f'`"{data}": Threshold(none={none:g}, full={full:g}, chance={none:g}, noise={noise:.2g})`:\n'
        "none, and chance, for an untrained model's best; noise, the right model's sd;\n"
        "full marks under the right model's mean - 3.09 sd, which it falls below once in 1,000 times.\n"
        "Raise `none` to the best of the wrong models that must earn nothing."
    )
