"""A real scheduler and real workers, each with a home of its own; some of them are killed."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import psutil
import pytest

pytest.importorskip("distributed")

from distributed import Client

from grader.batch import pool
from grader.batch.cluster.client import Cluster
from grader.batch.cluster.order import order
from grader.batch.cluster.wire import Order
from grader.batch.pool import Submissions
from grader.batch.worker import Graded, Task
from grader.confinement.host import chosen
from grader.datasets import load, prepare
from grader.grading.grade import Settings
from grader.records.errors import StaffError
from grader.records.progress import silent
from grader.records.report import PartReport, Report

EXAMPLES = Path(__file__).parents[2] / "assignments" / "assignment1" / "examples"
WAIT = 120.0
"""Seconds for a worker to be there, on a busy machine."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not chosen().warm, reason="a worker that cannot confine gets no work"),
]


@dataclass(frozen=True)
class Machines:
    """A cluster, and what a TA would grade on it."""

    folder: Path
    scheduler: "subprocess.Popen[bytes]"
    address: str
    task: Task
    order: Order
    blobs: dict[str, bytes]
    submissions: Submissions

    def cluster(self, trainings: Path, **changes: object) -> Cluster:
        return Cluster(self.address, msgspec.structs.replace(self.order, **changes), self.blobs, trainings)


def spawn(module: str, *arguments: str, home: Path, **variables: str) -> "subprocess.Popen[bytes]":
    home.mkdir()
    environment = os.environ | {"GRADER_CACHE": str(home / "cache"), "HOME": str(home)} | variables
    with (home / "log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{module}", *arguments, "--no-dashboard"],
            cwd=home,
            env=environment,
            stdout=log,
            stderr=log,
        )


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    folder = tmp_path_factory.mktemp("cluster")
    where = folder / "scheduler.json"
    scheduler = spawn(
        *("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(where)),
        home=folder / "scheduler",
        DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="1",
    )
    worker = "dask_worker", "--scheduler-file", str(where), "--nthreads", "1", "--name"
    started = [scheduler]
    started += [spawn(*worker, name, home=folder / name) for name in ("one", "two")]
    open_one = folder / "open"
    started.append(spawn(*worker, "open", home=open_one, GRADER_CONFINEMENT="unconfined"))
    data = folder / "tiny.safetensors"
    prepare(load("cifar10", ["standin"], train=200, test=50), data)
    submissions = handed_in(folder / "submissions")
    settings = Settings(data=(str(data),), device="cpu", official=True, trainings=folder / "trainings")
    task = Task("assignment1", settings, chosen().name, (folder / "submissions",))
    made, blobs = order("assignment1", settings, True, silent)
    with Client(scheduler_file=str(where), set_as_default=False, timeout=WAIT) as client:
        client.wait_for_workers(3, timeout=WAIT)
        address = client.scheduler.address
    try:
        yield Machines(folder, scheduler, address, task, made, blobs, submissions)
    finally:
        family = [child for each in started for child in psutil.Process(each.pid).children(recursive=True)]
        for process in started:
            process.kill()
            process.wait()
        for child in family:
            child.kill()
        psutil.wait_procs(family, timeout=15)


def handed_in(folder: Path) -> Submissions:
    """Right, wrong, hostile and broken ones; files, folders with helpers, links and much else in them."""
    folder.mkdir()
    found = {}
    for name in ("right_functional.py", "wrong_kernel_3.ipynb", "wrong_exit.py", "wrong_syntax_error.ipynb"):
        found[name] = (Path(shutil.copy(EXAMPLES / name, folder)),)
    for number in range(2):  # equal to one above, and trained once with it
        found[f"equal{number}"] = (
            Path(shutil.copy(EXAMPLES / "right_functional.py", folder / f"{number}.py")),
        )
    (folder / "thief.py").write_text("from right_functional import LeNet5\n", encoding="utf-8")
    several = folder / "several"
    (several / "models").mkdir(parents=True)
    shutil.copy(EXAMPLES / "right_functional.py", several / "models" / "net.py")
    (several / "lenet.py").write_text("from models.net import LeNet5\nmodel = LeNet5()\n", encoding="utf-8")
    (several / "stolen.py").symlink_to("../right_functional.py")
    with (several / "weights.pt").open("wb") as file:
        file.truncate(2**34)
    with (folder / "huge.py").open("wb") as file:
        file.truncate(2**31)
    paths = {name: (folder / name,) for name in ("thief.py", "several", "huge.py", "gone.py")}
    return {**found, **paths}


def told(found: Graded) -> Graded:
    """A result without what differs from run to run: the times, and which of equal models was first."""
    report = found.report and msgspec.structs.replace(
        found.report, seconds=0, parts=tuple(map(_timeless, found.report.parts))
    )
    return replace(found, report=report)


def _timeless(part: PartReport) -> PartReport:
    curve = part.training and msgspec.structs.replace(part.training, seconds=0, reused=False)
    return msgspec.structs.replace(part, training=curve)


def trained(report: Report | None) -> bool:
    return report is not None and any(part.training and not part.training.reused for part in report.parts)


@pytest.fixture(scope="module")
def local(machines: Machines) -> dict[str, Graded]:
    """What the processes of one machine make of them."""
    return {
        student: told(found) for student, found in pool.graded(machines.task, machines.submissions, jobs=1)
    }


def test_the_results_are_those_of_one_machine_and_each_model_is_trained_once(
    machines: Machines, local: dict[str, Graded], tmp_path: Path
) -> None:
    with machines.cluster(tmp_path) as cluster:
        (refused,) = cluster.refused()
        assert "cannot confine" in refused[1].en
        found = dict(cluster.graded(machines.submissions))
    assert {student: told(result) for student, result in found.items()} == local
    assert sum(trained(result.report) for result in found.values()) == 2
    homes = [machines.folder / name / "cache" / "trainings" for name in ("one", "two")]
    kept = [path.name for home in homes for path in home.rglob("*.json")]
    assert sorted(kept) == sorted(path.name for path in tmp_path.rglob("*.json"))
    assert len(kept) == 2


def test_what_a_killed_worker_had_is_done_by_another(
    machines: Machines, local: dict[str, Graded], tmp_path: Path
) -> None:
    found = {}
    with machines.cluster(tmp_path) as cluster:
        list(cluster.refused())
        for student, result in cluster.graded(machines.submissions):
            if not found:
                kill_a_busy_worker(machines)
            found[student] = told(result)
    assert found == local


def test_whoever_brings_down_workers_is_given_up_and_the_rest_is_graded(
    machines: Machines, local: dict[str, Graded], tmp_path: Path
) -> None:
    submissions = {
        "poison": (EXAMPLES / "wrong_endless_loop.ipynb",),  # holds its worker for some seconds each time
        "right": machines.submissions["right_functional.py"],
    }
    with machines.cluster(tmp_path) as cluster:
        list(cluster.refused())
        results = cluster.graded(submissions)
        assert told(dict([next(results)])["right"]) == local["right_functional.py"]
        killer = threading.Thread(target=lambda: [kill_a_busy_worker(machines) for _ in range(2)])
        killer.start()
        ((student, result),) = results
        killer.join()
    assert student == "poison"
    assert result.fault is not None
    assert "died 2 times" in result.fault.en


def test_a_worker_with_another_edition_is_refused_by_name(machines: Machines, tmp_path: Path) -> None:
    other = msgspec.structs.replace(machines.order.edition, torch="1.0", course="0" * 64)
    with machines.cluster(tmp_path, edition=other) as cluster:
        refused = cluster.refused()
        worker, why = next(refused)
        assert worker.startswith("tcp://127.0.0.1:")
        assert "another course" in why.en
        assert "another torch" in why.en
        with pytest.raises(StaffError, match="No worker of this cluster"):
            list(refused)


def kill_a_busy_worker(machines: Machines) -> None:
    with Client(machines.address, set_as_default=False) as client:
        until = time.monotonic() + WAIT
        while time.monotonic() < until:
            busy = [
                name for name, keys in client.processing().items() if any("grade-" in key for key in keys)
            ]
            if busy:
                ((_, pid),) = client.run(os.getpid, workers=busy[:1]).items()
                os.kill(pid, signal.SIGKILL)
                wait_until_gone(client, busy[0])
                return
            time.sleep(0.05)
    raise AssertionError("no worker was busy")


def wait_until_gone(client: Client, worker: str) -> None:
    until = time.monotonic() + WAIT
    while worker in client.scheduler_info()["workers"]:
        assert time.monotonic() < until
        time.sleep(0.05)
