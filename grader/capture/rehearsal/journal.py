"""The events of a rehearsal as they happen, and the bounds that end it."""

import time
from collections.abc import Callable

from grader.records.event_log import MOST_EVENTS, BatchRead, Event
from grader.records.source import Line

MOST_BATCHES = 2_500
SLOWER = 5
"""How much longer a rehearsal may take by the clock than by the processor's time, on a busy machine."""


class Enough(BaseException):  # a student's `except Exception` must not catch it
    """Ends a loop that has gone on for long enough."""


class Journal:
    """Collects events.

    Args:
        line: returns the student's line that is being executed.
        seconds: the processor's time until the loop is ended, or `SLOWER` times as long by the clock.
    """

    def __init__(self, line: Callable[[], Line | None], seconds: float) -> None:
        self.line = line
        self.events: list[Event] = []
        self.cut = False
        self.muted = 0
        """More than 0 while what happens is none of the student's doing."""
        self._end = time.process_time() + seconds
        self._at_latest = time.monotonic() + SLOWER * seconds
        self._batches = 0

    def add(self, event: Event) -> None:
        """Write an event down.

        Raises:
            Enough: there have been enough.
        """
        self._batches += isinstance(event, BatchRead)
        late = time.process_time() > self._end or time.monotonic() > self._at_latest
        if late or self._batches > MOST_BATCHES or len(self.events) >= MOST_EVENTS - 1:
            self.cut = True
            raise Enough
        self.events.append(event)
