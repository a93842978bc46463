"""What the checks of an assignment say about themselves, once a class has met them.

A check that tells students apart is passed more often by those who do well on the rest; how strongly, its
discrimination says: the correlation of its points with all the others. Checks that nobody ever passes one
without the other may count one mistake twice.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import correlation
from typing import Final

from grader.base.text import Text
from grader.records.report import Report, Result
from grader.reports.classroom.summary import UNASKED

FEWEST: Final = 10
"""Minimum number of students for a discrimination."""
FEWEST_APART: Final = 3
"""Minimum number of students who passed, and of those who did not, for a check to be compared with others."""
_Z: Final = 1.96


@dataclass(frozen=True)
class Estimate:
    """A number that a class of this size determines only roughly, with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Item:
    """A check, and what the class shows about it."""

    part: Text
    title: Text
    asked: int
    passed: Estimate
    """The share, 0 to 1, of those asked who passed."""
    discrimination: Estimate | None
    """Correlation with the points of all other checks; None with too few students on either side."""

    @property
    def turned(self) -> bool:
        """Whether those who do well on the rest surely fail this check more often."""
        return self.discrimination is not None and self.discrimination.high < 0


@dataclass(frozen=True)
class Together:
    """Checks of which nobody passed one without the others."""

    titles: tuple[Text, ...]
    fell: int
    """How many students did not pass them."""


@dataclass(frozen=True)
class _Answer:
    """A student's result of one check, and what share of the points the student has for all others."""

    passed: bool
    share: float
    rest: float


def items(reports: Sequence[Report]) -> tuple[Item, ...]:
    """Return what the class shows about each check, in the order of the assignment."""
    titles, answers = _answers(reports)
    return tuple(
        Item(
            *titles[key],
            asked=len(given),
            passed=wilson(sum(each.passed for each in given), len(given)),
            discrimination=_discrimination(given),
        )
        for key, given in answers.items()
    )


def always_together(reports: Sequence[Report]) -> tuple[Together, ...]:
    """Return the groups of checks of which nobody passed one without the others."""
    titles: dict[tuple[str, str], Text] = {}
    said: dict[tuple[str, str], dict[int, bool]] = defaultdict(dict)
    for student, report in enumerate(reports):
        for key, part, result in _results(report):
            titles[key] = Text(ko=f"{part.ko}: {result.title.ko}", en=f"{part.en}: {result.title.en}")
            if result.status not in UNASKED:
                said[key][student] = result.status == "passed"
    alike: dict[tuple[tuple[int, bool], ...], list[Text]] = defaultdict(list)
    for key, by_student in said.items():
        alike[tuple(sorted(by_student.items()))].append(titles[key])
    found = (
        Together(tuple(those), sum(not passed for _, passed in pattern))
        for pattern, those in alike.items()
        if len(those) > 1 and _splits([passed for _, passed in pattern])
    )
    return tuple(sorted(found, key=lambda each: -each.fell))


def wilson(count: int, n: int) -> Estimate:
    """Return a share with its 95 % interval by Wilson, which suits small classes and shares near 0 or 1."""
    share, spread = count / n, _Z * _Z / n
    middle = (share + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * math.sqrt(share * (1 - share) / n + spread / (4 * n))
    return Estimate(share, max(0.0, middle - half), min(1.0, middle + half))


def _splits(passed: Sequence[bool]) -> bool:
    return min(sum(passed), len(passed) - sum(passed)) >= FEWEST_APART


def _discrimination(given: Sequence[_Answer]) -> Estimate | None:
    """Return the correlation with its interval by Fisher, who transforms it to be nearly normal."""
    shares, rests = [each.share for each in given], [each.rest for each in given]
    if len(given) < FEWEST or not _splits([each.passed for each in given]) or len(set(rests)) == 1:
        return None
    found = correlation(shares, rests)
    bounded = math.atanh(max(-0.999, min(0.999, found)))
    half = _Z / math.sqrt(len(given) - 3)
    return Estimate(found, math.tanh(bounded - half), math.tanh(bounded + half))


def _answers(
    reports: Sequence[Report],
) -> tuple[Mapping[tuple[str, str], tuple[Text, Text]], Mapping[tuple[str, str], list[_Answer]]]:
    titles: dict[tuple[str, str], tuple[Text, Text]] = {}
    answers: dict[tuple[str, str], list[_Answer]] = defaultdict(list)
    for report in reports:
        results = list(_results(report))
        whole = sum(result.points for _, _, result in results)
        earned = sum(result.earned for _, _, result in results)
        for key, part, result in results:
            if result.status in UNASKED:
                continue
            titles[key] = part, result.title
            rest = (earned - result.earned) / ((whole - result.points) or 1.0)
            share = result.earned / result.points if result.points else 0.0
            answers[key].append(_Answer(result.status == "passed", share, rest))
    return titles, answers


def _results(report: Report) -> list[tuple[tuple[str, str], Text, Result]]:
    return [((part.id, result.id), part.title, result) for part in report.parts for result in part.results]
