"""A real scheduler and real workers, each with its own home; some of them are killed."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from signal import SIGINT, SIGKILL, Signals
from typing import Any

import msgspec
import psutil
import pytest

pytest.importorskip("distributed")

from distributed import Client, Reschedule
from distributed import Worker as DaskWorker

from grader.base.errors import StaffError
from grader.base.progress import silent
from grader.batch import pool
from grader.batch.cluster import client, jobs
from grader.batch.cluster.client import Cluster
from grader.batch.cluster.dispatch import dispatch
from grader.batch.cluster.order import order
from grader.batch.cluster.packing import pack
from grader.batch.cluster.session import Session
from grader.batch.cluster.wire import BatchOrder, ClusterTraining
from grader.batch.pool import Submissions
from grader.batch.store import Store
from grader.batch.worker import BatchTask, Graded
from grader.confinement.host import choose_tier
from grader.datasets import load, prepare
from grader.grading.trainer import Settings
from grader.records.report import PartReport, Report

EXAMPLES = Path(__file__).parents[2] / "assignments" / "assignment1" / "examples"
MOST = 600.0
"""Seconds that a submission may take."""
WAIT = 120.0
"""Seconds for a worker to be there, on a busy machine."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not choose_tier().warm, reason="a worker that cannot confine gets no work"),
]


@dataclass(frozen=True)
class Machines:
    """A cluster, and what a TA would grade on it."""

    folder: Path
    scheduler: "subprocess.Popen[bytes]"
    address: str
    task: BatchTask
    order: BatchOrder
    blobs: dict[str, bytes]
    submissions: Submissions

    @property
    def few(self) -> Submissions:
        """Two with one model, and one with none."""
        names = "right_functional.py", "equal0", "wrong_syntax_error.ipynb"
        return {name: self.submissions[name] for name in names}

    def cluster(self, told: "list[str] | None" = None, **changes: object) -> Cluster:
        """A cluster that is asked for this order; what it tells goes into a list."""
        session = Session("a batch", msgspec.structs.replace(self.order, **changes), self.blobs)
        said = [] if told is None else told
        return Cluster(self.address, session, self.order.training, lambda text: said.append(text.en))


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
        DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="2",
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
    task = BatchTask("assignment1", settings, choose_tier().name, (folder / "submissions",))
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
            with suppress(psutil.NoSuchProcess):  # it ended with its parent
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


def keys(trainings: Path) -> list[str]:
    """Of the trainings that are kept there."""
    return sorted(path.stem for path in trainings.rglob("*.json"))


def trained(report: Report | None) -> bool:
    return report is not None and any(part.training and not part.training.reused for part in report.parts)


@pytest.fixture(scope="module")
def local(machines: Machines) -> dict[str, Graded]:
    """What the processes of one machine make of them."""
    return {
        student: told(found) for student, found in pool.grade(machines.task, machines.submissions, jobs=1)
    }


def test_cluster_grades_as_one_machine_and_trains_each_model_once(
    machines: Machines, local: dict[str, Graded], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    asked: list[str] = []

    def train(training: ClusterTraining) -> "Future[bytes]":
        asked.append(training.key)
        return Cluster.train(cluster, training)

    with machines.cluster(said) as cluster:
        monkeypatch.setattr(cluster, "train", train)
        found = dict(dispatch(cluster, machines.submissions, tmp_path, MOST))
    assert {student: told(result) for student, result in found.items()} == local
    (refused,) = (line for line in said if "refused" in line)
    assert re.match(
        r"Worker open \(tcp://127\.0\.0\.1:\d+\) is refused: This machine cannot confine", refused
    )
    assert sorted(asked) == keys(tmp_path) == keys(machines.folder / "trainings")
    assert sum(trained(result.report) for result in found.values()) == 2


def test_cluster_loses_nothing_if_all_workers_die_in_training(
    machines: Machines, local: dict[str, Graded], tmp_path: Path
) -> None:
    with machines.cluster() as cluster, doing(machines, "answer_training-", kill_all):
        found = {student: told(each) for student, each in dispatch(cluster, machines.few, tmp_path, MOST)}
    assert found == {student: local[student] for student in machines.few}


def test_cluster_drops_what_kills_workers_and_grades_the_rest(
    machines: Machines, local: dict[str, Graded], tmp_path: Path
) -> None:
    submissions = {
        "poison": (EXAMPLES / "wrong_endless_loop.ipynb",),  # holds its worker for some seconds each time
        "right": machines.submissions["right_functional.py"],
    }
    with machines.cluster() as cluster:
        results = dispatch(cluster, submissions, tmp_path, MOST)
        assert told(dict([next(results)])["right"]) == local["right_functional.py"]
        with doing(machines, "answer_grading-", kill_one, kill_one, kill_one):
            ((student, result),) = results
    assert student == "poison"
    assert result.fault is not None
    assert "died 3 times" in result.fault.en


def test_cluster_gives_up_what_takes_too_long(
    machines: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.batch.cluster.dispatch.PATIENCE", 0.0)
    submissions = {"endless": (EXAMPLES / "wrong_endless_loop.ipynb",)}
    with machines.cluster() as cluster:
        ((student, result),) = dispatch(cluster, submissions, tmp_path, 1.0)
    assert student == "endless"
    assert result.fault is not None
    assert "did not end within 1 minutes" in result.fault.en


def test_cluster_refuses_by_name_a_worker_installed_otherwise(machines: Machines) -> None:
    other = msgspec.structs.replace(machines.order.installation, torch="1.0", course="0" * 64)
    said: list[str] = []
    with Client(machines.address, set_as_default=False) as client:
        client.wait_for_workers(3, timeout=WAIT)
    with (
        pytest.raises(StaffError, match="No worker of this cluster"),
        machines.cluster(said, installation=other),
    ):
        pass
    assert sorted(line.split()[1] for line in said) == ["one", "open", "two"]
    assert all("another course" in line and "another torch" in line for line in said)


OTHER_PYTHON = """
import cloudpickle.cloudpickle
cloudpickle.cloudpickle._make_skeleton_class = None  # what another Python made cannot be unpacked
"""


@pytest.mark.parametrize(
    ("module", "content", "why"),
    [
        ("grader.py", "raise ImportError", "no grader is installed"),
        ("sitecustomize.py", OTHER_PYTHON, "it does not answer"),
    ],
)
def test_cluster_refuses_by_name_an_unfit_worker_that_comes_later(
    machines: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, content: str, why: str
) -> None:
    (tmp_path / module).write_text(content, encoding="utf-8")
    said: list[str] = []
    with machines.cluster(said) as cluster:
        monkeypatch.setattr(client, "CONNECT_SECONDS", 2.0)
        worker = "dask_worker", machines.address, "--nthreads", "1", "--name", "late"
        late = spawn(*worker, home=tmp_path / "home", PYTHONPATH=str(tmp_path))
        until = time.monotonic() + WAIT
        try:
            while not any("Worker late" in line for line in said):
                assert time.monotonic() < until, "the worker is not refused"
                cluster.room()
                time.sleep(0.1)
        finally:
            for child in psutil.Process(late.pid).children(recursive=True):
                child.kill()
            late.kill()
            late.wait()
    assert re.match(rf"Worker late \(tcp://[\d.:]+\) is refused: {why}", said[-1])


def test_cluster_worker_that_closes_leaves_its_work_to_others(machines: Machines) -> None:
    session = Session("another batch", machines.order, machines.blobs)
    packed = pack([EXAMPLES / "wrong_endless_loop.ipynb"])

    async def close_meanwhile() -> None:
        async with DaskWorker(machines.address, nthreads=1, name="closing") as worker:
            carried: Any = jobs.carrier(session)
            await worker.plugin_add(plugin=carried, name=session.name)
            work = asyncio.create_task(asyncio.to_thread(carried.session.answer_grading, packed, {}))
            await asyncio.sleep(1.0)  # it loops for longer
            assert not work.done()
        await work

    with pytest.raises(Reschedule):
        asyncio.run(close_meanwhile())


def test_cluster_batch_resumes_after_a_stop_or_a_lost_scheduler(machines: Machines, tmp_path: Path) -> None:
    submissions = tmp_path / "class"
    submissions.mkdir()
    for number in range(6):
        shutil.copy(EXAMPLES / "wrong_flatten_size.py", submissions / f"{number}.py")
    batch = ["batch", "assignment1", str(submissions), "-o", str(tmp_path / "out"), "--no-training"]
    batch += ["--device", "cpu", "--lang", "en"]

    status, said = after_the_first([*batch, "--cluster", machines.address], lambda it: it.send_signal(SIGINT))
    assert status == 130
    assert "Stopped. The results so far are kept" in said
    status, said = after_the_first(
        [*batch, "--cluster", machines.address], lambda _: machines.scheduler.kill()
    )
    assert status == 3
    assert "The cluster's scheduler is gone.\nThe results so far are kept" in said
    assert "Traceback" not in said

    status, said = after_the_first([*batch, "--jobs", "1"], lambda _: None)
    assert status == 0
    (done,) = re.findall(r"6 students: \d to grade, (\d) done already", said)
    assert 2 <= int(done) < 6
    with Store(tmp_path / "out") as store:
        assert [entry.state for entry in store.entries()] == ["graded"] * 6


def after_the_first(arguments: list[str], do: "Callable[[subprocess.Popen[str]], None]") -> tuple[int, str]:
    """Run the command, do something to it when the first submission is graded; return how it ended."""
    grade = [sys.executable, "-c", "import sys; from grader.cli import main; sys.exit(main())"]
    with subprocess.Popen(
        [*grade, *arguments], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stderr is not None
        said = []
        for line in process.stderr:
            said.append(line)
            if line.startswith("[1/"):
                do(process)
    return process.returncode, "".join(said)


# -- what happens to workers -----------------------------------------------------------------------------

Pids = dict[str, int]
"""The processes of workers, by their addresses."""
Harm = Callable[[Client, Pids, Pids], list[str]]
"""Is told of the busy workers and of the others; returns which ones are to be gone."""


def kill_one(client: Client, busy: Pids, others: Pids) -> list[str]:
    return _signal(dict([*busy.items()][:1]), SIGKILL)


def kill_all(client: Client, busy: Pids, others: Pids) -> list[str]:
    return _signal(busy | others, SIGKILL)


def _signal(workers: Pids, sent: Signals) -> list[str]:
    for pid in workers.values():
        os.kill(pid, sent)
    return list(workers)


@contextmanager
def doing(machines: Machines, work: str, *harm: Harm) -> Iterator[None]:
    """Meanwhile, harm workers as soon as one of them does such work; when they are gone, do the next harm."""

    def wait_and_harm() -> None:
        with Client(machines.address, set_as_default=False) as client:
            for each in harm:
                until = time.monotonic() + WAIT
                while not (names := busy(client)):
                    assert time.monotonic() < until, "no worker was busy"
                    time.sleep(0.02)
                pids = client.run(os.getpid)
                gone = each(client, {name: pids.pop(name) for name in names}, pids)
                while set(gone) & client.scheduler_info()["workers"].keys():
                    assert time.monotonic() < until, "a worker is still there"
                    time.sleep(0.05)

    def busy(client: Client) -> list[str]:
        return [name for name, tasks in client.processing().items() if any(work in key for key in tasks)]

    with ThreadPoolExecutor(1) as thread:
        done = thread.submit(wait_and_harm)
        yield
        done.result()
