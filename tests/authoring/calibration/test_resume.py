"""A stopped calibration continues where it was and gives the same result."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.authoring.calibration import markdown
from grader.authoring.calibration.calibrate import CalibrationRequest, calibrate, parts_to_train, planned
from grader.authoring.calibration.models import models
from grader.authoring.calibration.study import Study, study
from grader.base.progress import silent
from grader.grading import course
from grader.grading.trainer import Settings, Trainer
from grader.records.report import Curve
from tests.hosts import shared

SEEDS = 4
TRAININGS = SEEDS + 3 * SEEDS // 2
"""Of the reference, and of three wrong examples."""


def resumed(trainings: Path) -> Study:
    """What the command comes to, given what is kept."""
    assignment = course.load("fresh")
    wanted = CalibrationRequest(parts_to_train(assignment, None), range(SEEDS), 0.001, 1)
    settings = Settings(data=("standin",), device="cpu", trainings=trainings)
    ((found,),) = calibrate(assignment, wanted, settings, shared(), silent)
    return found


def undisturbed() -> Study:
    """What comes of training each model in turn, as grading does, with nothing kept."""
    assignment = course.load("fresh")
    (part,) = assignment.parts
    assert part.recipe is not None
    found = models(assignment, shared(), silent)["net"]
    trainer = Trainer(Settings(data=("standin",), device="cpu"), shared(), silent)
    curves: dict[str, list[Curve]] = {}
    for run in planned(part, part.recipe, found, range(SEEDS)):
        curves.setdefault(run.model, []).append(trainer.train(run.graph, run.recipe, run.seed))
    return study(part, part.recipe, found, curves, 0.001)


def kept(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*.json")}


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C reaches a group of processes")
def test_calibrate_command_after_ctrl_c_resumes_to_same_result(brief: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    trainings = cache / "trainings"
    command = "from grader.cli import main; raise SystemExit(main())"
    arguments = ["calibrate", "fresh", "--data", "standin", "--seeds", str(SEEDS), "--jobs", "1"]
    with subprocess.Popen(
        [sys.executable, "-c", command, *arguments, "--lang", "en", "--course", str(brief)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "GRADER_CACHE": str(cache)},
    ) as process:  # fmt: skip
        deadline = time.monotonic() + 120
        while not kept(trainings) and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.005)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert err == "Stopped. Finished trainings are kept: the same command goes on where it was.\n"
    assert out == ""
    before = kept(trainings)
    assert 0 < len(before) < TRAININGS
    found = resumed(trainings)
    assert len(kept(trainings)) == TRAININGS
    assert before.items() <= kept(trainings).items()  # none of them was done again
    assert markdown.section(found, "the command") == markdown.section(undisturbed(), "the command")
