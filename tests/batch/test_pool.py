"""A submission that brings down its process affects only itself."""

import os
import shutil
import signal
import threading
import time
from multiprocessing import active_children
from pathlib import Path

import pytest

from grader.batch.pool import GIVEN_UP, grade
from grader.batch.worker import BatchTask
from grader.confinement.host import choose_tier
from grader.grading.course import Course
from grader.grading.trainer import Settings

EXAMPLE = Path(__file__).parents[2] / "assignments" / "assignment1" / "examples" / "right_functional.py"


def kill(times: int) -> None:
    """Kill as many workers, each soon after it is there: before it can have graded anything."""
    seen: set[int] = set()
    while len(seen) < times:
        for pid in {process.pid for process in active_children() if process.pid} - seen:
            seen.add(pid)
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")
@pytest.mark.parametrize(("deaths", "given_up"), [(1, False), (2, True)])
def test_pool_drops_what_kills_two_workers_and_grades_the_rest(
    tmp_path: Path, deaths: int, given_up: bool
) -> None:
    submissions = {name: (tmp_path / f"{name}.py",) for name in ("poison", "kim")}
    for (path,) in submissions.values():
        shutil.copy(EXAMPLE, path)
    task = BatchTask("assignment1", Settings(training=False, official=True), choose_tier().name, (tmp_path,))
    killer = threading.Thread(target=kill, args=(deaths,))
    killer.start()
    found = dict(grade(task, submissions, jobs=1))
    killer.join()
    assert found["kim"].report is not None
    assert (found["poison"].fault == GIVEN_UP) == given_up
    assert (found["poison"].report is None) == given_up


@pytest.mark.slow
def test_pool_grades_with_the_course_of_its_task(tmp_path: Path) -> None:
    """Neither the environment nor anything else of this process says where it is."""
    mine = tmp_path / "assignments" / "mine"
    shutil.copytree(EXAMPLE.parents[1], mine, ignore=shutil.ignore_patterns("examples"))
    (tmp_path / "handed in").mkdir()
    submission = Path(shutil.copy(EXAMPLE, tmp_path / "handed in"))
    settings = Settings(training=False, official=True)
    task = BatchTask("mine", settings, choose_tier().name, (submission.parent,), Course(tmp_path))
    found = dict(grade(task, {"kim": (submission,)}, jobs=1))
    assert found["kim"].report is not None
    assert found["kim"].report.assignment == "mine"
