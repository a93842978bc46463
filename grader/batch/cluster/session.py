"""A batch on one worker of the cluster: a check whether the worker is fit for it, and the work itself."""

import asyncio
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import msgspec
from distributed import Reschedule, Status
from distributed import Worker as DaskWorker

from grader.base.errors import NotTrained, StaffError
from grader.base.progress import silent
from grader.base.text import Text
from grader.batch.cluster.packing import unpack
from grader.batch.cluster.trainers import Elsewhere
from grader.batch.cluster.wire import Answer, BatchOrder, ClusterTraining
from grader.batch.worker import BatchTask, Worker, bug, unreadable
from grader.confinement.host import choose_tier
from grader.datasets import Dataset, prepared
from grader.grading.provenance import installation
from grader.grading.trainer import Settings, Trainer
from grader.records.report import Curve
from grader.training.device import choose

DEVICE = "-device"
"""Suffix of the name of the resource that a worker with the device for training offers."""


class Session:
    """A batch's state on a worker; `jobs.carrier` brings it there.

    A fit worker offers a resource of the session's name, enough for one job; without it, it gets no work.

    Args:
        batch: a unique name of the batch. Another session of the same batch replaces this one.
        order: the order for the batch's workers.
        blobs: the data that the order names, by sha256.
    """

    def __init__(self, batch: str, order: BatchOrder, blobs: Mapping[str, bytes]) -> None:
        self.name = f"grader-{sha256(batch.encode()).hexdigest()[:16]}"
        self.refusal: Text | None = None
        self._order = msgspec.json.encode(order)
        self._blobs = blobs
        self._over = False
        self._curves: dict[str, Curve] = {}
        """The curves that came with submissions: another one with an equal model need not ask for them."""

    async def setup(self, worker: DaskWorker) -> None:
        """Check whether the worker is fit, and offer its resources if so."""
        try:
            trains = await asyncio.to_thread(self.prepare)
        except StaffError as error:
            self.refusal = error.message
        except Exception as error:  # whatever is wrong here, the other workers go on
            self.refusal = bug(error)
        else:
            await worker.set_resources(**{self.name: 1, self.name + DEVICE: int(trains)})
            # Dask looks for workers for waiting tasks when a worker resumes, not when one adds a resource.
            worker.status = Status.paused
            worker.status = Status.running

    async def teardown(self, worker: DaskWorker) -> None:
        """Withdraw the worker's resources and remove its files."""
        self._over = True
        if self.refusal is None and worker.status == Status.running:
            await worker.set_resources(**{self.name: 0, self.name + DEVICE: 0})
        await asyncio.to_thread(self.end)

    def prepare(self) -> bool:
        """Get ready, and return whether this worker has the device for training.

        Raises:
            StaffError: this worker is not fit.
        """
        order = msgspec.json.decode(self._order, type=BatchOrder)
        if (difference := installation().differs(order.installation)) is not None:
            raise StaffError(difference)
        tier = choose_tier()
        if order.confined:
            tier.require()
        self._images = {
            each.need: replace(self._dataset(each.file), notices=each.notices) for each in order.images
        }
        self._blobs = {}
        self._settings = Settings(
            data=(),
            device=order.device,
            training=order.training,
            official=True,
        )
        self._assignment, self._tier = order.assignment, tier.name
        try:
            choose(order.device)
        except StaffError:
            return False
        return True

    def _dataset(self, digest: str) -> Dataset:
        with tempfile.TemporaryDirectory(prefix="grade-") as folder:
            path = Path(folder, digest)
            path.write_bytes(self._blobs[digest])
            return prepared.read(path)

    # -- work, one job at a time -----------------------------------------------------------------------------

    @cached_property
    def _spool(self) -> "tempfile.TemporaryDirectory[str]":
        """The folder that submissions are written to and read from."""
        return tempfile.TemporaryDirectory(prefix="grade-", ignore_cleanup_errors=True)

    @cached_property
    def _worker(self) -> Worker:
        """The worker, started by the thread that uses it: a child dies with the thread that started it."""
        return Worker(BatchTask(self._assignment, self._settings, self._tier, (Path(self._spool.name),)))

    def end(self) -> None:
        """End the children and remove the files; later work starts new children."""
        worker, spool = (self.__dict__.pop(name, None) for name in ("_worker", "_spool"))
        if worker is not None:
            worker.end()
        if spool is not None:
            spool.cleanup()

    def answer_grading(self, packed: bytes, curves: Mapping[str, bytes]) -> bytes:
        """Grade a submission and return an `Answer` as JSON."""
        known = {key: msgspec.json.decode(curve, type=Curve) for key, curve in curves.items()}
        return self._answer(lambda: self.grade(packed, known))

    def answer_training(self, training: bytes) -> bytes:
        """Train a model and return an `Answer` as JSON."""
        asked = msgspec.json.decode(training, type=ClusterTraining)
        return self._answer(lambda: self.train(asked))

    def answer_refusal(self) -> bytes:
        """Return why this worker is not fit, as JSON: a `Text`, or null if it is or may still become fit."""
        return msgspec.json.encode(self.refusal)

    def _answer(self, job: Callable[[], Answer]) -> bytes:
        """Do a job and return its answer as JSON.

        Raises:
            Reschedule: the worker is closing and has ended the children that did the job; this is not a
                failure, and another worker does the job.
        """
        try:
            answer = job()
        except StaffError as error:
            answer = Answer(fault=error.message)
        except OSError as error:
            answer = Answer(fault=unreadable(error))
        if self._over:
            raise Reschedule
        if answer.fault is not None:  # the cause may be the children, or the folder that they share
            self.end()
        return msgspec.json.encode(answer)

    def grade(self, packed: bytes, curves: Mapping[str, Curve]) -> Answer:
        """Grade a submission, or ask for a training that it needs."""
        worker = self._worker
        trainer = Elsewhere(self._settings, worker.host, self._images, {**self._curves, **curves})
        self._curves |= {key: msgspec.structs.replace(curve, reused=True) for key, curve in curves.items()}
        with tempfile.TemporaryDirectory(dir=self._spool.name, ignore_cleanup_errors=True) as folder:
            try:
                found = worker.grade(unpack(packed, Path(folder)), trainer)
            except NotTrained:
                return Answer(wanted=trainer.wanted)
        return Answer(fault=found.fault) if found.fault else Answer(graded=found)

    def train(self, training: ClusterTraining) -> Answer:
        """Train a model."""
        trainer = Trainer(self._settings, self._worker.host, silent, self._images)
        return Answer(curve=trainer.train(training.graph, training.recipe, training.seed))
