"""Submit work to an executor a little at a time."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

LOOK_SECONDS = 2.0
"""Maximum seconds between two calls of `room`."""


def window(
    start: Callable[[T], Future[R]],
    waiting: deque[T],
    room: Callable[[], int],
    most: float,
) -> Iterator[tuple[T, Future[R] | None]]:
    """Start waiting items, as many at a time as there is room for, and yield each with its done future.

    No item waits in the executor: there it would take memory, and be a suspect too when a process dies.

    Args:
        start: submits one item.
        waiting: the items to start, from the left; more may be added meanwhile.
        room: returns how many items may be in progress.
        most: maximum seconds for one item; one that takes longer is cancelled and yielded without a future.
    """
    running: dict[Future[R], tuple[T, float]] = {}
    while waiting or running:
        free = room() - len(running)
        while waiting and free > 0:
            future = start(waiting[0])
            running[future] = waiting.popleft(), time.monotonic()
            free -= 1
        done, others = wait(running, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
        for future in done:
            yield running.pop(future)[0], future
        for future in [each for each in others if time.monotonic() - running[each][1] > most]:
            future.cancel()
            yield running.pop(future)[0], None
