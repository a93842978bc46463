"""Classroom 50's score is the report's, in whole points that add up."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.reports.formats import render
from grader.reports.formats.classroom50 import whole

from ..samples import SAMPLES


def result(sample: str) -> Any:
    return json.loads(render("classroom50", SAMPLES[sample](), "en"))


@pytest.mark.parametrize("sample", sorted(set(SAMPLES) - {"withheld"}))
def test_classroom50_gives_the_score_in_whole_points_rounded_down(sample: str) -> None:
    report, found = SAMPLES[sample](), result(sample)
    assert report.earned is not None
    assert found["schema"] == "classroom50/result/v1"
    assert found["score"] == math.floor(report.earned + 1e-6)
    assert found["max-score"] == round(report.points)
    assert sum(test["score"] for test in found["tests"]) == found["score"]
    assert sum(test["max-score"] for test in found["tests"]) == found["max-score"]
    for test in found["tests"]:
        assert 0 <= test["score"] <= test["max-score"]
        assert all(type(test[name]) is int for name in ("score", "max-score"))


def test_classroom50_passes_what_passed() -> None:
    report, found = SAMPLES["many_failures"](), result("many_failures")
    passed = [check.status == "passed" for part in report.parts for check in part.results]
    assert [test["passed"] for test in found["tests"]] == passed


def test_classroom50_has_no_zero_for_a_withheld_score() -> None:
    assert result("withheld") == {
        "schema": "classroom50/result/v1",
        "score": 0,
        "max-score": 0,
        "tests": [],
    }


@given(st.lists(st.tuples(st.floats(0, 30), st.floats(0, 1)), min_size=1, max_size=12))
def test_whole_adds_up_and_never_exceeds(drawn: list[tuple[float, float]]) -> None:
    highest = [math.ceil(points) for points, _ in drawn]
    values = [points * share for points, share in drawn]
    total = math.floor(sum(values))
    found = whole(total, values, highest)
    assert sum(found) in (total, total + 1)  # what is whole but for rounding counts as whole
    assert all(0 <= number <= most for number, most in zip(found, highest, strict=True))
    assert all(abs(number - value) < 1.01 for number, value in zip(found, values, strict=True))
