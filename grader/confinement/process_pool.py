"""A pool of processes: they are started and ended in one way, and end with the one that started them."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process
from types import FrameType
from typing import TypeVarTuple

Given = TypeVarTuple("Given")


@contextmanager
def process_pool(
    most: int, start: Callable[[*Given], None], given: tuple[*Given]
) -> Iterator[ProcessPoolExecutor]:
    """Start a pool, and end it: at once if nobody wants more of it, as after Ctrl-C.

    Args:
        most: how many processes there are.
        start: readies each of them.
        given: what `start` gets.
    """
    pool = ProcessPoolExecutor(most, get_context("spawn"), initializer=start, initargs=given)
    try:
        yield pool
    except BrokenProcessPool:  # it has ended by itself
        raise
    except BaseException:  # what is under way is dropped
        for process in active_children():
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def usable_processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def follow_parent(end: Callable[[], None]) -> None:
    """Leave Ctrl-C to the process that started this one; end when it does, or when it says so.

    Args:
        end: called before: ends this process's own children.
    """

    def leave(number: int, _frame: FrameType | None) -> None:
        end()
        os._exit(128 + number)

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it reaches all processes; the first one decides
    signal.signal(signal.SIGTERM, leave)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)  # nobody waits for what it does
