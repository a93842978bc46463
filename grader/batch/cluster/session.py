"""A batch on one worker of the cluster: whether the worker is fit for it, and the work itself."""

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
"""Ends the name of the resource that a worker offers which has the device that is to train."""


class Session:
    """What a worker has of a batch; `jobs.carrier` brings it there.

    A fit worker offers a resource of the session's name, one job's worth, without which it gets no work.

    Args:
        batch: what no other batch is called. Another session of the same batch takes the place of this one.
        order: what the batch's workers are told.
        blobs: what the order names by its sha256.
    """

    def __init__(self, batch: str, order: BatchOrder, blobs: Mapping[str, bytes]) -> None:
        self.name = f"grader-{sha256(batch.encode()).hexdigest()[:16]}"
        self.refusal: Text | None = None
        self._order = msgspec.json.encode(order)
        self._blobs = blobs
        self._over = False
        self._curves: dict[str, Curve] = {}
        """Those that came with a submission: another one with an equal model need not ask for them."""

    async def setup(self, worker: DaskWorker) -> None:
        """Find out whether the worker is fit, and offer its work if so."""
        try:
            trains = await asyncio.to_thread(self.prepare)
        except StaffError as error:
            self.refusal = error.message
        except Exception as error:  # whatever is wrong with this worker, the others go on
            self.refusal = bug(error)
        else:
            await worker.set_resources(**{self.name: 1, self.name + DEVICE: int(trains)})
            # Dask looks for a worker for what waits when one resumes, not when one offers what it waits for.
            worker.status = Status.paused
            worker.status = Status.running

    async def teardown(self, worker: DaskWorker) -> None:
        """Offer no more, and leave nothing behind."""
        self._over = True
        if self.refusal is None and worker.status == Status.running:
            await worker.set_resources(**{self.name: 0, self.name + DEVICE: 0})
        await asyncio.to_thread(self.end)

    def prepare(self) -> bool:
        """Get ready; return whether the device is here that is to train.

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
        """Where submissions are written to be read."""
        return tempfile.TemporaryDirectory(prefix="grade-", ignore_cleanup_errors=True)

    @cached_property
    def _worker(self) -> Worker:
        """Started by the thread that works: a child dies with the thread that started it."""
        return Worker(BatchTask(self._assignment, self._settings, self._tier, (Path(self._spool.name),)))

    def end(self) -> None:
        """End the children, and leave no files; where work goes on, it starts and makes others."""
        worker, spool = (self.__dict__.pop(name, None) for name in ("_worker", "_spool"))
        if worker is not None:
            worker.end()
        if spool is not None:
            spool.cleanup()

    def answer_grading(self, packed: bytes, curves: Mapping[str, bytes]) -> bytes:
        """Grade a submission; return JSON: `Answer`."""
        known = {key: msgspec.json.decode(curve, type=Curve) for key, curve in curves.items()}
        return self._answer(lambda: self.grade(packed, known))

    def answer_training(self, training: bytes) -> bytes:
        """Train a model; return JSON: `Answer`."""
        asked = msgspec.json.decode(training, type=ClusterTraining)
        return self._answer(lambda: self.train(asked))

    def answer_refusal(self) -> bytes:
        """Return why this worker is not fit; JSON: `Text`, or null of one that is or may yet be."""
        return msgspec.json.encode(self.refusal)

    def _answer(self, job: Callable[[], Answer]) -> bytes:
        """Do a piece of work.

        Raises:
            Reschedule: the worker closes, and took the children away that did the work: that is nobody's
                failure, and another worker does it.
        """
        try:
            answer = job()
        except StaffError as error:
            answer = Answer(fault=error.message)
        except OSError as error:
            answer = Answer(fault=unreadable(error))
        if self._over:
            raise Reschedule
        if answer.fault is not None:  # it may have been the children's, or the folder's that they share
            self.end()
        return msgspec.json.encode(answer)

    def grade(self, packed: bytes, curves: Mapping[str, Curve]) -> Answer:
        """Grade a submission, as far as its trainings are known."""
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
