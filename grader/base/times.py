"""Points in time: due dates and submission times."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

KOREA: Final = timezone(timedelta(hours=9), "KST")
"""The course's time zone, assumed for times that name none. Korea has no daylight saving time."""
EPOCH: Final = 1970
"""Earliest year accepted, when Unix time begins; dates near year 1 cannot be converted to every zone."""
SKEW: Final = timedelta(minutes=10)
"""Maximum clock skew tolerated between two machines."""
_UTC: Final = re.compile(r" ?(UTC|GMT|Z)$")


def moment(said: str | datetime) -> datetime:
    """Read a point in time, `2026-12-01 23:59` or any other ISO 8601; without a zone, it is Korean time.

    Raises:
        ValueError: it is not a date with a time; a date alone could mean the day's beginning or its end.
    """
    if isinstance(said, str):
        if is_date_alone(said):
            raise ValueError(f"'{said}' lacks the time of day, as in '{said} 23:59'")
        said = datetime.fromisoformat(_UTC.sub("+00:00", said.strip()))
    if said.year < EPOCH:
        raise ValueError(f"'{said}' is before {EPOCH}")
    return said if said.tzinfo is not None else said.replace(tzinfo=KOREA)


def is_date_alone(said: str) -> bool:
    """Return whether a text is a date without a time of day."""
    try:
        date.fromisoformat(said.strip())
    except ValueError:
        return False
    return True


def zoned(said: str) -> datetime | None:
    """Read a point in time that names its zone; return None if it names none or is not a time."""
    try:
        when = datetime.fromisoformat(_UTC.sub("+00:00", said.strip()))
    except ValueError:
        return None
    return when if when.tzinfo is not None else None


def is_ahead(when: datetime) -> bool:
    """Return whether a point in time is in the future, when nothing can have been handed in yet."""
    return when > datetime.now(UTC) + SKEW


def written(when: datetime) -> str:
    """Format a point in time with its zone: `2026-12-01 23:59 (UTC+09:00)`; seconds only if nonzero."""
    clock = f"{when:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
    zone = f"{when:%z}"
    return f"{clock} (UTC{zone[:3]}:{zone[3:5]})"
