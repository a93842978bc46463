"""A summary of the reports of a class: its scores, the hardest checks, and what a person must look at."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, median

from grader.base.text import Text
from grader.records.points import added
from grader.records.report import Curve, PartReport, Report, Result, Status
from grader.records.submissions import Entry

BINS = 10


UNASKED: frozenset[Status] = frozenset({"blocked", "skipped", "error"})
"""Statuses of results that say nothing about their check."""


@dataclass(frozen=True)
class Tally:
    """A check, and how the class did on it."""

    part: Text
    title: Text
    passed: int
    partial: int
    asked: int

    @property
    def share(self) -> float:
        """The share, 0 to 1, of those asked who passed it."""
        return self.passed / self.asked


@dataclass(frozen=True)
class CommonMistake:
    """A finding that is the same, up to its numbers, for everyone who made the mistake."""

    part: Text
    check: Text
    finding: Text
    """What most of them are told."""
    who: tuple[Entry, ...]
    lost: float
    """Points that all of them lost together, with what they lost on the checks in `also`."""
    also: tuple[tuple[Text, Text], ...] = ()
    """Later checks of the part on which just these students have one finding as well, and what it is."""


@dataclass(frozen=True)
class Trained:
    """A part of the assignment, with everyone's training on it."""

    part: Text
    curves: tuple[tuple[Entry, Curve], ...]


@dataclass(frozen=True)
class Classroom:
    """A class at a glance."""

    entries: tuple[Entry, ...]
    scores: tuple[float, ...]
    """Everyone's share of the points, 0 to 1, in ascending order; only of those who have a score."""
    histogram: tuple[int, ...]
    """The number of scores in each tenth; full marks count in the last."""
    checks: tuple[Tally, ...]
    """Every check that was asked of anyone, the hardest first."""
    mistakes: tuple[CommonMistake, ...]
    """The mistakes that points were lost for, the most frequent first."""
    trained: tuple[Trained, ...]
    nothing: tuple[Entry, ...]
    missing: tuple[Entry, ...]
    to_look_at: tuple[Entry, ...]
    """Whose score is withheld, and then whose submission is doubtful."""
    waiting: int
    trainings: int
    """The number of trainings that were done."""
    saved: int
    """The number of trainings that were saved because an equal model had been trained."""

    @property
    def hardest(self) -> tuple[Tally, ...]:
        """Checks that anyone lost points on, the hardest first."""
        return tuple(each for each in self.checks if each.passed < each.asked)

    @property
    def mean(self) -> float | None:
        """The mean of the scores; None if nobody has one."""
        return fmean(self.scores) if self.scores else None

    @property
    def median(self) -> float | None:
        """The median of the scores; None if nobody has one."""
        return median(self.scores) if self.scores else None


def classroom(entries: Sequence[Entry]) -> Classroom:
    """Summarise a class."""
    reports = [each.report for each in entries if each.report is not None]
    scores = sorted(each.earned / each.points for each in reports if each.earned is not None)
    bins = Counter(min(int(score * BINS), BINS - 1) for score in scores)
    trained = _trained(entries)
    curves = [curve for each in trained for _, curve in each.curves]
    saved = sum(curve.reused for curve in curves)
    return Classroom(
        entries=tuple(entries),
        scores=tuple(scores),
        histogram=tuple(bins[index] for index in range(BINS)),
        checks=tuple(_checks(reports)),
        mistakes=tuple(_mistakes(entries)),
        trained=trained,
        nothing=tuple(each for each in entries if each.state == "nothing"),
        missing=tuple(each for each in entries if each.state == "missing"),
        to_look_at=(
            *(each for each in entries if each.withheld),
            *(each for each in entries if each.doubtful and not each.withheld),
        ),
        waiting=sum(each.state == "waiting" for each in entries),
        trainings=len(curves) - saved,
        saved=saved,
    )


def _checks(reports: Iterable[Report]) -> list[Tally]:
    titles: dict[tuple[str, str], tuple[Text, Text]] = {}
    found: dict[tuple[str, str], Counter[Status]] = defaultdict(Counter)
    for part, result in (each for report in reports for each in _asked(report)):
        key = part.id, result.id
        titles[key] = part.title, result.title
        found[key][result.status] += 1
    tallies = [
        Tally(*titles[key], counted["passed"], counted["partial"], counted.total())
        for key, counted in found.items()
    ]
    return sorted(tallies, key=lambda each: each.share)


def _mistakes(entries: Iterable[Entry]) -> list[CommonMistake]:
    """Return the findings that cost points; those that differ only in numbers are one, and so are those of
    one part that the same students have."""
    made: dict[tuple[str, str, str], list[tuple[Entry, PartReport, Result]]] = defaultdict(list)
    for entry in entries:
        given = {(each.part, each.check) for each in entry.overrides}
        for part, result in _asked(entry.report) if entry.report else ():
            if result.status != "passed" and (part.id, result.id) not in given:
                made[part.id, result.id, _kind(result)].append((entry, part, result))
    together: dict[tuple[str, tuple[str, ...]], CommonMistake] = {}
    for (part_id, _, _), those in made.items():
        mistake = _mistake(those)
        key = part_id, tuple(each.handed.student for each in mistake.who)
        first = together.get(key)
        together[key] = mistake if first is None else _joined(first, mistake)
    return sorted(together.values(), key=lambda each: (-len(each.who), -each.lost))


def _kind(result: Result) -> str:
    """Return what a finding is told as, without its numbers."""
    return re.sub(r"\d[\d,.]*", "0", (result.message or result.title).en)


def _mistake(those: Sequence[tuple[Entry, PartReport, Result]]) -> CommonMistake:
    _, part, result = those[0]
    said = Counter(result.message or result.title for _, _, result in those)
    return CommonMistake(
        part.title,
        result.title,
        finding=said.most_common(1)[0][0],
        who=tuple(entry for entry, _, _ in those),
        lost=added(part.of_total(added((each.points, -each.earned))) for _, part, each in those),
    )


def _joined(first: CommonMistake, later: CommonMistake) -> CommonMistake:
    return replace(
        first, lost=added((first.lost, later.lost)), also=(*first.also, (later.check, later.finding))
    )


def _asked(report: Report) -> Iterator[tuple[PartReport, Result]]:
    for part in report.parts:
        yield from ((part, result) for result in part.results if result.status not in UNASKED)


def _trained(entries: Iterable[Entry]) -> tuple[Trained, ...]:
    titles: dict[str, Text] = {}
    curves: dict[str, list[tuple[Entry, Curve]]] = defaultdict(list)
    for entry in entries:
        for part in entry.report.parts if entry.report else ():
            if part.training is not None:
                titles[part.id] = part.title
                curves[part.id].append((entry, part.training))
    return tuple(Trained(titles[id_], tuple(found)) for id_, found in curves.items())
