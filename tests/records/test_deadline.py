"""Due dates, and the cost of lateness."""

from datetime import UTC, datetime, timedelta

import pytest

from grader.base.times import moment, written, zoned
from grader.records.deadline import Deadline, Late, lateness

DUE = moment("2026-12-01 23:59")
TENTH = Late(per_day=0.1)


def test_moment_without_a_zone_is_koreas_and_with_one_keeps_it() -> None:
    assert written(moment("2026-12-01 23:59")) == "2026-12-01 23:59 (UTC+09:00)"
    assert written(moment("2026-12-01T23:59:30Z")) == "2026-12-01 23:59:30 (UTC+00:00)"
    assert moment("2026-12-01 14:59 UTC") == moment("2026-12-01T23:59")
    assert written(moment("2026-12-01T23:59-03:30")) == "2026-12-01 23:59 (UTC-03:30)"


@pytest.mark.parametrize(
    "said",
    [
        "2026-12-01",
        "20261201",
        "2026-W49-2",
        "tomorrow",
        "",
        "2026-12-01 24:61",
        "2026-11-31 10:00",
        "0001-01-01 00:00",
    ],
)
def test_moment_refuses_what_is_not_a_date_with_a_time(said: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        moment(said)


def test_zoned_does_not_guess_a_missing_zone() -> None:
    assert zoned("2026-12-01 12:00:00.5 UTC") == datetime(2026, 12, 1, 12, 0, 0, 500_000, tzinfo=UTC)
    assert zoned("2026-12-01 12:00:00") is None
    assert zoned("2026-12-01 12:00:00 KST") is None


@pytest.mark.parametrize(
    ("after", "days"),
    [
        (timedelta(days=-3), 0),
        (timedelta(), 0),
        (timedelta(seconds=1), 1),
        (timedelta(days=1), 1),
        (timedelta(days=1, microseconds=1), 2),
    ],
)
def test_deadline_days_count_once_begun(after: timedelta, days: int) -> None:
    assert Deadline(due=DUE, late=TENTH).days(DUE + after) == days


def test_deadline_days_are_counted_across_time_zones() -> None:
    assert Deadline(due=DUE).days(datetime(2026, 12, 1, 14, 59, tzinfo=UTC)) == 0
    assert Deadline(due=DUE).days(datetime(2026, 12, 1, 15, 0, tzinfo=UTC)) == 1


def test_deadline_days_count_from_the_due_date_once_grace_is_over() -> None:
    deadline = Deadline(due=DUE, late=Late(per_day=0.1, grace=timedelta(hours=25)))
    assert deadline.days(DUE + timedelta(hours=25)) == 0
    assert deadline.days(DUE + timedelta(hours=25, seconds=1)) == 2


def test_late_share_is_exact_and_bounded() -> None:
    assert [TENTH.share(days) for days in (0, 1, 3, 7, 99)] == [0, 0.1, 0.3, 0.7, 1]
    assert Late(per_day=0.3, at_most=0.5).share(2) == 0.5


@pytest.mark.parametrize(
    "words",
    [
        {"per_day": 10},
        {"per_day": 1.5},
        {"per_day": 0},
        {"per_day": -0.1},
        {"per_day": float("nan")},
        {"per_day": 0.1, "at_most": 50},
        {"per_day": 0.1, "grace": timedelta(minutes=-1)},
    ],
)
def test_late_refuses_a_policy_that_cannot_be_meant(words: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"Late\("):
        Late(**words)  # type: ignore[arg-type]


def test_lateness_costs_nothing_if_it_is_not_known() -> None:
    deadline = Deadline(due=DUE, late=TENTH)
    unknown = lateness(deadline, None)
    marked = lateness(deadline, None, marked=True)
    assert unknown is not None
    assert (unknown.days, unknown.share, unknown.late) == (None, 0, False)
    assert marked is not None
    assert (marked.days, marked.share, marked.late) == (None, 0, True)


def test_lateness_is_none_where_nobody_asks_for_times() -> None:
    assert lateness(Deadline(), DUE, marked=True) is None
    assert lateness(Deadline(due=DUE), None, marked=True) is None
    assert lateness(Deadline(late=TENTH), None) is None
