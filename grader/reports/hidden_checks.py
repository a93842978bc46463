"""Checks that are hidden from students before the due date: a report as students and as staff see it."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from grader.base.text import Text
from grader.records.deadline import Deadline
from grader.records.points import added, scaled
from grader.records.report import PartReport, Report, Result
from grader.records.totals import settled


def for_student(report: Report, now: datetime) -> Report:
    """Return what the student may see of a report at the time `now`: all of it after the due date."""
    if not any(map(part_has_hidden, report.parts)):
        return report
    if _is_over(report.deadline, now):
        parts = tuple(_each(part, _shown) for part in report.parts)
        return msgspec.structs.replace(report, parts=parts)
    return without_hidden(report)


def part_for_student(part: PartReport, deadline: Deadline | None, now: datetime) -> PartReport:
    """Return what the student may see of a part at the time `now`."""
    return part if _is_over(deadline, now) else part_without_hidden(part)


def for_staff(report: Report) -> Report:
    """Return a report whose titles mark the checks that are hidden from students."""
    return msgspec.structs.replace(report, parts=tuple(map(part_for_staff, report.parts)))


def part_for_staff(part: PartReport) -> PartReport:
    """Return a part whose titles mark the checks that are hidden from students."""
    return _each(part, _marked)


def without_hidden(report: Report) -> Report:
    """Return a report that shows only how many points its hidden checks are worth."""
    parts = tuple(map(part_without_hidden, report.parts))
    shown = settled(msgspec.structs.replace(report, parts=parts))
    return msgspec.structs.replace(shown, hidden=added((report.points, -shown.points)))


def part_without_hidden(part: PartReport) -> PartReport:
    """Return a part without its hidden checks, and without a training that only they need."""
    if not part_has_hidden(part):
        return part
    left = tuple(result for result in part.results if not result.hidden)
    shown = msgspec.structs.replace(part, results=left)
    weighted = part.weighted
    if isinstance(weighted, float):
        weighted = scaled(shown.points, part.points, weighted)
    trained = any(result.trained for result in shown.results)
    return msgspec.structs.replace(
        shown,
        weighted=weighted,
        hidden=added((part.points, -shown.points)),
        training=part.training if trained else None,
    )


def part_has_hidden(part: PartReport) -> bool:
    """Return whether any check of a part is hidden from students."""
    return any(result.hidden for result in part.results)


def _is_over(deadline: Deadline | msgspec.UnsetType | None, now: datetime) -> bool:
    return isinstance(deadline, Deadline) and deadline.due is not None and deadline.due <= now


def _each(part: PartReport, change: Callable[[Result], Result]) -> PartReport:
    return msgspec.structs.replace(part, results=tuple(map(change, part.results)))


def _shown(result: Result) -> Result:
    return msgspec.structs.replace(result, hidden=msgspec.UNSET)


def _marked(result: Result) -> Result:
    title = Text(ko=f"{result.title.ko} [마감 뒤 공개]", en=f"{result.title.en} [hidden until due]")
    return msgspec.structs.replace(result, title=title) if result.hidden else result
