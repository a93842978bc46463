from datetime import UTC, datetime

import pytest

from grader.base.errors import NothingToGrade
from grader.batch.overrides import blank, find, most, overridden, shared, targets
from grader.records.report import PartReport, Result
from grader.records.submissions import Override
from grader.records.totals import settled
from tests.reports.samples import (
    LENET_TITLE,
    RUNS,
    blocked,
    check,
    full_marks,
    many_failures,
    provisional,
    report,
)


def given(name: str, points: float) -> Override:
    return Override(part="lenet", check=name, points=points, why="seen by a person")


def result(name: str, points: float) -> Result:
    found = overridden(many_failures(), [given(name, points)])
    return find(found, name)[1]


@pytest.mark.parametrize(("points", "status"), [(20, "passed"), (7.5, "partial"), (0, "failed")])
def test_overridden_status_follows_the_points(points: float, status: str) -> None:
    changed = result("kernel", points)
    assert (changed.earned, changed.status) == (points, status)


def test_overridden_shows_the_reason_and_what_the_check_gave() -> None:
    before = find(many_failures(), "kernel")[1].earned
    message = result("kernel", 7.5).message
    assert message is not None
    assert "seen by a person" in message.ko
    assert message.en == f"A person changed {before:g} points to 7.5: seen by a person"


def test_overridden_leaves_all_else_as_it_is() -> None:
    before, after = many_failures(), overridden(many_failures(), [given("logits", 10)])
    assert overridden(before, []) is before
    assert after.parts[0].layers == before.parts[0].layers
    kept = [each for each in after.parts[0].results if each.id != "logits"]
    assert kept == [each for each in before.parts[0].results if each.id != "logits"]
    assert before.earned is not None
    assert after.earned == pytest.approx(before.earned + 10)


def test_overridden_points_are_neither_provisional_nor_blocked() -> None:
    assert not overridden(provisional(), [given("accuracy", 12)]).provisional
    lifted = find(overridden(blocked(), [given("0", 15)]), "0")[1]
    assert (lifted.blocked_by, lifted.status) == (None, "passed")


def test_overridden_gives_no_more_than_a_check_is_worth_now() -> None:
    worth = find(many_failures(), "kernel")[1].points
    assert result("kernel", worth + 5).earned == worth


def test_overridden_says_who_changed_what_and_when() -> None:
    given_by = Override(
        part="lenet",
        check="kernel",
        points=7.5,
        why="seen",
        by="ta",
        at=datetime(2026, 11, 30, 12, tzinfo=UTC),
        was=3,
    )
    message = find(overridden(many_failures(), [given_by]), "kernel")[1].message
    assert message is not None
    assert message.en == "A person (ta, 2026-11-30 12:00 UTC) changed 3 points to 7.5: seen"
    assert message.ko == "조교 (ta, 2026-11-30 12:00 UTC)가 3점을 7.5점으로 바꾸었습니다: seen"


def test_blank_report_waits_for_a_persons_points() -> None:
    empty = blank(many_failures())
    assert (empty.earned, empty.points) == (None, many_failures().points)
    assert {each.status for part in empty.parts for each in part.results} == {"error"}


@pytest.mark.parametrize(("name", "points"), [("lenet", 60), ("all", 60), ("kernel", 7), ("lenet.kernel", 7)])
def test_targets_share_points_among_the_checks_that_are_named(name: str, points: float) -> None:
    report_ = many_failures()
    found = targets(report_, name)
    given_points = [share for _, share in shared(points, found, report_)]
    assert sum(given_points) == pytest.approx(points)
    assert all(share <= target.most for target, share in shared(most(found, report_), found, report_))


def test_targets_share_all_points_by_the_weights_of_parts() -> None:
    parts = tuple(
        PartReport(id=name, title=LENET_TITLE, taken=None, results=(check("runs", RUNS, 1),), weighted=weight)
        for name, weight in (("a", 30.0), ("b", 70.0))
    )
    weighted = settled(report(*parts))
    steps = [
        Override(part=target.part, check=target.check, points=share, why="x")
        for target, share in shared(40, targets(weighted, "all"), weighted)
    ]
    assert overridden(weighted, steps).earned == pytest.approx(40)


def test_targets_name_a_check_that_is_gone_to_take_its_points_back() -> None:
    gone = Override(part="lenet", check="gone", points=1, why="x")
    [target] = targets(full_marks(), "lenet.gone", [gone])
    assert (target.check, target.most) == ("gone", 0)
    with pytest.raises(NothingToGrade):
        targets(full_marks(), "lenet.gone")


def test_overridden_ignores_a_check_that_is_gone() -> None:
    assert overridden(full_marks(), [given("gone", 1)]) == full_marks()


def test_find_takes_a_check_by_its_name_or_with_its_parts() -> None:
    assert find(full_marks(), "kernel") == find(full_marks(), "lenet.kernel")


def test_find_refuses_a_name_of_none_or_several_with_the_choices() -> None:
    with pytest.raises(NothingToGrade) as caught:
        find(full_marks(), "kernl")
    assert caught.value.hint is not None
    assert "lenet.kernel" in caught.value.hint.en
    twice = report(
        *(
            PartReport(id=name, title=LENET_TITLE, taken=None, results=(check("runs", RUNS, 1),))
            for name in "ab"
        )
    )
    with pytest.raises(NothingToGrade) as caught:
        find(twice, "runs")
    assert caught.value.hint is not None
    assert caught.value.hint.en == "Name one of these: a.runs, b.runs"
    assert find(twice, "b.runs")[0].id == "b"
