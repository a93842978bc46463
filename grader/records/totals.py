"""A report's totals: its weighted parts, and the deduction for lateness."""

from datetime import datetime

import msgspec

from grader.records.deadline import Deadline, Lateness, lateness
from grader.records.points import added, scaled
from grader.records.report import Report


def settled(report: Report) -> Report:
    """Return a report with its totals computed from its parts and its lateness."""
    points = added(part.worth for part in report.parts)
    raw, late, lost = report.raw, report.late, 0.0
    if isinstance(late, Lateness):
        wanted = scaled(late.share, 1.0, points) if late.given is None else late.given
        lost = added([wanted if raw is None else min(wanted, raw)])
        late = msgspec.structs.replace(late, deducted=lost)
    return msgspec.structs.replace(
        report,
        points=points,
        earned=None if raw is None else added((raw, -lost)),
        late=late,
        provisional=any(result.provisional for part in report.parts for result in part.results),
    )


def due_at(report: Report, due: datetime | None) -> Report:
    """Return a report whose due date overrides the one in the assignment's file; None keeps the latter."""
    if due is None:
        return report
    deadline = report.deadline if isinstance(report.deadline, Deadline) else Deadline()
    return msgspec.structs.replace(report, deadline=msgspec.structs.replace(deadline, due=due))


def handed_in(report: Report, submitted: datetime | None, *, marked: bool = False) -> Report:
    """Return the report for the given submission time, with the deduction if it is late.

    Args:
        report: the report, with its deadline.
        submitted: when the submission was handed in; None if unknown.
        marked: whether the system that collected the submission marks it as late.
    """
    deadline = report.deadline if isinstance(report.deadline, Deadline) else Deadline()
    late = lateness(deadline, submitted, marked=marked)
    return report if late is None else settled(msgspec.structs.replace(report, late=late))
