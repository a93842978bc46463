"""The load a large class puts on scheduler and TA's machine: `python -m benchmarks.cluster 10000`.

Scheduler, workers, client and store are real. Only the work is simulated: it takes as long as requested and
answers as for a right submission. Every hundredth submission brings a model to be trained. As the number
grows, throughput, memory and processor time per submission are printed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec
import psutil
from distributed import Client

from grader.base.progress import silent
from grader.batch.cluster.client import Cluster
from grader.batch.cluster.dispatch import dispatch
from grader.batch.cluster.order import order
from grader.batch.cluster.packing import pack
from grader.batch.cluster.session import Session
from grader.batch.cluster.wire import Answer, BatchOrder, ClusterTraining
from grader.batch.schedule import Plan, run
from grader.batch.store import Store
from grader.batch.worker import Graded
from grader.datasets import load, prepare
from grader.grading.trainer import Settings
from grader.records.report import Curve
from grader.records.submissions import Handed, Roll

RIGHT = Path(__file__).parents[1] / "assignments" / "assignment1" / "examples" / "right_functional.py"
SHARE = 100
"""The number of submissions per model."""
ROWS = 20


@dataclass(frozen=True)
class Real:
    """A worker's answers to a right submission."""

    order: BatchOrder
    training: ClusterTraining
    curve: Curve
    graded: Graded


class Simulated(Session):
    """A session that waits instead of working."""

    def __init__(self, real: Real, models: int, seconds: float) -> None:
        super().__init__("benchmark", real.order, {})
        self._real, self._models, self._seconds = real, models, seconds

    def prepare(self) -> bool:
        return True

    def grade(self, packed: bytes, curves: Mapping[str, Curve]) -> Answer:
        time.sleep(self._seconds)
        self._curves |= curves
        key = f"{int.from_bytes(sha256(packed).digest()) % self._models:064x}"
        if key not in self._curves:
            return Answer(wanted=msgspec.structs.replace(self._real.training, key=key))
        return Answer(graded=self._real.graded)

    def train(self, training: ClusterTraining) -> Answer:  # noqa: ARG002
        time.sleep(self._seconds)
        return Answer(curve=self._real.curve)


def real(folder: Path) -> Real:
    """Grade a right submission here and record what a worker and its client exchange."""
    prepare(load("cifar10", ["standin"], train=200, test=50), folder / "data.safetensors")
    settings = Settings(data=(str(folder / "data.safetensors"),), device="cpu", official=True)
    made, blobs = order("assignment1", settings, False, silent)
    session, packed = Session("real", made, blobs), pack([RIGHT])
    session.prepare()
    curves: dict[str, Curve] = {}
    answer = session.grade(packed, curves)
    while (wanted := answer.wanted) is not None:
        curve = session.train(wanted).curve
        assert curve is not None
        curves[wanted.key] = curve
        training, answer = wanted, session.grade(packed, curves)
    assert answer.graded is not None
    session.end()
    return Real(made, training, curves[training.key], answer.graded)


@contextmanager
def machines(workers: int, folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """Start a scheduler and workers; yield the scheduler's address and its process."""
    where = folder / "scheduler.json"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}

    def spawn(module: str, *more: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", f"distributed.cli.{module}", "--scheduler-file", str(where)]
        return subprocess.Popen(
            [*command, "--no-dashboard", *more],
            cwd=folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    scheduler = spawn("dask_scheduler", "--host", "127.0.0.1", "--port", "0")
    them = spawn("dask_worker", "--nworkers", str(workers), "--nthreads", "1")
    try:
        with Client(scheduler_file=str(where), set_as_default=False, timeout=60) as client:
            client.wait_for_workers(workers, timeout=120)
            yield client.scheduler.address, psutil.Process(scheduler.pid)
    finally:
        them.terminate()
        them.wait()
        scheduler.kill()
        scheduler.wait()


def measure(count: int, found: Real, workers: int, seconds: float, folder: Path) -> None:
    """Grade `count` submissions, and print a row each time another twentieth of them is done."""
    submissions: dict[str, tuple[Path, ...]] = {}
    for number in range(count):
        path = folder / "class" / str(number % 1000) / f"{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(RIGHT.read_bytes() + f"# {number}\n".encode())
        submissions[str(number)] = (path,)
    plan = Plan(submissions, dict.fromkeys(submissions, "key"), 0)
    session = Simulated(found, max(1, count // SHARE), seconds)
    with machines(workers, folder) as (address, scheduler), Store(folder / "out", "assignment1") as store:
        store.enrol(Roll(tuple(Handed(student=student, files=()) for student in submissions)))
        client = psutil.Process()
        rows = Rows(count, scheduler, client)
        with Cluster(address, session, trains=True, tell=lambda _: None) as cluster:
            run(
                store,
                plan,
                dispatch(cluster, submissions, folder / "trainings", most=3600),
                lambda *_: rows.done(),
            )
        assert sum(entry.state == "graded" for entry in store.entries()) == count


class Rows:
    """Prints a row of figures as submissions are done."""

    def __init__(self, count: int, scheduler: psutil.Process, client: psutil.Process) -> None:
        self._every, self._count, self._done = count // ROWS, count, 0
        self._scheduler, self._client = scheduler, client
        self._start, self._before = time.perf_counter(), self._now()

    def done(self) -> None:
        """Count one more submission as done."""
        self._done += 1
        if self._done % self._every == 0:
            before, self._before = self._before, self._now()
            wall, scheduler, client = (
                (now - then) / self._every for now, then in zip(self._before, before, strict=True)
            )
            memory = [each.memory_info().rss / 2**20 for each in (self._scheduler, self._client)]
            print(
                f"| {self._done:,} of {self._count:,} | {self._before[0] - self._start:,.0f} | {1 / wall:.0f}"
                f" | {memory[0]:.0f} | {memory[1]:.0f} | {scheduler * 1e3:.2f} | {client * 1e3:.2f} |",
                flush=True,
            )

    def _now(self) -> tuple[float, float, float]:
        times = (sum(each.cpu_times()[:2]) for each in (self._scheduler, self._client))
        return (time.perf_counter(), *times)  # type: ignore[return-value]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", type=int, nargs="+")
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=0.001, help="that a piece of work takes")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = real(Path(folder))
    print(
        "| submissions | s | a second | scheduler, MiB | client, MiB | scheduler, ms each | client, ms each |"
    )
    print("|---|---|---|---|---|---|---|")
    for count in wanted.counts:
        with tempfile.TemporaryDirectory() as folder:
            measure(count, found, wanted.workers, wanted.seconds, Path(folder))


if __name__ == "__main__":
    main()
