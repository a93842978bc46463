"""How close the brief trainings come to the machine's limit for multiplying matrices and for convolutions.

`python -m benchmarks.limit` prints the floating-point operations per second of one thread in the product of
two large matrices and in a wide convolution, which other libraries compute; and for each trained part the
operations of the reference's brief training and its seconds. It trains on the stand-ins, since what the
images show makes no difference.
"""

import time
from collections.abc import Callable

import msgspec
import torch
from torch.utils.flop_counter import FlopCounterMode

from benchmarks.measure import Words, run, shown
from benchmarks.page import Row, Section
from benchmarks.setting import ASSIGNMENT, PART, Setting
from grader.base.progress import silent
from grader.capture.replay import Replay
from grader.confinement.host import Host
from grader.grading import ENTRIES, course
from grader.grading.trainer import Settings, Trainer
from grader.records.assignment import Recipe
from grader.records.graph import Graph

SIZE = 2048
"""Rows and columns of the matrices."""
CHANNELS = 256
"""Channels before and after the convolution."""
ROUNDS = 5
"""The number of products; the fastest counts."""


class Trained(msgspec.Struct, frozen=True):
    """The brief training of one part's reference."""

    assignment: str
    part: str
    operations: int
    seconds: float


class Found(msgspec.Struct, frozen=True):
    """The machine's peaks in operations per second, and the trainings; the higher one is the limit."""

    product: float
    convolution: float
    trainings: tuple[Trained, ...]


def operations(graph: Graph, recipe: Recipe) -> int:
    """Return the multiplications and additions of a brief training with its tests before and after epochs."""
    model = Replay(graph, 0)
    batch = torch.zeros(recipe.batch, *model.sample)
    with FlopCounterMode(display=False) as step:
        model.train()(batch).sum().backward()
    with FlopCounterMode(display=False) as answer, torch.no_grad():
        model.eval()(batch)
    steps = recipe.epochs * (recipe.train_images // recipe.batch)
    tested = (recipe.epochs + 1) * recipe.test_images
    return int(steps * step.get_total_flops() + tested * answer.get_total_flops() / recipe.batch)


def product_peak(size: int = SIZE, rounds: int = ROUNDS) -> float:
    """Return the most operations per second reached by a product of two matrices."""
    one, other = torch.randn(size, size), torch.randn(size, size)
    one @ other  # the first product also initialises the library
    return 2 * size**3 / min(_timed(lambda: one @ other) for _ in range(rounds))


def convolution_peak(channels: int = CHANNELS, rounds: int = ROUNDS) -> float:
    """Return the most operations per second reached by a 3x3 convolution of 4 maps of 32x32."""
    layer = torch.nn.Conv2d(channels, channels, 3, padding=1).to(memory_format=torch.channels_last)
    maps = torch.randn(4, channels, 32, 32).contiguous(memory_format=torch.channels_last)
    with torch.no_grad():
        layer(maps)
        return 2 * 9 * channels**2 * 4 * 32 * 32 / min(_timed(lambda: layer(maps)) for _ in range(rounds))


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    torch.set_num_threads(1)
    host = Host(*ENTRIES)
    try:
        trainer = Trainer(Settings(data=("standin",), device="cpu"), host, silent)
        trainings = [
            Trained(
                name,
                part.id,
                operations(graph, part.recipe),
                trainer.train(graph, part.recipe, 0).seconds,
            )
            for name in course.names()
            for part in course.load(name).parts
            if part.recipe is not None
            for graph in [part.solutions[part.model]]
        ]
    finally:
        host.end()
    print(msgspec.json.encode(Found(product_peak(), convolution_peak(), tuple(trainings))).decode())


def measure(setting: Setting) -> Section:
    command: Words = ["python", "-m", "benchmarks.limit"]
    found = msgspec.json.decode(run(command, setting.environment()).output, type=Found)
    said = shown(command)
    return Section(
        title="The machine's limit",
        note="What the brief training of each reference takes, and what it would if all of it ran at the"
        " higher of two speeds: that of a product of large matrices and that of a wide convolution, in"
        " float32 on one thread. Where layers are tiny, moving data and starting operations is most of the"
        " work.",
        rows=[
            Row("product of matrices", f"{found.product / 1e9:.0f} GFLOP/s", said),
            Row("wide convolution", f"{found.convolution / 1e9:.0f} GFLOP/s", said),
            *(_row(each, max(found.product, found.convolution), said) for each in found.trainings),
        ],
    )


def _row(trained: Trained, peak: float, command: str) -> Row:
    limit = trained.operations / peak
    return Row(
        f"the brief training of {trained.assignment}'s {trained.part} ({trained.operations / 1e9:.0f} GFLOP)"
        " to the machine's limit",
        f"{trained.seconds:.2f} s to {limit:.2f} s: {trained.seconds / limit:.1f}×",
        command,
        main=(trained.assignment, trained.part) == (ASSIGNMENT, PART),
    )


if __name__ == "__main__":
    main()
