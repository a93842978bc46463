"""Compares the brief training with another way: `python -m benchmarks.versus WAY ASSIGNMENT SEEDS`.

The reference of each trained part is trained by its recipe as in grading, in float32 on one CPU thread, and
in the other way, in turns and from the same seeds. The way is `bfloat16` (torch's automatic mixed precision
on the CPU), `cuda`, or `as_written` (without `grader.training.rewriting`). The data are the stand-ins.
"""

import statistics
import sys
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
import torch

from benchmarks.measure import Words, run, shown
from benchmarks.page import Row
from benchmarks.setting import Setting
from grader.base.progress import silent
from grader.capture.replay import Replay
from grader.confinement.host import Host
from grader.grading import ENTRIES, course
from grader.grading.trainer import Settings, Trainer
from grader.records.assignment import Recipe
from grader.records.graph import Graph
from grader.records.report import Curve
from grader.training import train
from grader.training.rewriting import pool_first

OURS: Final = "float32"
Trained = tuple[float, float]
"""The seconds and the score of one training."""


class Pair(msgspec.Struct, frozen=True):
    """The trainings from one seed: as in grading, and in the other way."""

    ours: Trained
    other: Trained


class Compared(msgspec.Struct, frozen=True):
    """The trainings of one part, one pair per seed."""

    part: str
    pairs: tuple[Pair, ...]


def trained(graph: Graph, recipe: Recipe, trainer: Trainer, seed: int, way: str) -> Curve:
    """Train a Graph in this process, in `float32` as in grading, or in another way."""
    module = Replay(graph if way == "as_written" else pool_first(graph), seed)
    device = torch.device("cuda" if way == "cuda" else "cpu")
    if device.type == "cpu":
        module.to(memory_format=torch.channels_last)
    with torch.autocast("cpu", torch.bfloat16, enabled=way == "bfloat16", cache_enabled=False):
        return train(module, recipe, trainer.data(recipe), device, silent, seed=seed, input=module.sample)


def compared(part: str, graph: Graph, recipe: Recipe, trainer: Trainer, seeds: int, way: str) -> Compared:
    """Train a part's reference both ways, in turns."""
    both = [[trained(graph, recipe, trainer, seed, each) for each in (OURS, way)] for seed in range(seeds)]
    pairs = [Pair(*((curve.seconds, curve.score) for curve in curves)) for curves in both]
    return Compared(part, tuple(pairs))


def main(way: str, name: str, seeds: int) -> None:
    host = Host(*ENTRIES)
    try:
        trainer = Trainer(Settings(data=("standin",), device="cpu"), host, silent)
        found = [
            compared(part.id, part.solutions[part.model], part.recipe, trainer, seeds, way)
            for part in course.load(name).parts
            if part.recipe is not None
        ]
    finally:
        host.end()
    print(msgspec.json.encode(found).decode())


# -- for sections ----------------------------------------------------------------------------------------


def measured(way: str, name: str, setting: Setting, more: Mapping[str, str]) -> list[Compared]:
    """Run this module for one assignment, with additions to the environment."""
    output = run(_command(way, name, setting), setting.environment(**more)).output
    return msgspec.json.decode(output, type=list[Compared])


def said(way: str, name: str, setting: Setting, more: Mapping[str, str]) -> str:
    """Return the command of `measured` as a reader would type it."""
    return " ".join([*(f"{key}={value}" for key, value in more.items()), shown(_command(way, name, setting))])


def row(what: str, found: Compared, command: str) -> Row:
    """Return one part's times, their ratio, and the largest difference between scores."""
    ours, other = (statistics.median(pair[0] for pair in side) for side in zip(*_pairs(found), strict=True))
    ratio = statistics.median(one[0] / two[0] for one, two in _pairs(found))
    return Row(
        what, f"{ours:.2f} s to {other:.2f} s: {ratio:.2f}×; {apart(_pairs(found)):.3f} apart", command
    )


def apart(pairs: Iterable[tuple[Trained, Trained]]) -> float:
    """Return the largest difference between the scores of a pair."""
    return max(abs(one[1] - two[1]) for one, two in pairs)


def _pairs(found: Compared) -> list[tuple[Trained, Trained]]:
    return [(pair.ours, pair.other) for pair in found.pairs]


def _command(way: str, name: str, setting: Setting) -> Words:
    return ["python", "-m", "benchmarks.versus", way, name, str(setting.rounds)]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
