"""A report is compared with a new one field by field, and every change but the allowed ones is found."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from grader.base.cache import folder
from grader.base.progress import silent
from grader.base.text import same
from grader.grading import course
from grader.grading.grade import grade
from grader.grading.trainer import Settings
from grader.grading.verification import NOT_COMPARED, Verification
from grader.intake import read
from grader.records.repair import Repair
from grader.records.report import Report
from grader.reports.formats import json as report_json
from tests.hosts import shared

FILE = "wrong_kernel_3.ipynb"


@pytest.fixture(scope="module")
def report() -> Report:
    """A real report, with a layer table, findings and a training, and a repair."""
    assignment = course.load("assignment1")
    path = assignment.here / "examples" / FILE
    settings = Settings(data=("standin",), device="cpu", trainings=folder("trainings"))
    graded = grade(read(path), assignment, settings, shared(), silent)
    repair = Repair(what=same("The kernel is too small."), gain=1.5, clears=(), at=())
    return msgspec.structs.replace(graded, repairs=(repair,))


def plain(report: Report) -> Any:
    return json.loads(report_json.render(report, "en"))


def leaves(value: Any, *path: str | int) -> Iterator[tuple[str | int, ...]]:
    """Yield the way to every value that holds no others."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inside:
        yield from leaves(each, *path, name) if isinstance(each, dict | list) and each else [(*path, name)]


def changed(value: Any, path: tuple[str | int, ...]) -> Any:
    """Return a copy with another value at the end of the way."""
    other = copy.deepcopy(value)
    place = other
    for name in path[:-1]:
        place = place[name]
    old = place[path[-1]]
    place[path[-1]] = (
        not old if isinstance(old, bool) else old + 1 if isinstance(old, int | float) else f"{old}!"
    )
    return other


@pytest.mark.slow
def test_verification_finds_every_single_change_of_a_report(report: Report) -> None:
    true = plain(report)
    assert Verification(report, report, true, true).differences == ()
    paths = list(leaves(true))
    assert len(paths) > 300
    unseen = {
        path for path in paths if not Verification(report, report, changed(true, path), true).differences
    }
    assert unseen == {path for path in paths if NOT_COMPARED.intersection(path)}
    assert {name for path in unseen for name in path if name in NOT_COMPARED} == NOT_COMPARED


@pytest.mark.slow
def test_verification_finds_an_added_and_a_missing_field(report: Report) -> None:
    true = plain(report)
    more = {**true, "bonus": 5}
    less = {name: value for name, value in true.items() if name != "notices"}
    for claim in (more, less):
        (found,) = Verification(report, report, claim, true).differences
        assert found.path in ("bonus", "notices")


@pytest.mark.slow
def test_verification_finds_no_difference_after_grading_again(report: Report) -> None:
    assignment = course.load("assignment1")
    path = assignment.here / "examples" / FILE
    settings = Settings(data=("standin",), device="cpu", trainings=None)
    again = grade(read(path), assignment, settings, shared(), silent)
    found = Verification(report, again, plain(report), plain(again))
    assert found.differences == ()
    assert found.same_score
    assert found.same_files
    assert found.same_data
    assert found.other_installation is None
