"""How near the training comes to what the machine can multiply.

`python -m benchmarks.limit DATA` prints the floating-point operations of the brief training of LeNet-5, the
seconds that it takes, and how many operations a second one thread does in the product of two large matrices.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch.nn import functional as F  # noqa: N812 - torch's own custom
from torch.utils.flop_counter import FlopCounterMode

from benchmarks.least import lenet, trained
from benchmarks.measure import Words, run, shown
from benchmarks.page import Row, Section
from benchmarks.setting import Setting, recipe
from grader.datasets.prepared import read
from grader.records.assignment import Recipe

SIZE = 2048
"""Rows and columns of the matrices."""


def operations(recipe: Recipe, train: int, test: int) -> int:
    """Multiplications and additions of the brief training, its tests before and after each epoch included."""
    model, batch = lenet(), torch.zeros(recipe.batch, 3, 32, 32)
    targets = torch.zeros(recipe.batch, dtype=torch.long)
    with FlopCounterMode(display=False) as step:
        F.cross_entropy(model(batch), targets).backward()
    with FlopCounterMode(display=False) as answer, torch.no_grad():
        model(batch[:1])
    steps = recipe.epochs * (train // recipe.batch)
    return int(steps * step.get_total_flops() + (recipe.epochs + 1) * test * answer.get_total_flops())


def peak(size: int, rounds: int) -> float:
    """The most operations a second that a product of matrices came to."""
    one, other = torch.randn(size, size), torch.randn(size, size)
    return 2 * size**3 / min(_timed(lambda: one @ other) for _ in range(rounds))


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(where: str, size: int = SIZE, rounds: int = 5) -> None:
    torch.set_num_threads(1)
    data, wanted = read(Path(where)), recipe()
    count = operations(wanted, len(data.train_images), len(data.test_images))
    torch.randn(size, size) @ torch.randn(size, size)
    seconds = min(_timed(lambda: trained(data, wanted)) for _ in range(2))
    print(count, seconds, peak(size, rounds))


def measure(setting: Setting) -> Section:
    command: Words = ["python", "-m", "benchmarks.limit", setting.data]
    count, seconds, rate = map(float, run(command, setting.environment()).output.split())
    limit = count / rate
    said = shown(command)
    return Section(
        title="The machine's limit",
        note="What the training would take if all of it were one product of large matrices, in float32 on one"
        " thread. The layers of LeNet-5 are tiny: moving data and starting operations is most of the work.",
        rows=[
            Row("floating-point operations of the brief training", f"{count / 1e9:.0f} GFLOP", said),
            Row("product of matrices", f"{rate / 1e9:.0f} GFLOP/s", said),
            Row("the limit", f"{limit:.2f} s", said),
            Row("the bare training", f"{seconds:.2f} s", said),
            Row("the bare training to the machine's limit", f"{seconds / limit:.1f}×", said, main=True),
        ],
    )


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
