"""A Dask cluster, from the TA's machine: which workers are fit for a batch, and how work reaches them."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from hashlib import sha256
from types import TracebackType
from typing import Any

import dask
import msgspec
from distributed import Client, Security
from distributed import Future as Remote
from distributed.core import rpc

from grader.base.errors import StaffError
from grader.base.text import Text
from grader.batch.cluster import jobs
from grader.batch.cluster.session import DEVICE, Session
from grader.batch.cluster.window import LOOK_SECONDS
from grader.batch.cluster.wire import ClusterTraining
from grader.batch.worker import bug

CONNECT_SECONDS = 10.0
PATIENCE = 600.0
"""Seconds to wait for a worker if there is none; a job scheduler may start one."""

GOES_ON = Text(
    ko="지금까지의 결과는 그대로 있습니다. 같은 명령을 다시 실행하면 이어서 채점합니다.",
    en="The results so far are kept; the same command goes on where it was.",
)
WAITING = Text(
    ko=f"일할 워커가 없습니다. 생길 때까지 최대 {PATIENCE / 60:.0f}분 기다립니다.",
    en=f"There is no worker to do the work; waiting for one, for {PATIENCE / 60:.0f} minutes at most.",
)
NO_GRADER = Text(
    ko="채점기가 설치되어 있지 않거나 버전이 다름", en="no grader is installed, or another version of it"
)

SILENT = Text(ko="응답이 없음", en="it does not answer")
ONE_AT_A_TIME = Text(
    ko="워커는 스레드가 여럿이어도 한 번에 하나씩만 채점합니다. 코어 수만큼 워커를 두려면"
    " dask worker에 --nworkers 코어_수 --nthreads 1을 주십시오.",
    en="A worker grades one submission at a time, however many threads it has. For as many workers as there"
    " are cores, start dask worker with --nworkers CORES --nthreads 1.",
)

Tell = Callable[[Text], None]


class Cluster:
    """A Dask cluster that grades one batch. Use it as a context manager.

    Args:
        address: the address of its scheduler.
        session: the session that is sent to every worker.
        trains: whether at least one worker must have the device for training.
        tell: called with a message about each refused worker, and about waiting.

    Raises:
        StaffError: there is no such cluster, or none of its workers can do the work.
    """

    def __init__(self, address: str, session: Session, trains: bool, tell: Tell) -> None:
        self._session = session
        self._trains = trains
        self._tell = tell
        self._refused: set[str] = set()
        self._looked, self._able = 0.0, 0
        self._all_known = self._hinted = False
        self._idle_since: float | None = None
        dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"})
        for name in ("distributed", "distributed.client"):  # a `StaffError` reports what they would log
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._client = _connect(address)
        self._graded, self._trained = (
            jobs.job(session.name, each) for each in ("answer_grading", "answer_training")
        )
        self._grading = self._client.get_executor(pure=False, resources={session.name: 1})
        needs = {session.name: 1, session.name + DEVICE: 1}
        self._training = self._client.get_executor(pure=False, resources=needs)

    def __enter__(self) -> "Cluster":
        try:
            with suppress(Exception):  # one worker with another Python fails it; `_look` asks each
                self._client.register_plugin(jobs.carrier(self._session))
            while not self._look():
                self._be_patient(unless=self._all_known)
                time.sleep(LOOK_SECONDS)
            self._tell(Text(ko=f"워커 {self._able}개가 채점합니다.", en=f"Workers that grade: {self._able}"))
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._client.status == "running":  # else nobody would hear it
            with suppress(Exception):  # nothing can be done; workers that never had it fail too
                self._client.unregister_worker_plugin(self._session.name)
        self._client.close(timeout=CONNECT_SECONDS)

    def room(self) -> int:
        """Return how many jobs may run at a time: one for each fit worker.

        Raises:
            StaffError: there has been no worker for too long, or the scheduler is lost.
        """
        if time.monotonic() - self._looked > LOOK_SECONDS and not self._look():
            self._be_patient()
        return max(1, self._able)

    def send(self, content: bytes) -> Remote[bytes]:
        """Give the cluster bytes under a name made from their hash; a worker gets them when it needs them."""
        return self._client.submit(bytes, content, key=f"grader-blob-{sha256(content).hexdigest()}")

    def grade(self, packed: Remote[bytes], curves: Mapping[str, Remote[bytes]]) -> Future[bytes]:
        """Submit a submission to be graded."""
        future: Future[bytes] = self._grading.submit(self._graded, packed, curves)
        return future

    def train(self, training: ClusterTraining) -> Future[bytes]:
        """Submit a model to be trained."""
        asked = msgspec.json.encode(training)
        future: Future[bytes] = self._training.submit(self._trained, asked)
        return future

    # -- workers ---------------------------------------------------------------------------------------------

    def _look(self) -> bool:
        """Count the fit workers and report those that are not fit; return whether work can be done."""
        workers = self._workers()
        fit = [address for address, worker in workers.items() if self._offers(worker, self._session.name)]
        device = [address for address in fit if self._offers(workers[address], self._session.name + DEVICE)]
        new = workers.keys() - set(fit) - self._refused
        for address, why in self._refusals(sorted(new)).items():
            self._refused.add(address)
            name = workers[address]["name"]
            shown = f"{name} ({address})" if name != address else address
            self._tell(
                Text(
                    ko=f"워커 {shown}에는 맡기지 않습니다: {why.ko}",
                    en=f"Worker {shown} is refused: {why.en}",
                )
            )
        if not self._hinted and any(workers[address]["nthreads"] > 1 for address in fit):
            self._hinted = True
            self._tell(ONE_AT_A_TIME)
        self._able, self._looked = len(fit), time.monotonic()
        self._all_known = bool(workers) and workers.keys() <= self._refused | set(fit)
        can = bool(device if self._trains else fit)
        if can:
            self._idle_since = None
        return can

    def _be_patient(self, unless: bool = False) -> None:
        """Tolerate for some time that no worker can do the work.

        Raises:
            StaffError: `unless` is true, or the time is over.
        """
        now = time.monotonic()
        if unless or (self._idle_since is not None and now - self._idle_since > PATIENCE):
            raise _nobody()
        if self._idle_since is None:
            self._idle_since = now
            self._tell(WAITING)

    def _refusals(self, addresses: list[str]) -> dict[str, Text]:
        """Return why workers are not fit, without those that are still getting ready or are just gone."""
        found = {address: self._ask(address) for address in addresses}
        return {address: why for address, why in found.items() if why is not None}

    def _ask(self, address: str) -> Text | None:
        """Return why a worker is not fit; one that could not start, as with another Python, never answers."""
        try:
            (said,) = self._client.sync(
                self._client.run,
                jobs.refusal(self._session.name),
                workers=[address],
                on_error="return",
                callback_timeout=CONNECT_SECONDS,
            ).values()
        except TimeoutError:
            return SILENT
        return _refusal(said)

    def _offers(self, worker: Mapping[str, Any], resource: str) -> bool:
        return bool(worker["resources"].get(resource, 0) > 0)

    def _workers(self) -> dict[str, Any]:
        try:
            workers: dict[str, Any] = self._client.scheduler_info()["workers"]
        except (OSError, TimeoutError) as error:
            raise lost() from error
        if self._client.status != "running":
            raise lost()
        return workers


def lost() -> StaffError:
    """Return the error for a scheduler that is gone."""
    return StaffError(
        Text(ko="클러스터의 스케줄러와 연결이 끊겼습니다.", en="The cluster's scheduler is gone."), GOES_ON
    )


def _connect(address: str) -> Client:
    """Return a client, made only if a scheduler answers, because a client that fails takes long to end."""
    try:
        asyncio.run(asyncio.wait_for(_answers(address), 2 * CONNECT_SECONDS))
        return Client(address, set_as_default=False, timeout=CONNECT_SECONDS)
    except Exception as error:  # from the address, a port of another service or Dask's configuration
        said = str(error) or type(error).__name__
        raise StaffError(
            Text(
                ko=f"{address}의 Dask 스케줄러에 연결하지 못했습니다.",
                en=f"No Dask scheduler could be reached at {address}.",
            ),
            Text(
                ko=f"주소와 방화벽을 확인하십시오. 주소는 tcp://스케줄러:8786과 같은 꼴입니다. ({said})",
                en=f"Check the address, such as tcp://scheduler:8786, and firewalls. ({said})",
            ),
        ) from error


async def _answers(address: str) -> None:
    security = Security().get_connection_args("client")
    async with rpc(address, timeout=CONNECT_SECONDS, connection_args=security) as scheduler:
        await scheduler.identity()


def _refusal(answer: object) -> Text | None:
    if answer == jobs.NO_GRADER:
        return NO_GRADER
    if isinstance(answer, bytes):
        return msgspec.json.decode(answer, type=Text | None)
    if isinstance(answer, OSError):  # the worker is just gone
        return None
    assert isinstance(answer, Exception)
    return bug(answer)


def _nobody() -> StaffError:
    return StaffError(
        Text(
            ko="이 클러스터에는 이 채점을 할 수 있는 워커가 없습니다.",
            en="No worker of this cluster can do this work.",
        ),
        Text(
            ko="워커가 켜져 있는지, 위에 나온 이유가 있는지 확인하십시오. GPU가 없으면 --device cpu로"
            f" 실행하십시오.\n{GOES_ON.ko}",
            en="Check that workers are running, and the reasons above. Without a GPU, run with --device cpu."
            f"\n{GOES_ON.en}",
        ),
    )
