"""Points in time: due dates, and when something was handed in."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

KOREA: Final = timezone(timedelta(hours=9), "KST")
"""Where the course is, and so what a time means that names no zone. Korea has no summer time."""
EPOCH: Final = 1970
"""The first year of computers' clocks; the first years of all cannot be told in every zone."""
SKEW: Final = timedelta(minutes=10)
"""So much may one clock be ahead of another."""
_UTC: Final = re.compile(r" ?(UTC|GMT|Z)$")


def moment(said: str | datetime) -> datetime:
    """Read a point in time, `2026-12-01 23:59` or any other ISO 8601; without a zone it is Korea's.

    Raises:
        ValueError: it is no date with a time; a date alone could be its beginning or its end.
    """
    if isinstance(said, str):
        if is_date_alone(said):
            raise ValueError(f"'{said}' lacks the time of day, as in '{said} 23:59'")
        said = datetime.fromisoformat(_UTC.sub("+00:00", said.strip()))
    if said.year < EPOCH:
        raise ValueError(f"'{said}' is before {EPOCH}")
    return said if said.tzinfo is not None else said.replace(tzinfo=KOREA)


def is_date_alone(said: str) -> bool:
    """Whether a text is a date without a time of day."""
    try:
        date.fromisoformat(said.strip())
    except ValueError:
        return False
    return True


def zoned(said: str) -> datetime | None:
    """Read a point in time that names its zone; None if it names none, or is none."""
    try:
        when = datetime.fromisoformat(_UTC.sub("+00:00", said.strip()))
    except ValueError:
        return None
    return when if when.tzinfo is not None else None


def is_ahead(when: datetime) -> bool:
    """Whether a point in time has not come yet: nothing can have been handed in then."""
    return when > datetime.now(UTC) + SKEW


def written(when: datetime) -> str:
    """Write a point in time with its zone: `2026-12-01 23:59 (UTC+09:00)`; seconds only if there are any."""
    clock = f"{when:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
    zone = f"{when:%z}"
    return f"{clock} (UTC{zone[:3]}:{zone[3:5]})"
