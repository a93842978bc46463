"""What computing in bfloat16 would change: `python -m benchmarks.precision ASSIGNMENT SEEDS`.

For each part that is trained, the reference is trained by its recipe in float32, as grading does, and under
torch's automatic bfloat16, in turns, from the same seeds. It trains on the stand-ins.
"""

import statistics
import sys
from collections.abc import Iterable

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
from grader.records.progress import silent
from grader.records.report import Curve
from grader.training import train

OTHER = {"ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2"}
"""Has torch compute as on a processor with AVX2 alone, which most laptops are."""


Trained = tuple[float, float]
"""Seconds and score of one training."""


class Pair(msgspec.Struct, frozen=True):
    """One seed, in float32 and in bfloat16."""

    single: Trained
    brief: Trained


class Compared(msgspec.Struct, frozen=True):
    """The trainings of one part, a pair a seed."""

    part: str
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
    return Compared(part, tuple(pairs))


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
    here = {name: _run(name, setting, {}) for name in course.names()}
    there = _run(ASSIGNMENT, setting, OTHER)
    rows = [_row(f"{name}'s {each.part}", each, _said(name, setting)) for name in here for each in here[name]]
    where = "as on a CPU with AVX2 alone"
    said = " ".join([*(f"{key}={value}" for key, value in OTHER.items()), _said(ASSIGNMENT, setting)])
    for own, other in zip(here[ASSIGNMENT], there, strict=True):
        name = f"{ASSIGNMENT}'s {own.part}"
        rows.append(_row(f"{name}, {where}", other, said))
        apart = _apart((one.single, two.single) for one, two in zip(own.pairs, other.pairs, strict=True))
        what = f"float32 itself, {where}: the scores of one seed of {name} are apart by at most"
        rows.append(Row(what, f"{apart:.3f}", said))
    return Section(
        title="Half the bits",
        note="The brief training of each reference in float32, which counts, to the one under torch's"
        " automatic bfloat16; and how far apart the scores of one seed are at most: shares of the images"
        " that are right, dB of PSNR, or IoU.",
        rows=rows,
    )


def _command(name: str, setting: Setting) -> Words:
    return ["python", "-m", "benchmarks.precision", name, str(setting.rounds)]


def _said(name: str, setting: Setting) -> str:
    return shown(_command(name, setting))


def _run(name: str, setting: Setting, more: dict[str, str]) -> list[Compared]:
    output = run(_command(name, setting), setting.environment(**more)).output
    return msgspec.json.decode(output, type=list[Compared])


def _row(what: str, found: Compared, said: str) -> Row:
    single = statistics.median(pair.single[0] for pair in found.pairs)
    brief = statistics.median(pair.brief[0] for pair in found.pairs)
    ratio = statistics.median(pair.single[0] / pair.brief[0] for pair in found.pairs)
    apart = _apart((pair.single, pair.brief) for pair in found.pairs)
    return Row(what, f"{single:.2f} s to {brief:.2f} s: {ratio:.2f}×; {apart:.3f} apart", said)


def _apart(pairs: Iterable[tuple[Trained, Trained]]) -> float:
    return max(abs(one[1] - other[1]) for one, other in pairs)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
