"""Submit work to an executor a little at a time."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

LOOK_SECONDS = 2.0
"""Maximum seconds between two calls of `room`."""


def window(
    start: Callable[[T], Future[R]], waiting: deque[T], running: dict[Future[R], T], room: Callable[[], int]
) -> Iterator[tuple[T, Future[R]]]:
    """Start waiting items, as many at a time as there is room for, and yield each with its done future.

    No item waits in the executor: there it would take memory, and be a suspect too when a process dies.

    Args:
        start: submits one item.
        waiting: the items to start, from the left; more may be added meanwhile.
        running: the items in progress; a caller may inspect it when something went wrong.
        room: returns how many items may be in progress.
    """
    while waiting or running:
        most = room()
        while waiting and len(running) < most:
            future = start(waiting[0])
            running[future] = waiting.popleft()
        done, _ = wait(running, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
        for future in done:
            yield running.pop(future), future
