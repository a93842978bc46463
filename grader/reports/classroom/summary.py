"""A summary of the reports of a class: its scores, the hardest checks, and what a person must look at."""

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
    """A finding with the same message for everyone who made the mistake."""

    part: Text
    check: Text
    finding: Text
    who: tuple[Entry, ...]
    lost: float
    """Points that all of them lost together."""


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
        to_look_at=tuple(each for each in entries if each.withheld),
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
    """Return the findings that cost points, grouped by message, or by the check's title if there is none."""
    made: dict[tuple[str, str, Text], CommonMistake] = {}
    for entry in entries:
        given = {(each.part, each.check) for each in entry.overrides}
        for part, result in _asked(entry.report) if entry.report else ():
            if result.status == "passed" or (part.id, result.id) in given:
                continue
            key = part.id, result.id, result.message or result.title
            so_far = made.get(key, CommonMistake(part.title, result.title, key[2], (), 0.0))
            missed = part.of_total(added((result.points, -result.earned)))
            lost = added((so_far.lost, missed))
            made[key] = replace(so_far, who=(*so_far.who, entry), lost=lost)
    return sorted(made.values(), key=lambda each: (-len(each.who), -each.lost))


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
