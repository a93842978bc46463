"""What a changed rubric would make of results that are there already; no submission is run again.

Points, weights and thresholds of the training are applied to what the checks found. What a check asks for
cannot be tried so: a check that is new has no result, and one whose function has changed keeps its old one.
"""

import math

import msgspec

from grader.base.text import Text
from grader.checks.assignment import Assignment, Part
from grader.checks.checked_part import Check, CheckedPart
from grader.records.assignment import Threshold
from grader.records.report import Curve, PartReport, Report, Result, Status
from grader.records.totals import settled

_NEW = Text(
    ko="새 항목이라 다시 채점해야 알 수 있습니다.", en="This check is new: only grading anew can tell."
)
_JUDGED: tuple[Status, ...] = ("passed", "partial", "failed")


def rescored(report: Report, assignment: Assignment) -> Report:
    """Return a report with the points that the assignment gives now for what was found then."""
    known = {part.id: part for part in report.parts}
    parts = (_part(part, known.get(part.id), assignment.worth(part)) for part in assignment.every_part)
    return settled(msgspec.structs.replace(report, parts=tuple(parts)))


def _part(part: CheckedPart, known: PartReport | None, worth: float | None) -> PartReport:
    found = known or PartReport(id=part.id, title=part.title, taken=None, results=())
    results = {result.id: result for result in found.results}
    return msgspec.structs.replace(
        found,
        results=tuple(_result(check, part, results.get(check.id), found.training) for check in part.checks),
        weighted=msgspec.UNSET if worth is None else worth,
    )


def _result(check: Check, part: CheckedPart, known: Result | None, curve: Curve | None) -> Result:
    if known is None:
        return Result(
            id=check.id, title=check.title, status="error", points=check.points, earned=0.0, message=_NEW
        )
    if known.status not in _JUDGED:
        return msgspec.structs.replace(known, points=check.points)
    share = 1.0 if known.status == "passed" else known.earned / known.points
    thresholds = part.thresholds if isinstance(part, Part) else {}
    if Threshold in check.evidence and curve is not None and curve.data in thresholds:
        share = _learnt(curve, thresholds[curve.data])
    earned = check.points if share == 1.0 else math.floor(round(check.points * share * 100, 6)) / 100
    status: Status = "passed" if share == 1.0 else "partial" if earned else "failed"
    return msgspec.structs.replace(known, points=check.points, earned=earned, status=status)


def _learnt(curve: Curve, threshold: Threshold) -> float:
    """Return the share of the points that a training earns, as `grader.checks.learning` gives it."""
    if curve.stopped is not None or curve.before is None or curve.before >= threshold.full_from:
        return 0.0
    return threshold.fraction(curve.score)
