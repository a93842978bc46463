"""Checks that students do not see before the due date: a report as they see it, and as staff do."""

from datetime import datetime

import msgspec

from grader.records.late import Deadline
from grader.records.points import added, scaled
from grader.records.report import PartReport, Report, Result
from grader.records.text import Text
from grader.records.totals import settled


def for_student(report: Report, now: datetime) -> Report:
    """Return what the student may see of a report at a time: after the due date all of it."""
    if not any(part_has_hidden(part) for part in report.parts):
        return report
    deadline = report.deadline
    if isinstance(deadline, Deadline) and deadline.due is not None and deadline.due <= now:
        parts = tuple(_with_results(part, tuple(map(_shown, part.results))) for part in report.parts)
        return msgspec.structs.replace(report, parts=parts)
    return without_hidden(report)


def for_staff(report: Report) -> Report:
    """Return a report in which the titles say what is hidden from students."""
    if not any(part_has_hidden(part) for part in report.parts):
        return report
    parts = tuple(_with_results(part, tuple(map(_marked, part.results))) for part in report.parts)
    return msgspec.structs.replace(report, parts=parts)


def without_hidden(report: Report) -> Report:
    """Return a report that shows nothing of the hidden checks but how many points they are worth."""
    parts = tuple(map(part_without_hidden, report.parts))
    shown = settled(msgspec.structs.replace(report, parts=parts))
    return msgspec.structs.replace(shown, hidden=added((report.points, -shown.points)))


def part_without_hidden(part: PartReport) -> PartReport:
    """Return a part without its hidden checks, and without a training that only they ask for."""
    if not part_has_hidden(part):
        return part
    shown = _with_results(part, tuple(result for result in part.results if not result.hidden))
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
    """Whether any check of a part is hidden from students."""
    return any(result.hidden for result in part.results)


def _with_results(part: PartReport, results: tuple[Result, ...]) -> PartReport:
    return msgspec.structs.replace(part, results=results)


def _shown(result: Result) -> Result:
    return msgspec.structs.replace(result, hidden=msgspec.UNSET)


def _marked(result: Result) -> Result:
    title = Text(ko=f"{result.title.ko} [비공개]", en=f"{result.title.en} [hidden]")
    return msgspec.structs.replace(result, title=title) if result.hidden else result
