"""The cost of a submission in a class if its model was trained before.

`python -m benchmarks.known FILE DATA [TIMES]` prints the median wall seconds that one process of a batch
spends on it, and the median processor seconds of that process, without those of its confined children.
"""

import statistics
import sys
import time
from pathlib import Path

from benchmarks.measure import Words, run, shown
from benchmarks.page import Row, Section
from benchmarks.setting import ASSIGNMENT, SUBMISSION, Setting
from grader.base.cache import folder
from grader.batch.worker import BatchTask, Worker
from grader.confinement.host import choose_tier
from grader.grading.trainer import Settings


def main(file: Path, data: str, times: int = 20) -> None:
    settings = Settings(data=(data,), official=True, trainings=folder("trainings"))
    worker = Worker(BatchTask(ASSIGNMENT, settings, choose_tier().name, (file.parent,)))
    walls, works = [], []
    try:
        for _ in range(1 + times):  # the first may have to train
            wall, work = time.perf_counter(), time.process_time()
            assert worker.grade([file]).report is not None
            walls.append(time.perf_counter() - wall)
            works.append(time.process_time() - work)
    finally:
        worker.end()
    print(statistics.median(walls[1:]), statistics.median(works[1:]))


def measure(setting: Setting) -> Section:
    command: Words = ["python", "-m", "benchmarks.known", SUBMISSION, setting.given]
    wall, work = map(float, run(command, setting.environment()).output.split())
    said = shown(command)
    return Section(
        title="A model that is known, in a class",
        note="The file is read, its models are captured in a confined process, all checks are done; the"
        " training is in the cache.",
        rows=[
            Row("a submission whose model is known", f"{wall * 1000:.0f} ms", said, main=True),
            Row("of that the grader's own work (wanted: at most 20 ms)", f"{work * 1000:.0f} ms", said),
        ],
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:]))
