"""The cost of confinement and validation: `python -m benchmarks.confinement [RUNS]`.

Captures LeNet-5 and a U-Net as the grader does, in a child as confined as this machine allows and with the
Graph tried and validated, and in a plain child without either. The runs are interleaved; figures are median
seconds. Warm children, plain ones too, are forked from a process that has imported torch; cold ones start
from scratch. A known Graph equals one that was tried before, as for most of a class.
"""

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from grader import intake
from grader.capture.capture import ENTRY, capture
from grader.capture.verify import Trials, trusted
from grader.confinement.host import Host
from grader.confinement.policy import Policy
from grader.confinement.process import Child
from grader.confinement.tiers import TIERS, strongest
from grader.confinement.warm import Warm
from grader.grading import ENTRIES
from grader.records.capture_protocol import Captured, Job
from grader.records.source import Source

EXAMPLES = Path(__file__).parents[1] / "assignments"
SUBMISSIONS = {
    "LeNet-5": ("assignment1/examples/right_lab_notebook.ipynb", "LeNet5"),
    "U-Net": ("assignment2/examples/right_lab_notebook.ipynb", "UNet"),
}
SHAPE = (3, 32, 32)


class Plain(Host):
    """Forks children as the grader's own host does, but does not confine them."""

    def __init__(self) -> None:
        super().__init__(ENTRY, tier=TIERS["unconfined"])
        self._warm = Warm(self.tier, (ENTRY,), [])

    def _started(self, entry: str, policy: Policy) -> Child:
        assert self._warm is not None
        return self._warm.start(entry, policy)


def main(runs: int) -> None:
    print(f"{strongest().title.en}; {runs} runs")
    print(f"{'':20} {'plain':>8} {'confined':>8} {'of that the trial':>18} {'ratio':>6}")
    with Host(*ENTRIES) as confined, Plain() as plain:
        for name, work in submissions().items():
            one, other = partial(timed, *work, plain, False), partial(timed, *work, confined, True)
            show(f"{name}, warm, new", runs, one, partial(forgetful, other))
            show(f"{name}, warm, known", runs, one, other)
    for name, work in submissions().items():
        one, other = partial(cold, *work, False), partial(cold, *work, True)
        show(f"{name}, cold", runs, one, partial(forgetful, other))


def submissions() -> dict[str, tuple[Source, Job]]:
    found = {}
    for name, (path, model) in SUBMISSIONS.items():
        source = intake.read(EXAMPLES / path)
        each = next(each for each in source.candidates if each.name == model)
        found[name] = source, Job(each.statements, each.name, each.kind, each.makers, SHAPE, {})
    return found


def timed(source: Source, job: Job, host: Host, validated: bool) -> tuple[float, float]:
    """Return the seconds of a capture with its trial, and of the trial alone."""
    start = time.perf_counter()
    outcomes = capture(source, (job,), host)
    captured = time.perf_counter()
    if validated:
        outcomes = tuple(trusted(outcomes, host))
    assert isinstance(outcomes[0], Captured), outcomes
    end = time.perf_counter()
    return end - start, end - captured


def forgetful(work: "Timed") -> tuple[float, float]:
    """Forget every Graph that was tried, then do the work."""
    Trials.known.clear()
    return work()


def cold(source: Source, job: Job, confined: bool) -> tuple[float, float]:
    """Return the same as `timed`, including the start and end of every process."""
    start = time.perf_counter()
    host = Host(*ENTRIES) if confined else Host(ENTRY, tier=TIERS["unconfined"])
    with host:
        _, trial = timed(source, job, host, confined)
    return time.perf_counter() - start, trial


Timed = Callable[[], tuple[float, float]]


def show(name: str, runs: int, plain: Timed, confined: Timed) -> None:
    plain(), confined()
    pairs = [(plain()[0], *confined()) for _ in range(runs)]
    one, other, trial = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(pair[1] / pair[0] for pair in pairs)
    print(f"{name:20} {one:8.3f} {other:8.3f} {trial:18.3f} {ratio:6.2f}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
