"""What computing in bfloat16 would change: `python -m benchmarks.precision ASSIGNMENT SEEDS`.

For each part that is trained, the reference is trained by its recipe in float32, as grading does, and under
torch's automatic bfloat16, in turns, from the same seeds. It trains on the stand-ins.
"""

import statistics
import sys
from collections.abc import Iterator

import msgspec
import torch

from benchmarks.measure import Words, run, shown
from benchmarks.page import Row, Section
from benchmarks.setting import ASSIGNMENT, Setting
from grader.capture.replay import Replay
from grader.confinement.host import Host
from grader.grading import ENTRIES, course
from grader.grading.trainer import Settings, Trainer
from grader.records.assignment import Recipe
from grader.records.graph import Graph
from grader.records.measure import Measure, written
from grader.records.progress import silent
from grader.records.report import Curve
from grader.training import train

OTHER = {"ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2"}
"""Has torch compute as on a processor with AVX2 alone, which most laptops are."""


class Pair(msgspec.Struct, frozen=True):
    """One seed: seconds and score in float32, and in bfloat16."""

    single: tuple[float, float]
    brief: tuple[float, float]


class Compared(msgspec.Struct, frozen=True):
    """The trainings of one part, a pair a seed."""

    part: str
    measure: Measure
    pairs: tuple[Pair, ...]


def trained(graph: Graph, recipe: Recipe, trainer: Trainer, seed: int, *, bfloat16: bool) -> Curve:
    """Train a Graph in this process."""
    module = Replay(graph, seed).to(memory_format=torch.channels_last)
    with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16, cache_enabled=False):
        data, device = trainer.data(recipe), torch.device("cpu")
        return train(module, recipe, data, device, silent, seed=seed, input=module.sample)


def compared(part: str, graph: Graph, recipe: Recipe, trainer: Trainer, seeds: int) -> Compared:
    """Train a part's reference both ways, in turns."""
    both = [
        [trained(graph, recipe, trainer, seed, bfloat16=bfloat16) for bfloat16 in (False, True)]
        for seed in range(seeds)
    ]
    pairs = [Pair(*((curve.seconds, curve.score) for curve in curves)) for curves in both]
    return Compared(part, both[0][0].measure, tuple(pairs))


def main(name: str, seeds: int) -> None:
    host = Host(*ENTRIES)
    try:
        trainer = Trainer(Settings(data=("standin",), device="cpu"), host, silent)
        found = [
            compared(part.id, part.solutions[part.model], part.recipe, trainer, seeds)
            for part in course.load(name).parts
            if part.recipe is not None
        ]
    finally:
        host.end()
    print(msgspec.json.encode(found).decode())


def measure(setting: Setting) -> Section:
    rows = [row for name in course.names() for row in _rows(name, setting, setting.rounds, {})]
    return Section(
        title="Half the bits",
        note="The brief training of each reference under torch's automatic bfloat16, to the one in float32"
        " that counts, from the same seeds.",
        rows=[*rows, *_rows(ASSIGNMENT, setting, 1, OTHER)],
    )


def _rows(name: str, setting: Setting, seeds: int, more: dict[str, str]) -> Iterator[Row]:
    command: Words = ["python", "-m", "benchmarks.precision", name, str(seeds)]
    output = run(command, setting.environment(**more)).output
    said = " ".join([*(f"{key}={value}" for key, value in more.items()), shown(command)])
    where = " as a CPU with AVX2 alone does it" if more else ""
    for each in msgspec.json.decode(output, type=list[Compared]):
        single = statistics.median(pair.single[0] for pair in each.pairs)
        brief = statistics.median(pair.brief[0] for pair in each.pairs)
        ratio = statistics.median(pair.single[0] / pair.brief[0] for pair in each.pairs)
        apart = max(abs(pair.single[1] - pair.brief[1]) for pair in each.pairs)
        yield Row(
            f"{name}'s {each.part}{where}: float32 to bfloat16; the scores of a seed are apart by up to",
            f"{single:.2f} s to {brief:.2f} s: {ratio:.2f}×; {written(each.measure, apart)}",
            said,
        )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
