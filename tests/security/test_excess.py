"""What takes too much for a batch, or crashes, costs what it breaks, in each tier; the grader goes on."""

import os
from pathlib import Path

import msgspec
import psutil
import pytest

from grader import intake
from grader.base.progress import silent
from grader.capture.measuring import POLICY
from grader.checks import Assignment
from grader.confinement.host import Host
from grader.confinement.policy import GIB, Policy
from grader.grading import course
from grader.grading.grade import grade
from grader.grading.trainer import Settings
from grader.records.report import Report
from tests.security.excess import EXCESSES, RIGHT, Excess

SETTINGS = Settings(data=("standin",), device="cpu", training=False)
COMPUTED = ("outputs", "independent", "gradients")
"""The checks whose evidence is computed."""
GROWTH = 500_000_000
"""Bytes by which the grader's own process may grow."""


@pytest.fixture(scope="module")
def assignment1() -> Assignment:
    return course.load("assignment1")


@pytest.fixture(autouse=True)
def usual_bounds(small_bounds: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.capture.capture.JOB_SECONDS", 30.0)
    monkeypatch.setattr("grader.capture.capture.POLICY", Policy())
    for module in ("grader.capture.measuring", "grader.grading.measured"):
        monkeypatch.setattr(f"{module}.SECONDS", 2.0)
    monkeypatch.setattr("grader.grading.measured.RESIDENT", GIB)
    monkeypatch.setattr("grader.capture.measuring.POLICY", msgspec.structs.replace(POLICY, resident=GIB))


def graded(text: str, folder: Path, host: Host, assignment: Assignment) -> Report:
    path = folder / "lenet.py"
    path.write_text(text, encoding="utf-8")
    return grade(intake.read(path), assignment, SETTINGS, host, silent)


@pytest.mark.slow
@pytest.mark.parametrize("excess", EXCESSES, ids=lambda excess: excess.name)
def test_excess_costs_what_it_breaks(
    excess: Excess, host: Host, assignment1: Assignment, tmp_path: Path
) -> None:
    before = psutil.Process(os.getpid()).memory_info().rss

    report = graded(excess.submission, tmp_path, host, assignment1)

    assert report.earned is not None
    results = {result.id: result for result in report.parts[1].results}
    for each in COMPUTED:
        message = results[each].message
        assert (results[each].status == "failed") == (each in excess.failing)
        assert each not in excess.failing or (message and excess.told in message.en)
    assert report.parts[0].earned == report.parts[0].points
    assert psutil.Process(os.getpid()).memory_info().rss - before < GROWTH

    honest = graded(RIGHT.read_text(encoding="utf-8"), tmp_path, host, assignment1)
    assert all(result.status in ("passed", "skipped") for part in honest.parts for result in part.results)
