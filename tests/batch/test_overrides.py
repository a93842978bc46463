import pytest

from grader.base.errors import NothingToGrade
from grader.batch.overrides import find, overridden
from grader.records.report import PartReport, Result
from grader.records.submissions import Override
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
