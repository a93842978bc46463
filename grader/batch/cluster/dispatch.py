"""Grade submissions on a cluster, and train each model that they need once."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, Future
from pathlib import Path

import msgspec
from distributed import Future as Remote
from distributed import KilledWorker

from grader.base.text import Text
from grader.batch.cluster.client import PATIENCE, Cluster, lost
from grader.batch.cluster.packing import pack
from grader.batch.cluster.window import window
from grader.batch.cluster.wire import Answer, ClusterTraining
from grader.batch.pool import Submissions, overdue
from grader.batch.worker import Graded, bug, unreadable
from grader.records.report import Curve
from grader.training import curve_cache

Item = str | ClusterTraining
"""A job: grading a student's submission, or a training."""


def dispatch(
    cluster: Cluster, submissions: Submissions, trainings: Path, most: float
) -> Iterator[tuple[str, Graded]]:
    """Yield the result of each student's submission as it becomes known.

    A submission whose model has not been trained yet waits for that, and is then graded again with the curve.
    A worker that hangs costs its submission, and keeps the place of one job until it is restarted.

    Args:
        cluster: the cluster that does the work.
        submissions: the submissions to grade.
        trainings: the folder of earlier trainings, on this machine, so that they survive the loss of the
            cluster.
        most: maximum seconds for one submission or training, besides waiting for a worker.

    Raises:
        StaffError: the scheduler or all workers are lost.
    """
    return _Run(cluster, submissions, trainings, most).results()


class _Run:
    """The submissions of one run, and what each is waiting for."""

    def __init__(self, cluster: Cluster, submissions: Submissions, trainings: Path, most: float) -> None:
        self._cluster = cluster
        self._most = most
        self._submissions = submissions
        self._trainings = trainings
        self._waiting: deque[Item] = deque(submissions)
        self._packed: dict[str, Remote[bytes]] = {}
        """The contents of submissions in progress, by student."""
        self._curves: dict[str, dict[str, Remote[bytes]]] = {}
        """The curves that submissions in progress have asked for, by student and key."""
        self._wait_for: dict[str, list[str]] = {}
        """The students who wait for a training, by its key."""
        self._failed: set[Item] = set()
        """Jobs at which one worker failed: it may have been the machine's fault, so another worker tries."""

    def results(self) -> Iterator[tuple[str, Graded]]:
        found = window(self._start, self._waiting, self._cluster.room, self._most + PATIENCE)
        for item, future in found:
            answer = Answer(fault=overdue(self._most), final=True) if future is None else _answer(future)
            if answer.fault is not None and not answer.final and item not in self._failed:
                self._failed.add(item)
                self._waiting.appendleft(item)
            elif isinstance(item, ClusterTraining):
                yield from self._take_training(item.key, answer)
            elif answer.wanted is not None:
                self._want(item, answer.wanted)
            else:
                yield self._finish(item, answer.graded or Graded(fault=answer.fault))

    def _start(self, item: Item) -> Future[bytes]:
        if isinstance(item, ClusterTraining):
            return self._cluster.train(item)
        if item not in self._packed:
            try:
                packed = pack(self._submissions[item])
            except OSError as error:
                return _known(Answer(fault=unreadable(error), final=True))
            self._packed[item] = self._cluster.send(packed)
        return self._cluster.grade(self._packed[item], self._curves.get(item, {}))

    def _want(self, student: str, training: ClusterTraining) -> None:
        """Let a student wait for a training, and start it unless it is done or in progress."""
        if training.key in self._wait_for:
            self._wait_for[training.key].append(student)
        elif (curve := curve_cache.find(training.key, self._trainings)) is not None:
            self._again([student], training.key, curve)
        else:
            self._wait_for[training.key] = [student]
            self._waiting.appendleft(training)

    def _take_training(self, key: str, answer: Answer) -> Iterator[tuple[str, Graded]]:
        first, *others = self._wait_for.pop(key)
        if answer.curve is None:
            for student in (first, *others):
                yield self._finish(student, Graded(fault=answer.fault))
            return
        curve_cache.keep(answer.curve, key, self._trainings)
        self._again([first], key, answer.curve)
        self._again(others, key, msgspec.structs.replace(answer.curve, reused=True))

    def _again(self, students: Sequence[str], key: str, curve: Curve) -> None:
        """Queue students to be graded again with the curve, before those who have not been graded yet."""
        if students:
            sent = self._cluster.send(msgspec.json.encode(curve))
            for student in students:
                self._curves.setdefault(student, {})[key] = sent
            self._waiting.extendleft(reversed(students))

    def _finish(self, student: str, result: Graded) -> tuple[str, Graded]:
        self._packed.pop(student, None)
        self._curves.pop(student, None)
        self._failed.discard(student)
        return student, result


def _answer(future: Future[bytes]) -> Answer:
    """Return what a worker answered, or an answer that says how it failed.

    Raises:
        StaffError: the scheduler is lost.
    """
    try:
        return msgspec.json.decode(future.result(), type=Answer)
    except CancelledError as error:
        raise lost() from error
    except KilledWorker as error:
        return Answer(fault=_given_up(error.allowed_failures + 1), final=True)
    except Exception as error:  # from Dask, or a worker out of memory: costs one submission
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
