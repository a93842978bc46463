"""Points that a person gave, which replace those that a check gave."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC

import msgspec

from grader.base.errors import NothingToGrade
from grader.base.text import Text
from grader.records.deadline import Lateness
from grader.records.points import scaled
from grader.records.report import PartReport, Report, Result
from grader.records.submissions import DOUBTS, LATE, Override, OverrideStep
from grader.records.totals import settled

ALL = "all"
"""Names all checks of a report, unless a check or a part has that name."""

_NO_POINTS = Text(
    ko="채점하지 않았습니다. 조교가 점수를 주어야 합니다.",
    en="It was not graded: a person has to give the points.",
)


def in_force(trail: Iterable[OverrideStep]) -> tuple[Override, ...]:
    """Return the points by hand that are in force after a trail of changes."""
    return tuple(each for name, each in sorted(_latest(trail).items()) if name != DOUBTS)


def settlement(trail: Iterable[OverrideStep]) -> Override | None:
    """Return who settled the doubts about a submission, and why; None if nobody did, or it was taken back."""
    return _latest(trail).get(DOUBTS)


def _latest(trail: Iterable[OverrideStep]) -> dict[tuple[str, str], Override]:
    given: dict[tuple[str, str], list[Override]] = {}
    for step in trail:
        so_far = given.setdefault((step.part, step.check), [])
        if step.points is not None:
            so_far.append(_override(step, step.points))
        elif so_far:
            so_far.pop()
    return {name: changes[-1] for name, changes in given.items() if changes}


def _override(step: OverrideStep, points: float) -> Override:
    return Override(
        part=step.part, check=step.check, points=points, why=step.why, by=step.by, at=step.at, was=step.was
    )


def blank(report: Report) -> Report:
    """Return a report like this one in which nothing is graded: its score waits for a person's points."""
    return settled(
        msgspec.structs.replace(
            report,
            files=(),
            provenance=msgspec.UNSET,
            parts=tuple(map(_blank_part, report.parts)),
            listings=(),
            prose=(),
            notices=(),
            seconds=0.0,
            late=msgspec.UNSET,
        )
    )


def _blank_part(part: PartReport) -> PartReport:
    results = tuple(
        Result(
            id=each.id,
            title=each.title,
            status="error",
            points=each.points,
            earned=0.0,
            message=_NO_POINTS,
            hidden=each.hidden,
        )
        for each in part.results
    )
    return PartReport(id=part.id, title=part.title, taken=None, results=results, weighted=part.weighted)


def overridden(report: Report, overrides: Sequence[Override]) -> Report:
    """Return a report with overrides applied: each shows its reason, and the totals are updated.

    No check gets more than it is worth, whatever it was worth when a person gave the points.
    """
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
    earned = min(override.points, result.points)
    full = earned >= result.points
    return msgspec.structs.replace(
        result,
        status="passed" if full else "partial" if earned > 0 else "failed",
        earned=earned,
        provisional=False,
        blocked_by=None,
        message=_told(result, override),
    )


def _told(result: Result, override: Override) -> Text:
    """Return who changed the points, when, from what to what, and why."""
    who = f"{override.by}, {override.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if override.at else override.by
    said = f" ({who})" if who else ""
    to, why = f"{override.points:g}", override.why
    if override.was is None and result.status == "error":
        return Text(
            ko=f"조교{said}가 {to}점을 주었습니다: {why}", en=f"A person{said} gave {to} points: {why}"
        )
    was = f"{result.earned if override.was is None else override.was:g}"
    return Text(
        ko=f"조교{said}가 {was}점을 {to}점으로 바꾸었습니다: {why}",
        en=f"A person{said} changed {was} points to {to}: {why}",
    )


class Target(msgspec.Struct, frozen=True):
    """A check, or the deduction for lateness, whose points a person gives."""

    part: str
    check: str
    most: float
    was: float | None
    """The points before; None if there are none."""


def targets(report: Report, name: str, overrides: Sequence[Override] = ()) -> tuple[Target, ...]:
    """Return what a person means by a check's name, a part's id, `late` or `all`.

    Raises:
        NothingToGrade: there is no such check, or several parts have it.
    """
    checks = [_target(part, result) for part in report.parts for result in part.results]
    if not any(name in (each.check, f"{each.part}.{each.check}") for each in checks):
        if name == LATE[1]:
            return (Target(*LATE, report.points, report.deducted),)
        if name == DOUBTS[1]:
            return (Target(*DOUBTS, 0.0, None),)
        if several := tuple(each for each in checks if name in (each.part, ALL)):
            return several
        gone = [each for each in overrides if name in (each.check, f"{each.part}.{each.check}")]
        if len(gone) == 1:
            return (Target(gone[0].part, gone[0].check, 0.0, None),)
    part, result = find(report, name)
    return (_target(part, result),)


def _target(part: PartReport, result: Result) -> Target:
    return Target(part.id, result.id, result.points, None if result.status == "error" else result.earned)


def most(found: Sequence[Target], report: Report) -> float:
    """Return the most points that a person can give to some checks together."""
    everything = len(found) == sum(len(part.results) for part in report.parts) > 1
    return report.points if everything else sum(each.most for each in found)


def shared(points: float, found: Sequence[Target], report: Report) -> Iterator[tuple[Target, float]]:
    """Share points among checks, in proportion to what each is worth."""
    of = most(found, report)
    for each in found:
        yield each, points if len(found) == 1 else scaled(each.most, of, points)


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
        Text(ko=f"이 가운데 하나를 지정하십시오: {listed}", en=f"Name one of these: {listed}"),
    )
