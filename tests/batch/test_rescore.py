"""A changed rubric is tried on reports that are there already."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from grader.batch.rescore import rescored
from grader.checks.assignment import Assignment, Part
from grader.grading import course
from grader.records.report import Curve, Epoch, PartReport, Report, Result
from grader.records.totals import settled
from tests.reports.samples import full_marks

ASSIGNMENT = course.load("assignment1")
LENET = next(part for part in ASSIGNMENT.parts if part.id == "lenet5")
DATA, THRESHOLD = next(iter(LENET.thresholds.items()))


def as_graded(score: float = 1.0) -> Report:
    """A report of a right submission, with the training's score."""
    curve = Curve(
        data=DATA,
        data_title=LENET.title,
        device="cpu",
        seed=0,
        train_images=1,
        test_images=1,
        measure="accuracy",
        before=0.0,
        epochs=(Epoch(0.1, score),),
        seconds=1.0,
    )
    parts = tuple(
        PartReport(
            id=part.id,
            title=part.title,
            taken=None,
            results=tuple(
                Result(
                    id=check.id, title=check.title, status="passed", points=check.points, earned=check.points
                )
                for check in part.checks
            ),
            training=curve if part is LENET else None,
        )
        for part in ASSIGNMENT.parts
    )
    return settled(msgspec.structs.replace(full_marks(), parts=parts))


def changed(change: Callable[[Part], Part]) -> Assignment:
    """The assignment with another LeNet-5."""
    made = Assignment.__new__(Assignment)
    made.__dict__.update(ASSIGNMENT.__dict__)
    made.__dict__["every_part"] = [change(part) if part is LENET else part for part in ASSIGNMENT.parts]
    return made


def with_check(name: str, **more: Any) -> Callable[[Part], Part]:
    def change(part: Part) -> Part:
        checks = [replace(check, **more) if check.id == name else check for check in part.checks]
        return replace(part, checks=checks)

    return change


def earned(report: Report, name: str) -> float:
    [result] = [
        each for part in report.parts if part.id == "lenet5" for each in part.results if each.id == name
    ]
    return result.earned


def test_rescored_by_the_same_rubric_is_the_same() -> None:
    assert rescored(as_graded(), ASSIGNMENT) == as_graded()


def test_rescored_gives_the_same_share_of_other_points() -> None:
    before = as_graded()
    partly = rescored(before, changed(with_check("convolutions", points=5.0)))
    assert earned(partly, "convolutions") == 5
    assert (before.earned, partly.earned, partly.points) == (100, 95, 95)


@pytest.mark.parametrize(("above", "share"), [(0.5, 0.5), (2.0, 1.0), (-1.0, 0.0)])
def test_rescored_judges_a_training_by_other_thresholds(above: float, share: float) -> None:
    score = THRESHOLD.zero_below + above * (THRESHOLD.full_from - THRESHOLD.zero_below)
    points = next(check.points for check in LENET.checks if check.id == "accuracy")
    assert earned(rescored(as_graded(score), ASSIGNMENT), "accuracy") == pytest.approx(
        points * share, abs=0.01
    )


def test_rescored_leaves_what_is_new_to_grading_and_drops_what_is_gone() -> None:
    def add(part: Part) -> Part:
        return replace(part, checks=[*part.checks[1:], replace(part.checks[0], id="new")])

    found = rescored(as_graded(), changed(add))
    assert found.earned is None
    [part] = [part for part in found.parts if part.id == "lenet5"]
    assert [each.id for each in part.results if each.status == "error"] == ["new"]
    assert "runs" not in [each.id for each in part.results]
