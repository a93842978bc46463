"""What the checks of an assignment show about themselves."""

import random

import pytest

from grader.base.text import same
from grader.records.report import PartReport, Report, Status
from grader.reports.classroom.item_analysis import always_together, items, wilson

from ..samples import check, report


def student(*statuses: Status) -> Report:
    """A report with a check of 10 points for each status."""
    results = tuple(check(f"c{n}", same(f"C{n}"), 10, status) for n, status in enumerate(statuses))
    return report(PartReport(id="p", title=same("P"), taken=None, results=results))


def answers(seed: int, n: int, difficulties: tuple[float, ...]) -> list[Report]:
    """A class in which the better students pass more checks."""
    chance = random.Random(seed)
    able = [chance.gauss(0, 1) for _ in range(n)]
    return [
        student(*("passed" if each + chance.gauss(0, 0.7) > hard else "failed" for hard in difficulties))
        for each in able
    ]


def test_items_know_the_share_and_its_interval() -> None:
    (item,) = items([student("passed")] * 6 + [student("failed")] * 2 + [student("blocked")] * 5)
    assert (item.asked, item.passed.value) == (8, 0.75)
    assert item.passed.low == pytest.approx(0.4093, abs=1e-3)
    assert item.passed.high == pytest.approx(0.9285, abs=1e-3)


def test_wilson_stays_between_none_and_all() -> None:
    assert wilson(0, 10).low == 0
    assert wilson(10, 10).high == pytest.approx(1)
    assert wilson(0, 10).high > 0.2


def test_items_discriminate_where_the_able_pass() -> None:
    found = items(answers(0, 80, (-0.5, 0, 0.5, 0.2, -0.2)))
    assert all(each.discrimination and each.discrimination.low > 0 for each in found)
    assert not any(each.turned for each in found)


def test_items_tell_a_check_that_the_able_fail() -> None:
    turned = [
        student(*(each.status for each in one.parts[0].results), "failed" if good else "passed")
        for one in answers(1, 80, (-0.5, 0, 0.5, 0.2))
        for good in [sum(each.earned for each in one.parts[0].results) > 20]
    ]
    *others, last = items(turned)
    assert last.turned
    assert not any(each.turned for each in others)


def test_items_intervals_hold_what_they_should() -> None:
    """A check that has nothing to do with the others: its interval misses 0 in about 5 % of the classes."""
    chance = random.Random(5)
    missed = 0
    for seed in range(200):
        mixed = [
            student(*(each.status for each in one.parts[0].results), chance.choice(("passed", "failed")))
            for one in answers(seed, 40, (-0.5, 0, 0.5))
        ]
        found = items(mixed)[-1].discrimination
        assert found is not None
        missed += not found.low <= 0 <= found.high
    assert missed <= 20


def test_items_give_no_discrimination_on_too_few() -> None:
    assert (
        items([student("passed", "failed")] * 9 + [student("failed", "passed")] * 2)[0].discrimination is None
    )
    assert items([student("passed", "failed"), student("failed", "passed")])[0].discrimination is None


def test_always_together_names_checks_of_which_nobody_has_one_alone() -> None:
    apart, both, none = (
        student("passed", "passed", "failed"),
        student("failed", "failed", "passed"),
        student("passed", "passed", "passed"),
    )
    (found,) = always_together([apart, both, both, both, none, none])
    assert ([each.en for each in found.titles], found.fell) == (["P: C0", "P: C1"], 3)
    assert always_together([apart, both, both, none, none]) == ()


def test_always_together_ignores_checks_that_one_student_passed_apart() -> None:
    both, none, one = student("failed", "failed"), student("passed", "passed"), student("failed", "passed")
    assert always_together([both] * 5 + [none] * 5 + [one]) == ()
