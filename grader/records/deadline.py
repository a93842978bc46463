"""What an assignment deducts from a submission that comes after its due date."""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final

import msgspec

DAY: Final = timedelta(days=1)


class Late(msgspec.Struct, frozen=True, kw_only=True):
    """What is deducted for lateness, as shares of all points of the assignment: 0.1 is 10 %."""

    per_day: float
    """For every day that has begun since the due date."""
    at_most: float = 1.0
    """No more than this, however late it is."""
    grace: timedelta = timedelta()
    """So much later nothing is deducted; once it is over, the days count from the due date."""

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
        """Return the share of the points, 0 to 1, that so many days cost."""
        return float(min(Fraction(str(self.per_day)) * days, Fraction(str(self.at_most))))


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """When an assignment is due, and what lateness costs."""

    due: datetime | None = None
    """None: the assignment's file does not say, and nobody else did."""
    late: Late | None = None
    """None: nothing is deducted."""

    def days(self, submitted: datetime) -> int | None:
        """Return how many days have begun after the due date; 0 is in time, None without a due date."""
        if self.due is None:
            return None
        grace = self.late.grace if self.late else timedelta()
        over = submitted - self.due
        return 0 if over <= grace else -(-over // DAY)


class Lateness(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a submission came late, as far as that is known, and what it costs."""

    due: datetime | None
    submitted: datetime | None
    """When it was handed in, as the system says that collected it; None if it does not."""
    marked: bool = False
    """That system calls it late."""
    days: int | None = None
    """Days that have begun since the due date; 0 is in time, None if that is not known."""
    share: float = 0.0
    """The share of all points that lateness costs, 0 to 1."""
    deducted: float = 0.0
    """In points; no more than were earned."""
    given: float | None = None
    """The points that a person decided to deduct, in place of the share."""
    why: str = ""
    """The person's reason."""

    @property
    def late(self) -> bool:
        """Whether it is known to be late."""
        return bool(self.days) or (self.days is None and self.marked)


def lateness(deadline: Deadline, submitted: datetime | None, *, marked: bool = False) -> Lateness | None:
    """Say how late a submission is; None where there is nothing to say of it.

    What is not known costs nothing.
    """
    days = deadline.days(submitted) if submitted is not None else None
    if days is None and deadline.late is None:
        return None
    if days is None and deadline.due is None and not marked:
        return None
    share = deadline.late.share(days) if deadline.late and days else 0.0
    return Lateness(due=deadline.due, submitted=submitted, marked=marked, days=days, share=share)
