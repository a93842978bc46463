"""The TA's side of a cluster: it says what is to be done, and keeps every answer."""

import importlib.metadata
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from types import TracebackType

import dask
import msgspec
from distributed import Client, KilledWorker
from distributed import Future as Remote

from grader.batch.cluster.packing import pack
from grader.batch.cluster.session import DEVICE, Session, grade, refusal, train
from grader.batch.cluster.wire import Answer, Order, Training
from grader.batch.window import LOOK_SECONDS, window
from grader.batch.worker import Graded, bug, unreadable
from grader.records.errors import StaffError
from grader.records.report import Curve
from grader.records.text import Text
from grader.training import kept

PATIENCE = 600.0
"""Seconds to wait for a worker when none is left; a scheduler of jobs may start another one."""
GOES_ON = Text(
    ko="지금까지의 결과는 그대로 있습니다. 같은 명령을 다시 실행하면 이어서 채점합니다.",
    en="The results so far are kept; the same command goes on where it was.",
)

Item = str | Training
"""What is to be done: a student's submission, or a training."""


class Cluster:
    """A Dask cluster that grades one batch. Use it as a context manager.

    Args:
        address: of its scheduler.
        order: what every worker is told.
        blobs: what the order names by its sha256.
        trainings: the folder of trainings that were done before.

    Raises:
        StaffError: there is no such cluster, or none of its workers is fit.
    """

    def __init__(self, address: str, order: Order, blobs: Mapping[str, bytes], trainings: Path) -> None:
        self._session = Session(msgspec.json.encode(order), blobs)
        self._trains = order.training
        self._trainings = trainings
        dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"})
        try:
            self._client = Client(address, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise _no_cluster(address, error) from error
        self._grading = self._client.get_executor(pure=False, resources={self._session.name: 1})
        needs = {self._session.name: 1, self._session.name + DEVICE: 1}
        self._training = self._client.get_executor(pure=False, resources=needs)
        self._looked, self._room = 0.0, 0
        self._last_fit = time.monotonic()

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError, TimeoutError):  # where the scheduler is gone, there is nothing to tell it
            self._client.unregister_worker_plugin(self._session.name)
        self._client.close()

    def refused(self) -> Iterator[tuple[str, Text]]:
        """Send the order to every worker; yield those that get no work, and why.

        Raises:
            StaffError: there is nobody left to do the work.
        """
        versions = self._client.run(importlib.metadata.version, "grader", on_error="return")
        without = [name for name, found in versions.items() if not isinstance(found, str)]
        try:
            self._client.register_plugin(self._session)
        except ImportError:  # of those; the others have it
            if not without:
                raise
        fit = [name for name in versions if name not in without]
        answers = self._client.run(refusal, self._session.name, workers=fit, on_error="return") if fit else {}
        for name in without:
            yield name, Text(ko="채점기가 설치되어 있지 않음", en="no grader is installed")
        for name, answer in answers.items():
            why = msgspec.json.decode(answer, type=Text | None) if isinstance(answer, bytes) else bug(answer)
            if why is not None:
                yield name, why
        self._must_have(self._session.name)
        if self._trains:
            self._must_have(self._session.name + DEVICE)

    def graded(self, submissions: Mapping[str, tuple[Path, ...]]) -> Iterator[tuple[str, Graded]]:
        """Yield what became of each student's submission, as it becomes known.

        A submission whose model was not trained yet waits for that, and is then graded again with the curve.

        Raises:
            StaffError: the scheduler is lost, or all workers are.
        """
        yield from _Run(self, submissions).results()

    # -- what a run needs ------------------------------------------------------------------------------------

    def room(self) -> int:
        """Return how many fit workers there are.

        Raises:
            StaffError: there has been none for too long, or the scheduler is lost.
        """
        now = time.monotonic()
        if now - self._looked > LOOK_SECONDS:
            self._room, self._looked = self._count(self._session.name), now
            if self._room:
                self._last_fit = now
            elif now - self._last_fit > PATIENCE:
                raise StaffError(
                    Text(ko="클러스터에 남은 워커가 없습니다.", en="No worker is left in the cluster."),
                    GOES_ON,
                )
        return max(1, self._room)

    def send(self, content: bytes) -> Remote[bytes]:
        """Give the cluster bytes, under the name of their content; a worker gets them when it needs them."""
        return self._client.submit(bytes, content, key=f"grader-blob-{sha256(content).hexdigest()}")

    def grade(self, packed: Remote[bytes], curves: Mapping[str, Remote[bytes]]) -> Future[bytes]:
        """Have a submission graded."""
        future: Future[bytes] = self._grading.submit(grade, self._session.name, packed, curves)
        return future

    def train(self, training: Training) -> Future[bytes]:
        """Have a model trained."""
        asked = msgspec.json.encode(training)
        future: Future[bytes] = self._training.submit(train, self._session.name, asked)
        return future

    def find(self, key: str) -> Curve | None:
        """Return a training that was done before."""
        return kept.find(key, self._trainings)

    def keep(self, key: str, curve: Curve) -> None:
        """Keep a training on this machine: a lost cluster costs none."""
        kept.keep(curve, key, self._trainings)

    def _must_have(self, resource: str) -> None:
        if not self._count(resource):
            raise StaffError(
                Text(
                    ko="이 클러스터에는 이 채점을 할 수 있는 워커가 없습니다.",
                    en="No worker of this cluster can do this work.",
                ),
                Text(
                    ko="워커가 켜져 있는지, 위에 나온 이유가 있는지 확인하십시오. GPU가 없으면 --device cpu로"
                    " 실행하십시오.",
                    en="Check that workers are running, and the reasons above. Without a GPU, run with"
                    " --device cpu.",
                ),
            )

    def _count(self, resource: str) -> int:
        try:
            workers = self._client.scheduler_info()["workers"].values()
        except (OSError, TimeoutError) as error:
            raise lost() from error
        return sum(worker["resources"].get(resource, 0) > 0 for worker in workers)


class _Run:
    """The submissions of one run, and what each of them waits for."""

    def __init__(self, cluster: Cluster, submissions: Mapping[str, tuple[Path, ...]]) -> None:
        self._cluster = cluster
        self._submissions = submissions
        self._waiting: deque[Item] = deque(submissions)
        self._packed: dict[str, Remote[bytes]] = {}
        """Of submissions under way."""
        self._curves: dict[str, dict[str, Remote[bytes]]] = {}
        """Of submissions that were graded once: the curves that they asked for."""
        self._wait_for: dict[str, list[str]] = {}
        """Students, by the training that they wait for."""

    def results(self) -> Iterator[tuple[str, Graded]]:
        running: dict[Future[bytes], Item] = {}
        for item, future in window(self._start, self._waiting, running, self._cluster.room):
            answer = _answer(future)
            if isinstance(item, Training):
                yield from self._trained(item.key, answer)
            elif answer.wanted is not None:
                self._want(item, answer.wanted)
            else:
                yield self._done(item, answer.graded or Graded(fault=answer.fault))

    def _start(self, item: Item) -> Future[bytes]:
        if isinstance(item, Training):
            return self._cluster.train(item)
        if item not in self._packed:
            try:
                packed = pack(self._submissions[item])
            except OSError as error:
                return _known(Answer(fault=unreadable(error)))
            self._packed[item] = self._cluster.send(packed)
        return self._cluster.grade(self._packed[item], self._curves.get(item, {}))

    def _want(self, student: str, training: Training) -> None:
        """Let a student wait for a training, which is begun unless it was done or begun before."""
        if training.key in self._wait_for:
            self._wait_for[training.key].append(student)
        elif (curve := self._cluster.find(training.key)) is not None:
            self._again([student], training.key, curve)
        else:
            self._wait_for[training.key] = [student]
            self._waiting.appendleft(training)

    def _trained(self, key: str, answer: Answer) -> Iterator[tuple[str, Graded]]:
        first, *others = self._wait_for.pop(key)
        if answer.curve is None:
            for student in (first, *others):
                yield self._done(student, Graded(fault=answer.fault))
            return
        self._cluster.keep(key, answer.curve)
        self._again([first], key, answer.curve)
        self._again(others, key, msgspec.structs.replace(answer.curve, reused=True))

    def _again(self, students: Sequence[str], key: str, curve: Curve) -> None:
        """Let students be graded again, with the curve; before those who have not been yet."""
        if students:
            sent = self._cluster.send(msgspec.json.encode(curve))
            for student in students:
                self._curves.setdefault(student, {})[key] = sent
            self._waiting.extendleft(reversed(students))

    def _done(self, student: str, result: Graded) -> tuple[str, Graded]:
        self._packed.pop(student, None)
        self._curves.pop(student, None)
        return student, result


def _answer(future: Future[bytes]) -> Answer:
    """What a worker answered, or what became of it.

    Raises:
        StaffError: the scheduler is lost.
    """
    try:
        return msgspec.json.decode(future.result(), type=Answer)
    except CancelledError as error:
        raise lost() from error
    except KilledWorker as error:
        return Answer(fault=_given_up(error.allowed_failures + 1))
    except Exception as error:  # of Dask's, or of a worker out of memory: costs one submission
        return Answer(fault=bug(error))


def _known(answer: Answer) -> Future[bytes]:
    future: Future[bytes] = Future()
    future.set_result(msgspec.json.encode(answer))
    return future


def _given_up(tries: int) -> Text:
    return Text(
        ko=f"채점하던 워커가 {tries}번 죽어서 포기했습니다. 사람이 확인해야 합니다.",
        en=f"The workers that graded it died {tries} times. A person must look at it.",
    )


def lost() -> StaffError:
    """The error of a scheduler that is gone."""
    return StaffError(
        Text(ko="클러스터의 스케줄러와 연결이 끊겼습니다.", en="The cluster's scheduler is gone."), GOES_ON
    )


def _no_cluster(address: str, error: Exception) -> StaffError:
    return StaffError(
        Text(ko=f"클러스터 {address}에 연결하지 못했습니다.", en=f"There is no cluster at {address}."),
        Text(ko=f"주소를 확인하십시오: {error}", en=f"Check the address: {error}"),
    )
