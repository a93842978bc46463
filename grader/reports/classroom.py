"""What the reports of a class say together: how the scores lie, what was hardest, what a person must see."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.records.roll import Entry
from grader.records.text import Text

BINS = 10


@dataclass(frozen=True)
class Hard:
    """A check, and how the class did on it."""

    part: Text
    title: Text
    passed: int
    asked: int


@dataclass(frozen=True)
class Classroom:
    """A class at a glance."""

    entries: tuple[Entry, ...]
    scores: tuple[float, ...]
    """The share of the points, 0 to 1, of everyone who has a score; ascending."""
    histogram: tuple[int, ...]
    """How many scores lie in each tenth; full marks count to the last."""
    hardest: tuple[Hard, ...]
    """Checks that anyone lost points on, the hardest first."""
    nothing: tuple[Entry, ...]
    missing: tuple[Entry, ...]
    to_look_at: tuple[Entry, ...]
    waiting: int
    trained: int
    """Trainings that were done."""
    saved: int
    """Trainings that were not needed, as an equal model had been trained."""


def classroom(entries: Sequence[Entry]) -> Classroom:
    """Count what there is to say of a class."""
    reports = [each.report for each in entries if each.report is not None]
    scores = sorted(each.earned / each.points for each in reports if each.earned is not None)
    bins = Counter(min(int(score * BINS), BINS - 1) for score in scores)
    curves = [part.training for report in reports for part in report.parts if part.training]
    saved = sum(curve.reused for curve in curves)
    return Classroom(
        entries=tuple(entries),
        scores=tuple(scores),
        histogram=tuple(bins[index] for index in range(BINS)),
        hardest=tuple(_hardest(entries)),
        nothing=tuple(each for each in entries if each.state == "nothing"),
        missing=tuple(each for each in entries if each.state == "missing"),
        to_look_at=tuple(each for each in entries if each.withheld),
        waiting=sum(each.state == "waiting" for each in entries),
        trained=len(curves) - saved,
        saved=saved,
    )


def _hardest(entries: Iterable[Entry]) -> list[Hard]:
    titles: dict[tuple[str, str], tuple[Text, Text]] = {}
    asked: Counter[tuple[str, str]] = Counter()
    passed: Counter[tuple[str, str]] = Counter()
    for report in (each.report for each in entries if each.report is not None):
        for part in report.parts:
            for result in part.results:
                if result.status in ("blocked", "skipped", "error"):
                    continue  # it says nothing about this check
                key = part.id, result.id
                titles[key] = part.title, result.title
                asked[key] += 1
                passed[key] += result.status == "passed"
    hard = [Hard(*titles[key], passed[key], asked[key]) for key in asked if passed[key] < asked[key]]
    return sorted(hard, key=lambda each: each.passed / each.asked)
