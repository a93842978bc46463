"""A submission that brings down its process, or takes too long, affects only itself."""

import os
import shutil
import time
from pathlib import Path

import pytest

from grader.batch import pool
from grader.batch.pool import GIVEN_UP, grade
from grader.batch.time_limit import seconds
from grader.batch.worker import BatchTask
from grader.capture import capture, measuring
from grader.confinement.host import choose_tier
from grader.grading import course
from grader.grading.course import Course
from grader.grading.trainer import Settings
from grader.training.confined import WHOLE_SECONDS

EXAMPLE = Path(__file__).parents[2] / "assignments" / "assignment1" / "examples" / "right_functional.py"


@pytest.fixture
def submissions(tmp_path: Path) -> dict[str, tuple[Path, ...]]:
    for name in ("poison", "kim"):
        shutil.copy(EXAMPLE, tmp_path / f"{name}.py")
    return {name: (tmp_path / f"{name}.py",) for name in ("poison", "kim")}


@pytest.fixture
def task(tmp_path: Path) -> BatchTask:
    return BatchTask("assignment1", Settings(training=False, official=True), choose_tier().name, (tmp_path,))


def killing(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Kill the process that is to grade the poison so often, before it can have graded it."""
    left = [times]
    begin = pool._Member.begin

    def began(member: pool._Member, student: str, paths: tuple[Path, ...]) -> None:
        begin(member, student, paths)
        if student == "poison" and left[0]:
            left[0] -= 1
            member._process.kill()

    monkeypatch.setattr(pool._Member, "begin", began)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")
@pytest.mark.parametrize(("deaths", "given_up"), [(1, False), (2, True)])
def test_pool_drops_what_kills_two_workers_and_grades_the_rest(
    submissions: dict[str, tuple[Path, ...]],
    task: BatchTask,
    monkeypatch: pytest.MonkeyPatch,
    deaths: int,
    given_up: bool,
) -> None:
    killing(monkeypatch, deaths)
    found = dict(grade(task, submissions, jobs=2))
    assert list(found) == ["kim", "poison"]
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


@pytest.mark.slow
def test_pool_gives_up_what_takes_too_long_and_grades_the_rest(
    submissions: dict[str, tuple[Path, ...]], task: BatchTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool._Member, "left", _no_time_for_poison)
    start = time.monotonic()
    found = dict(grade(task, submissions, jobs=1))
    assert found["kim"].report is not None
    assert found["poison"].fault is not None
    assert "did not end within" in found["poison"].fault.en
    assert time.monotonic() - start < 100


def _no_time_for_poison(member: pool._Member, most: float) -> float:
    return -1.0 if member.student == "poison" else most


def test_time_limit_is_as_long_as_its_parts_may_take() -> None:
    assignment1 = course.load("assignment1")
    without = seconds(assignment1, training=False)
    assert without > capture.ALL_SECONDS + measuring.ALL_SECONDS
    trained = [part for part in assignment1.parts if part.recipe]
    assert seconds(assignment1, training=True) >= without + len(trained) * WHOLE_SECONDS
