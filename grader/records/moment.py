"""Points in time: due dates, and when something was handed in."""

import re
from datetime import datetime, timedelta, timezone
from typing import Final

KOREA: Final = timezone(timedelta(hours=9), "KST")
"""Where the course is, and so what a time means that names no zone. Korea has no summer time."""
_DATE_ALONE: Final = re.compile(r"\d{4}-?\d\d-?\d\d")


def moment(said: str | datetime) -> datetime:
    """Read a point in time, `2026-12-01 23:59` or any other ISO 8601; without a zone it is Korea's.

    Raises:
        ValueError: it is no date with a time; a date alone could be its beginning or its end.
    """
    if isinstance(said, str):
        said = said.strip()
        if _DATE_ALONE.fullmatch(said):
            raise ValueError(f"'{said}' lacks the time of day, as in '{said} 23:59'")
        said = datetime.fromisoformat(re.sub(r" (UTC|GMT)$", "+00:00", said))
    return said if said.tzinfo is not None else said.replace(tzinfo=KOREA)


def written(when: datetime) -> str:
    """Write a point in time with its zone: `2026-12-01 23:59 (UTC+09:00)`; seconds only if there are any."""
    clock = f"{when:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
    zone = f"{when:%z}"
    return f"{clock} (UTC{zone[:3]}:{zone[3:5]})"
