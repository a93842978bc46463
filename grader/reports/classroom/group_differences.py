"""Whether groups of students differ in what they earn by more than chance.

The points of all students are dealt out anew a thousand times, as if they had nothing to do with how somebody
works. A difference is told if hardly any of these classes has one as large between any groups in any check:
so it does not matter how many groups and checks are looked at. Those who hand in together make a class less
random than that; the level leaves room for it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from grader.base.text import Text
from grader.records.report import Report
from grader.reports.classroom.student_groups import TRAITS, Trait, group_of

LEVEL: Final = 0.01
"""A class in which nothing differs is told of a difference at most this often."""
FEWEST: Final = 5
"""Minimum number of students in a group, and outside of it."""
DEALS: Final = 999
_CHUNK: Final = 100
_Z: Final = 1.96

TOTAL: Final = Text(ko="전체 점수", en="the whole score")

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class GroupDifference:
    """A group that earns more or less of something than everybody else, or than the one other group."""

    group: Text
    others: Text
    what: Text
    sizes: tuple[int, int]
    shares: tuple[float, float]
    """The mean share of the points, 0 to 1, of the group and of the others."""
    low: float
    high: float
    """The 95 % interval of the difference of the two."""


@dataclass(frozen=True)
class Differences:
    """What was compared, and what differs by more than chance."""

    compared: tuple[Text, ...]
    """The groups that are large enough to be compared."""
    found: tuple[GroupDifference, ...]


@dataclass(frozen=True)
class _Contrast:
    group: Text
    others: Text
    members: NDArray[np.bool_]
    """Who is in the group."""


def differences(reports: Sequence[Report], traits: Sequence[Trait] = TRAITS) -> Differences:
    """Return how groups differ among students who have a score."""
    scored = [each for each in reports if each.earned is not None]
    groups = [group_of(each) for each in scored]
    outcomes, titles = _outcomes(scored)
    return between(groups, traits, outcomes, titles)


def between(
    groups: Sequence[Mapping[str, str]], traits: Sequence[Trait], outcomes: Matrix, titles: Sequence[Text]
) -> Differences:
    """Return how groups differ in their outcomes.

    Args:
        groups: the group of each student, by trait.
        traits: what may tell students apart.
        outcomes: a row for each student, with the share of the points for each title.
        titles: what the columns of the outcomes are.
    """
    contrasts = [each for trait in traits for each in _contrasts(trait, groups)]
    varied = [n for n in range(outcomes.shape[1]) if np.ptp(outcomes[:, n]) > 0] if len(outcomes) else []
    if not contrasts or not varied:
        return Differences(tuple(each.group for each in contrasts), ())
    chosen = outcomes[:, varied]
    members = np.array([each.members for each in contrasts], dtype=float)
    limit = _limit(members, chosen)
    strengths = np.abs(_standardised(members, chosen[None])[0])
    found = [
        (strengths[row, column], _difference(each, chosen[:, column], titles[varied[column]]))
        for row, each in enumerate(contrasts)
        for column in range(len(varied))
        if strengths[row, column] > limit
    ]
    found.sort(key=lambda each: -each[0])
    return Differences(tuple(each.group for each in contrasts), tuple(each for _, each in found))


def _contrasts(trait: Trait, groups: Sequence[Mapping[str, str]]) -> list[_Contrast]:
    """Return each group against all others, or against the other one where there are two."""
    held = [each.get(trait.id) for each in groups]
    sizes = {name: held.count(name) for name in trait.groups}
    present = [name for name, size in sizes.items() if size]
    large = [name for name in present if FEWEST <= sizes[name] <= len(groups) - FEWEST]
    if len(present) == 2:
        large = large[:1]
    rest = Text(ko="그 밖의 학생", en="everybody else")
    return [
        _Contrast(
            trait.groups[name],
            trait.groups[next(each for each in present if each != name)] if len(present) == 2 else rest,
            np.array([each == name for each in held]),
        )
        for name in large
    ]


def _standardised(members: Matrix, outcomes: Matrix) -> Matrix:
    """Return each group's distance from the others in standard errors: deals, groups, outcomes."""
    n = members.shape[1]
    sizes = members.sum(axis=1)
    centred = outcomes - outcomes.mean(axis=1, keepdims=True)
    sums = np.einsum("gs,dsc->dgc", members, centred)
    spread = np.sqrt((centred**2).sum(axis=1) / (n - 1))
    of_sums = np.sqrt(sizes * (n - sizes) / n)
    found: Matrix = sums / (of_sums[None, :, None] * spread[:, None, :])
    return found


def _limit(members: Matrix, outcomes: Matrix) -> float:
    """Return what the largest of all distances exceeds by chance in a share `LEVEL` of the classes."""
    chance = np.random.default_rng(0)
    n = len(outcomes)
    largest: list[float] = []
    while len(largest) < DEALS:
        deals = min(_CHUNK, DEALS - len(largest))
        orders = chance.random((deals, n)).argsort(axis=1)
        largest += list(np.abs(_standardised(members, outcomes[orders])).max(axis=(1, 2)))
    allowed = math.floor(LEVEL * (DEALS + 1)) - 1
    return float(sorted(largest, reverse=True)[allowed]) + 1e-9


def _difference(contrast: _Contrast, outcome: Matrix, what: Text) -> GroupDifference:
    inside, outside = outcome[contrast.members], outcome[~contrast.members]
    shares = float(inside.mean()), float(outside.mean())
    half = _Z * math.sqrt(inside.var(ddof=1) / len(inside) + outside.var(ddof=1) / len(outside))
    distance = shares[0] - shares[1]
    return GroupDifference(
        group=contrast.group,
        others=contrast.others,
        what=what,
        sizes=(len(inside), len(outside)),
        shares=shares,
        low=distance - half,
        high=distance + half,
    )


def _outcomes(reports: Sequence[Report]) -> tuple[Matrix, list[Text]]:
    """Return everybody's share of all points and of each check's; what was not asked is 0, as it counts."""
    titles = {
        (part.id, result.id): Text(
            ko=f"{part.title.ko}: {result.title.ko}", en=f"{part.title.en}: {result.title.en}"
        )
        for report in reports
        for part in report.parts
        for result in part.results
        if result.status != "skipped"
    }
    rows = [
        [(report.earned or 0.0) / report.points if report.points else 0.0]
        + [_shares(report).get(key, 0.0) for key in titles]
        for report in reports
    ]
    return np.array(rows, dtype=float).reshape(len(rows), 1 + len(titles)), [TOTAL, *titles.values()]


def _shares(report: Report) -> Mapping[tuple[str, str], float]:
    return {
        (part.id, result.id): result.earned / result.points
        for part in report.parts
        for result in part.results
        if result.points
    }
