"""Notices on how the assignment's rules affect a score: weights, lateness and hidden checks."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from grader.base.text import Text
from grader.base.times import written
from grader.records.deadline import Deadline, Lateness
from grader.records.report import PartReport, Report
from grader.records.submissions import Entry
from grader.reports.wording import points, share

LATENESS: Final = Text(ko="지각", en="Lateness")
DEDUCTION: Final = Text(ko="지각 감점", en="Deduction for lateness")


def notices(report: Report) -> tuple[Text, ...]:
    """Return all notices for the reader of a report, starting with those on the assignment's rules."""
    return (*_weights(report), *lateness(report), *_hidden(report), *report.notices)


def lateness(report: Report) -> Iterator[Text]:
    """Yield what lateness costs, or why that is not known; nothing if the submission was on time."""
    late = report.late
    if not isinstance(late, Lateness):
        return
    before = share(report.raw, report.points)
    lost = points(late.deducted)
    if late.given is not None:
        yield Text(
            ko=f"지각 감점 -{lost}점: 조교가 정했습니다. {late.why} (감점 전 {before})",
            en=f"Late: -{lost} points, as a person decided: {late.why} (before that: {before})",
        )
    elif late.days:
        when = _when(late)
        percent = f"{100 * late.share:.2f}".rstrip("0").rstrip(".")
        if late.share:
            yield Text(
                ko=f"지각 감점 -{lost}점: {late.days}일 지각, 전체 점수의 {percent}% (감점 전 {before})."
                f" {when.ko}",
                en=f"Late: -{lost} points. {_days(late.days)} late, {percent} % of all points"
                f" (before that: {before}). {when.en}",
            )
        else:
            yield Text(
                ko=f"{late.days}일 지각입니다. 감점은 없습니다. {when.ko}",
                en=f"{_days(late.days)} late. Nothing is deducted. {when.en}",
            )
    elif late.days is None and late.marked:
        yield Text(
            ko="늦게 낸 것으로 표시되어 있지만 얼마나 늦었는지 알 수 없어 감점하지 않았습니다.",
            en="It is marked as late, but not by how much, so nothing was deducted.",
        )
    elif late.days is None:
        yield Text(
            ko="언제 냈는지 알 수 없어, 늦었더라도 감점하지 않았습니다.",
            en="It is not known when this was handed in, so nothing was deducted for lateness.",
        )


def unseen(part: PartReport) -> Text | None:
    """Return how many points of a part belong to checks that are not shown; None if all are shown."""
    if not isinstance(part.hidden, float):
        return None
    return Text(
        ko=f"이 밖에 {points(part.hidden)}점은 아직 공개되지 않은 항목의 점수입니다.",
        en=f"Checks worth {points(part.hidden)} more points are not shown yet.",
    )


def of_class(entries: Sequence[Entry], out: Path, now: datetime) -> Iterator[Text]:
    """Yield what staff must know about a class's deadline: when it is, and what they still have to do."""
    reports = [entry.report for entry in entries if entry.report is not None]
    given = [report.deadline for report in reports if isinstance(report.deadline, Deadline)]
    if not given:
        return
    due = given[0].due
    if due is None:
        if given[0].late is not None:
            yield Text(
                ko="과제에 지각 규칙이 있지만 마감이 없어 감점하지 않았습니다. --due로 마감을 주십시오.",
                en="The assignment has a late policy but no due date, so nothing was deducted; give --due.",
            )
    else:
        yield Text(ko=f"마감: {written(due)}", en=f"Due: {written(due)}")
    hidden = any(result.hidden for report in reports for part in report.parts for result in part.results)
    if hidden and (due is None or now < due):
        yield Text(
            ko="학생 페이지(feedback/)에는 비공개 항목이 빠져 있습니다."
            f" 마감 뒤에 다시 만드십시오: grade report {out}",
            en="The students' pages leave the hidden checks out."
            f" Make them anew after the due date: grade report {out}",
        )


def _hidden(report: Report) -> Iterator[Text]:
    if not isinstance(report.hidden, float):
        return
    due = report.deadline.due if isinstance(report.deadline, Deadline) else None
    ko = f"마감 {written(due)} 뒤에" if due else "마감 뒤에"
    en = f"the due date, {written(due)}" if due else "the due date"
    hidden = points(report.hidden)
    yield Text(
        ko=f"이 밖에 {hidden}점이 더 있습니다. 그 항목은 {ko} 공개되며, 위의 점수에는 들어 있지 않습니다.",
        en=f"There are {hidden} points more, for checks that are not shown before {en}."
        " The score here is without them.",
    )


def _weights(report: Report) -> Iterator[Text]:
    weighted = [part for part in report.parts if isinstance(part.weighted, float)]
    if not weighted:
        return
    ko = ", ".join(f"{part.title.ko} {_counts(part)}" for part in weighted)
    en = ", ".join(f"{part.title.en} {_counts(part)}" for part in weighted)
    yield Text(ko=f"부분별 가중치로 환산: {ko}", en=f"The parts count by their weights: {en}")


def _counts(part: PartReport) -> str:
    return f"{share(part.earned, part.points)} -> {share(part.counted, part.worth)}"


def _when(late: Lateness) -> Text:
    assert late.due is not None, "days are counted from a due date"
    assert late.submitted is not None, "days are counted to when it was handed in"
    due, submitted = written(late.due), written(late.submitted.astimezone(late.due.tzinfo))
    return Text(ko=f"마감 {due}, 제출 {submitted}", en=f"Due {due}, handed in {submitted}.")


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"
