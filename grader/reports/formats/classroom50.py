"""The part of Classroom 50's `result.json` that comes from a report: its score and tests, in whole points.

Classroom 50 adds up whole numbers alone. The total is rounded down, and what rounding leaves over goes to the
checks that lose most by it, so that the tests add up to the total. Who handed in what is known to Classroom
50; the autograder that `grade export classroom50` writes adds it.
"""

import math
from collections.abc import Sequence
from typing import Any, Final

from grader.base.text import Language, Text
from grader.records.report import Report
from grader.reports.formats.json import written
from grader.reports.grading_policy import LATENESS, lateness
from grader.reports.plain_text import NamedCheck, checks, cut, explanation, lines, within

SCHEMA: Final = "classroom50/result/v1"
LIMIT: Final = 1_000_000
"""Maximum bytes; Classroom 50 reads ten times as many."""


def render(report: Report, lang: Language) -> str:
    """Return the content, at most `LIMIT` bytes; a withheld score has no tests and a maximum of 0."""
    return within(LIMIT, lambda most: written(_content(report, lang, most)))


def _content(report: Report, lang: Language, most: int) -> dict[str, Any]:
    if report.earned is None:
        return {"schema": SCHEMA, "score": 0, "max-score": 0, "tests": []}
    named = checks(report, lang)
    worth = [check.part.of_total(check.result.points) for check in named]
    gained = [check.part.of_total(check.result.earned) for check in named]
    late = report.earned / sum(gained) if sum(gained) else 0.0
    highest = whole(round(report.points), worth, [math.ceil(points) for points in worth])
    scores = whole(math.floor(report.earned + 1e-6), [each * late for each in gained], highest)
    tests = [
        _test(check, score, most_points, lang, most)
        for check, score, most_points in zip(named, scores, highest, strict=True)
    ]
    tests += [_lateness(said, report, lang, most) for said in lateness(report)]
    return {"schema": SCHEMA, "score": sum(scores), "max-score": sum(highest), "tests": tests}


def whole(total: int, values: Sequence[float], highest: Sequence[int]) -> list[int]:
    """Return whole numbers near the values that add up to a total, none above its `highest`.

    Args:
        total: at most the sum of `highest`.
        values: add up to about the total.
        highest: the bounds, in the order of the values.
    """
    found = [min(math.floor(value + 1e-6), most) for value, most in zip(values, highest, strict=True)]
    for _ in range(total - sum(found)):
        room = [index for index, most in enumerate(highest) if found[index] < most]
        neediest = min(room, key=lambda index: found[index] - values[index])
        found[neediest] += 1
    return found


def _lateness(said: Text, report: Report, lang: Language, most: int) -> dict[str, Any]:
    """Return what lateness costs as a test worth nothing: the scores of the others have it deducted."""
    return {
        "test-name": LATENESS.get(lang),
        "passed": not report.deducted,
        "score": 0,
        "max-score": 0,
        "output": cut(lines(said.get(lang)), most),
    }


def _test(check: NamedCheck, score: int, most_points: int, lang: Language, most: int) -> dict[str, Any]:
    return {
        "test-name": check.name,
        "passed": check.result.status == "passed",
        "score": score,
        "max-score": most_points,
        "output": explanation(check.result, check.part, lang, most),
    }
