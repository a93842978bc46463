"""A report's total by weights and lateness."""

import json

import msgspec
import pytest

from grader.base.text import same
from grader.base.times import moment
from grader.records.deadline import Deadline, Late
from grader.records.report import PartReport, Report
from grader.records.totals import due_at, handed_in, settled
from grader.reports.formats.json import render
from tests.reports.samples import LENET_TITLE, RUNS, check, full_marks, report, withheld

DUE = moment("2026-12-01 23:59")
LATER = moment("2026-12-04 00:00")
"""Three days have begun."""
POLICY = Deadline(due=DUE, late=Late(per_day=0.1))


def part(name: str, earned: float, points: float, worth: float) -> PartReport:
    result = check("runs", RUNS, points, "partial", earned=earned)
    return PartReport(id=name, title=same(name), taken=None, results=(result,), weighted=worth)


def of(*parts: PartReport) -> Report:
    return settled(report(*parts))


def test_settled_adds_thirds_up_to_the_whole() -> None:
    whole = of(*(part(name, 7, 7, 100 / 3) for name in "abc"))
    assert (whole.earned, whole.points) == (100, 100)
    assert of(part("a", 7, 7, 100 / 3), part("b", 3.5, 7, 200 / 3)).earned == pytest.approx(66.666667, abs=0)


def test_settled_charges_a_missing_part_its_weight() -> None:
    assert of(part("a", 5, 5, 25), part("b", 0, 300, 75)).earned == 25


def test_settled_leaves_a_report_without_rules_as_it_is() -> None:
    before = full_marks()
    text = render(settled(before), "en")
    assert json.loads(text) == json.loads(render(before, "en"))
    assert not {"weighted", "hidden", "deadline", "late"} & set(json.loads(text))


def late(found: Report, deadline: Deadline = POLICY) -> Report:
    return handed_in(msgspec.structs.replace(found, deadline=deadline), LATER)


def test_handed_in_late_deducts_a_share_and_keeps_the_raw_score() -> None:
    found = late(full_marks())
    assert (found.earned, found.raw, found.deducted, found.points) == (70, 100, 30, 100)
    assert found.parts == full_marks().parts


def test_handed_in_late_never_falls_below_zero() -> None:
    poor = report(
        PartReport(
            id="a", title=LENET_TITLE, taken=None, results=(check("x", RUNS, 100, "partial", earned=12.5),)
        )
    )
    found = late(poor)
    assert (found.earned, found.raw, found.deducted) == (0, 12.5, 12.5)


def test_handed_in_late_leaves_a_withheld_score_withheld() -> None:
    found = late(withheld())
    assert (found.earned, found.raw, found.deducted) == (None, None, 30)


def test_due_at_overrides_the_due_date_and_keeps_the_policy() -> None:
    given = due_at(msgspec.structs.replace(full_marks(), deadline=POLICY), LATER)
    assert isinstance(given.deadline, Deadline)
    assert (given.deadline.due, given.deadline.late) == (LATER, POLICY.late)
    assert handed_in(given, LATER).earned == 100


def test_report_with_totals_survives_being_kept() -> None:
    found = late(of(part("a", 1, 3, 50), part("b", 2, 3, 50)))
    assert msgspec.json.decode(msgspec.json.encode(found), type=Report) == found
