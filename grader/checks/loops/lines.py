"""The student's lines that a finding about a loop points at."""

from collections.abc import Iterable

from grader.records.event_log import BackwardRun, BatchRead, Event, EventLog, ModeSet
from grader.records.source import Line


def first(lines: Iterable[Line | None]) -> tuple[Line | None, ...]:
    """Return the first line that there is."""
    return tuple(line for line in lines if line is not None)[:1]


def before(log: EventLog, event: Event, kind: type[BackwardRun | BatchRead | ModeSet]) -> Line | None:
    """Return the line of the last event of a kind before another event."""
    earlier = log.events[: log.events.index(event)]
    return next((each.at for each in reversed(earlier) if isinstance(each, kind)), None)
