"""Trains models from many seeds in parallel and caches every training, so that none is done twice.

Each model is trained as in grading, and the result enters grading's own cache as soon as it is done, so that
a run stopped in any way continues where it was.
"""

import atexit
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from grader.base.errors import StaffError
from grader.base.progress import silent
from grader.base.text import Text
from grader.confinement.host import Host
from grader.confinement.process_pool import follow_parent, process_pool
from grader.confinement.tiers import TIERS, Name
from grader.grading import ENTRIES
from grader.grading.trainer import Settings, Trainer
from grader.records.assignment import Recipe
from grader.records.graph import Graph
from grader.records.report import Curve
from grader.records.training_protocol import STOPPED


@dataclass(frozen=True)
class CalibrationRun:
    """One training of one model."""

    part: str
    model: str
    graph: Graph
    recipe: Recipe
    seed: int
    right: bool = True


UNTRAINABLE = ("exception", "invalid")
"""How the training of a model ends whose outputs are not of the form that the task asks for; it would end so
again, and in grading a check of the output's shape comes before it."""


def train_all(
    runs: Sequence[CalibrationRun], settings: Settings, tier: Name, jobs: int
) -> Iterator[tuple[CalibrationRun, Curve]]:
    """Yield every training when it is done; cached ones come at once.

    Args:
        runs: what to train, the most urgent first.
        settings: the data to train on, and where finished trainings are kept.
        tier: the confinement tier of the processes that train.
        jobs: the number of these processes, with one thread each.

    Raises:
        StaffError: a training did not finish, other than one of a wrong model that cannot be trained.
    """
    try:
        with process_pool(min(jobs, len(runs)), _start, (settings, tier)) as pool:
            waiting = {pool.submit(_train, run): run for run in runs}
            for future in as_completed(waiting):
                yield waiting[future], _refuse_unfinished(waiting[future], future.result())
    except BrokenProcessPool as error:
        raise StaffError(
            Text(ko="학습하던 프로세스가 갑자기 끝났습니다.", en="A process that trained ended abruptly."),
            _AGAIN,
        ) from error


_AGAIN = Text(
    ko="끝난 학습은 보관되어 있어 같은 명령으로 이어집니다. 메모리가 모자랐다면 --jobs를 줄이십시오.",
    en="Finished trainings are kept: the same command goes on from there. If memory was short, lower --jobs.",
)


def _refuse_unfinished(run: CalibrationRun, curve: Curve) -> Curve:
    if curve.stopped is None or (curve.stopped in UNTRAINABLE and not run.right):
        return curve
    why = STOPPED[curve.stopped]
    where = f"{run.part}, {run.model}, {run.seed}"
    raise StaffError(Text(ko=f"{where}: {why.ko}", en=f"{where}: {why.en}"), _AGAIN)


# -- in the processes ------------------------------------------------------------------------------------

_trainer: Trainer | None = None


def _start(settings: Settings, tier: Name) -> None:
    global _trainer
    os.environ["OMP_NUM_THREADS"] = "1"
    host = Host(*ENTRIES, tier=TIERS[tier])
    _trainer = Trainer(settings, host, silent)
    atexit.register(host.end)
    follow_parent(host.end)


def _train(run: CalibrationRun) -> Curve:
    assert _trainer is not None, "the process was not started to train"
    return _trainer.train(run.graph, run.recipe, run.seed)
