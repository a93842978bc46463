"""A batch on one worker of the cluster: whether the worker is fit for it, and the work itself."""

import asyncio
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import msgspec
from distributed import Worker as DaskWorker
from distributed import WorkerPlugin, get_worker

from grader.batch.cluster.packing import unpack
from grader.batch.cluster.trainers import Elsewhere, Supplied
from grader.batch.cluster.wire import Answer, Order, Training
from grader.batch.edition import edition
from grader.batch.worker import Task, Worker, bug
from grader.confinement.host import chosen
from grader.datasets import Dataset, prepared
from grader.grading.grade import Need, Settings
from grader.records.cache import folder as cache
from grader.records.errors import NotTrained, StaffError
from grader.records.report import Curve
from grader.records.text import Text
from grader.training.device import choose

DEVICE = "-device"
"""Ends the name of the resource that a worker offers which has the device that is to train."""


class Session(WorkerPlugin):
    """What a worker has of a batch. Dask sends it to every worker, once; to those that come later as well.

    A fit worker offers a resource of the session's name, one job's worth, without which it gets no work.

    Args:
        order: JSON: `Order`.
        blobs: what the order names by its sha256.
    """

    def __init__(self, order: bytes, blobs: Mapping[str, bytes]) -> None:
        self.name = f"grader-{sha256(order).hexdigest()[:16]}"
        self._order = order
        self._blobs = blobs
        self.refusal: Text | None = None

    async def setup(self, worker: DaskWorker) -> None:
        """Find out whether the worker is fit, and offer its work if so."""
        try:
            trains = await asyncio.to_thread(self._prepare)
        except StaffError as error:
            self.refusal = error.message
        except Exception as error:  # whatever is wrong with this worker, the others go on
            self.refusal = bug(error)
        else:
            await worker.set_resources(**{self.name: 1, self.name + DEVICE: int(trains)})

    async def teardown(self, worker: DaskWorker) -> None:
        """Offer no more, and leave nothing behind."""
        if self.refusal is None:
            await worker.set_resources(**{self.name: 0, self.name + DEVICE: 0})
        if "_worker" in self.__dict__:
            await asyncio.to_thread(self._worker.end)

    def _prepare(self) -> bool:
        """Get ready; return whether the device is here that is to train.

        Raises:
            StaffError: this worker is not fit.
        """
        order = msgspec.json.decode(self._order, type=Order)
        if (difference := edition().differs(order.edition)) is not None:
            raise StaffError(difference)
        tier = chosen()
        if order.confined:
            tier.require()
        self._images = {
            each.need: replace(self._dataset(each.file), notices=each.notices) for each in order.images
        }
        self._blobs = {}
        self._spool = tempfile.TemporaryDirectory(prefix="grade-", ignore_cleanup_errors=True)
        self._settings = Settings(
            data=(),
            device=order.device,
            training=order.training,
            official=True,
            trainings=cache("trainings"),
        )
        self._task = Task(order.assignment, self._settings, tier.name, (Path(self._spool.name),))
        try:
            choose(order.device)
        except StaffError:
            return False
        return True

    def _dataset(self, digest: str) -> Dataset:
        if sha256(self._blobs[digest]).hexdigest() != digest:
            raise StaffError(Text(ko="데이터가 손상되어 도착했습니다", en="the data arrived damaged"))
        with tempfile.TemporaryDirectory(prefix="grade-") as folder:
            path = Path(folder, digest)
            path.write_bytes(self._blobs[digest])
            return prepared.read(path)

    # -- work, one job at a time -----------------------------------------------------------------------------

    @cached_property
    def _worker(self) -> Worker:
        """Started by the thread that works: a child dies with the thread that started it."""
        return Worker(self._task)

    def grade(self, packed: bytes, curves: Mapping[str, Curve]) -> Answer:
        """Grade a submission, as far as its trainings are known."""
        images: Mapping[Need, Dataset] = self._images
        trainer = Elsewhere(self._settings, self._worker.host, images, curves)
        with tempfile.TemporaryDirectory(dir=self._spool.name, ignore_cleanup_errors=True) as folder:
            try:
                return Answer(graded=self._worker.grade(unpack(packed, Path(folder)), trainer))
            except NotTrained:
                return Answer(wanted=trainer.wanted)

    def train(self, training: Training) -> Answer:
        """Train a model."""
        trainer = Supplied(self._settings, self._worker.host, self._images)
        try:
            return Answer(curve=trainer.train(training.graph, training.recipe, training.seed))
        except StaffError as error:
            return Answer(fault=error.message)


# -- what is submitted -----------------------------------------------------------------------------------


def grade(session: str, packed: bytes, curves: Mapping[str, bytes]) -> bytes:
    """Grade a submission in a session of this worker; return JSON: `Answer`."""
    known = {key: msgspec.json.decode(curve, type=Curve) for key, curve in curves.items()}
    return msgspec.json.encode(_here(session).grade(packed, known))


def train(session: str, training: bytes) -> bytes:
    """Train a model in a session of this worker; return JSON: `Answer`."""
    return msgspec.json.encode(_here(session).train(msgspec.json.decode(training, type=Training)))


def refusal(session: str, dask_worker: DaskWorker) -> bytes:
    """Return why a worker is not fit for a session; JSON: `Text` or null."""
    found = dask_worker.plugins[session]
    assert isinstance(found, Session)
    return msgspec.json.encode(found.refusal)


def _here(name: str) -> Session:
    found = get_worker().plugins[name]
    assert isinstance(found, Session)
    return found
