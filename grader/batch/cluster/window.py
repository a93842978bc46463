"""Submits work to an executor a little at a time."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

LOOK_SECONDS = 2.0
"""How often it is asked anew how much there is room for."""


def window(
    start: Callable[[T], Future[R]], waiting: deque[T], running: dict[Future[R], T], room: Callable[[], int]
) -> Iterator[tuple[T, Future[R]]]:
    """Start what waits, no more at a time than there is room for, and yield each with its ended future.

    None waits in the executor: what waits there when a process dies is suspected as well, and costs memory.

    Args:
        start: submits one.
        waiting: what is to be started, from the left; more may be put in meanwhile.
        running: what is under way; a caller may look into it when something went wrong.
        room: how many may be under way.
    """
    while waiting or running:
        most = room()
        while waiting and len(running) < most:
            future = start(waiting[0])
            running[future] = waiting.popleft()
        done, _ = wait(running, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
        for future in done:
            yield running.pop(future), future
