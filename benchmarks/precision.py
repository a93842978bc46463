"""What computing in bfloat16 would change: `python -m benchmarks.precision [ROUNDS]`.

For each part that is trained, the reference is trained by its recipe in float32, as grading does, and under
torch's automatic bfloat16, in turns, from the same seeds. It trains on the stand-ins.
"""

import statistics
import sys

import msgspec
import torch

from benchmarks.measure import Words, run, shown
from benchmarks.page import Row, Section
from benchmarks.setting import Setting
from grader.capture.replay import Replay
from grader.confinement.host import Host
from grader.grading import ENTRIES, course
from grader.grading.trainer import Settings, Trainer
from grader.records.assignment import Recipe
from grader.records.graph import Graph
from grader.records.progress import silent
from grader.records.report import Curve
from grader.training import train

ROUNDS = 3
"""Seeds of each training."""


class Compared(msgspec.Struct, frozen=True):
    """One part's trainings by seed: seconds and score, in float32 and in bfloat16."""

    part: str
    single: tuple[tuple[float, float], ...]
    brief: tuple[tuple[float, float], ...]


def trained(graph: Graph, recipe: Recipe, trainer: Trainer, seed: int, *, bfloat16: bool) -> Curve:
    """Train a Graph in this process."""
    module = Replay(graph, seed).to(memory_format=torch.channels_last)
    with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16, cache_enabled=False):
        return train(
            module, recipe, trainer.data(recipe), torch.device("cpu"), silent, seed=seed, input=module.sample
        )


def compared(name: str, graph: Graph, recipe: Recipe, trainer: Trainer, rounds: int) -> Compared:
    found: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
    for seed in range(rounds):
        for bfloat16, scores in found.items():
            curve = trained(graph, recipe, trainer, seed, bfloat16=bfloat16)
            scores.append((curve.seconds, curve.score))
    return Compared(name, tuple(found[False]), tuple(found[True]))


def main(rounds: int) -> None:
    host = Host(*ENTRIES)
    try:
        trainer = Trainer(Settings(data=("standin",), device="cpu"), host, silent)
        found = [
            compared(f"{name}'s {part.id}", part.solutions[part.model], part.recipe, trainer, rounds)
            for name in course.names()
            for part in course.load(name).parts
            if part.recipe is not None
        ]
    finally:
        host.end()
    print(msgspec.json.encode(found).decode())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
