"""Points that a person gave, which replace those that a check gave."""

from collections.abc import Sequence

import msgspec

from grader.base.errors import NothingToGrade
from grader.base.text import Text
from grader.records.deadline import Lateness
from grader.records.report import PartReport, Report, Result
from grader.records.submissions import LATE, Override
from grader.records.totals import settled


def overridden(report: Report, overrides: Sequence[Override]) -> Report:
    """Return a report with overrides applied: each shows its reason, and the totals are updated."""
    if not overrides:
        return report
    by_check = {(each.part, each.check): each for each in overrides}
    parts = tuple(_part(part, by_check) for part in report.parts)
    late = report.late
    if (given := by_check.get(LATE)) is not None:
        known = late if isinstance(late, Lateness) else Lateness(due=None, submitted=None)
        late = msgspec.structs.replace(known, given=given.points, why=given.why)
    return settled(msgspec.structs.replace(report, parts=parts, late=late))


def _part(part: PartReport, overrides: dict[tuple[str, str], Override]) -> PartReport:
    results = (
        _result(each, overrides[part.id, each.id]) if (part.id, each.id) in overrides else each
        for each in part.results
    )
    return msgspec.structs.replace(part, results=tuple(results))


def _result(result: Result, override: Override) -> Result:
    full = override.points >= result.points
    return msgspec.structs.replace(
        result,
        status="passed" if full else "partial" if override.points > 0 else "failed",
        earned=override.points,
        provisional=False,
        blocked_by=None,
        message=Text(
            ko=f"조교가 {result.earned:g}점을 {override.points:g}점으로 바꾸었습니다: {override.why}",
            en=f"A person changed {result.earned:g} points to {override.points:g}: {override.why}",
        ),
    )


def meant(report: Report, check: str) -> tuple[tuple[str, str], float]:
    """Return the part and the check that an override is for, and its maximum number of points.

    `late` stands for the deduction for lateness, unless a check has that name.

    Raises:
        NothingToGrade: there is no such check, or several parts have it.
    """
    if check == LATE[1] and all(result.id != check for part in report.parts for result in part.results):
        return LATE, report.points
    part, result = find(report, check)
    return (part.id, result.id), result.points


def find(report: Report, check: str) -> tuple[PartReport, Result]:
    """Return the check that a person names as `check` or `part.check`.

    Raises:
        NothingToGrade: there is no such check, or several parts have it.
    """
    found = [
        (part, result)
        for part in report.parts
        for result in part.results
        if check in (result.id, f"{part.id}.{result.id}")
    ]
    if len(found) == 1:
        return found[0]
    names = [f"{part.id}.{result.id}" for part, result in found] or [
        f"{part.id}.{result.id}" for part in report.parts for result in part.results
    ]
    listed = ", ".join(names)
    raise NothingToGrade(
        Text(ko=f"'{check}' 항목을 하나로 정할 수 없습니다.", en=f"'{check}' names no single check."),
        Text(ko=f"이 가운데 하나를 지정해 주십시오: {listed}", en=f"Name one of these: {listed}"),
    )
