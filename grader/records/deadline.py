"""Due dates, and what an assignment deducts from late submissions."""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final

import msgspec

DAY: Final = timedelta(days=1)


class Late(msgspec.Struct, frozen=True, kw_only=True):
    """The deduction for lateness, in shares of the assignment's total points: 0.1 is 10 %."""

    per_day: float
    """Deduction for each day that has begun since the due date."""
    at_most: float = 1.0
    """Maximum deduction, however late the submission is."""
    grace: timedelta = timedelta()
    """Period after the due date without a deduction; once it is over, days count from the due date."""

    def __post_init__(self) -> None:
        for name in ("per_day", "at_most"):
            if not 0 < getattr(self, name) <= 1:
                raise ValueError(
                    f"Late({name}={getattr(self, name)}): it is a share of the points, more than 0 and at"
                    " most 1; 0.1 is 10 %"
                )
        if self.grace < timedelta():
            raise ValueError(f"Late(grace={self.grace}): it is not negative")

    def share(self, days: int) -> float:
        """Return the share of the points, 0 to 1, that the given number of days costs."""
        return float(min(Fraction(str(self.per_day)) * days, Fraction(str(self.at_most))))


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """When an assignment is due, and what lateness costs."""

    due: datetime | None = None
    """The due date; None if neither the assignment's file nor anyone else sets one."""
    late: Late | None = None
    """The deduction for lateness; None if nothing is deducted."""

    def days(self, submitted: datetime) -> int | None:
        """Return how many days have begun since the due date: 0 if in time, None without a due date."""
        if self.due is None:
            return None
        grace = self.late.grace if self.late else timedelta()
        over = submitted - self.due
        return 0 if over <= grace else -(-over // DAY)


class Lateness(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a submission was late, as far as is known, and what that costs."""

    due: datetime | None
    submitted: datetime | None
    """Submission time according to the system that collected it; None if the system gives none."""
    marked: bool = False
    """Whether that system marks the submission as late."""
    days: int | None = None
    """Days that have begun since the due date: 0 if in time, None if unknown."""
    share: float = 0.0
    """The share of all points that lateness costs, 0 to 1."""
    deducted: float = 0.0
    """Points deducted, never more than were earned."""
    given: float | None = None
    """Points that a person decided to deduct instead of the share."""
    why: str = ""
    """The person's reason."""

    @property
    def late(self) -> bool:
        """Whether the submission is known to be late."""
        return bool(self.days) or (self.days is None and self.marked)


def lateness(deadline: Deadline, submitted: datetime | None, *, marked: bool = False) -> Lateness | None:
    """Return how late a submission is, or None if lateness does not apply to it.

    A submission whose lateness is unknown loses no points.
    """
    days = deadline.days(submitted) if submitted is not None else None
    if days is None and deadline.late is None:
        return None
    if days is None and deadline.due is None and not marked:
        return None
    share = deadline.late.share(days) if deadline.late and days else 0.0
    return Lateness(due=deadline.due, submitted=submitted, marked=marked, days=days, share=share)
