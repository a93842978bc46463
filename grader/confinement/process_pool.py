"""A pool of processes, all started and ended in the same way, which end with their parent."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process, resource_tracker
from types import FrameType
from typing import Final, TypeVarTuple

Given = TypeVarTuple("Given")
_LEFT_TO_TRACKER: Final = "ignore:resource_tracker:UserWarning"


@contextmanager
def process_pool(
    most: int, start: Callable[[*Given], None], given: tuple[*Given]
) -> Iterator[ProcessPoolExecutor]:
    """Start a pool and end it, at once if its results are no longer wanted, as after Ctrl-C.

    Args:
        most: the number of processes.
        start: called in each process first.
        given: the arguments of `start`.
    """
    if sys.platform != "win32":  # where semaphores end with their processes, and there is no tracker
        _start_tracker_quietly()
    pool = ProcessPoolExecutor(most, get_context("spawn"), initializer=start, initargs=given)
    try:
        yield pool
    except BrokenProcessPool:  # the pool has ended by itself
        raise
    except BaseException:  # work in progress is dropped
        for process in active_children():
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _start_tracker_quietly() -> None:
    """Start Python's tracker of semaphores without its warning about those that a kill leaves to it.

    It removes them all the same. It takes over the filters for warnings of the moment when it starts.
    """
    sys.warnoptions.append(_LEFT_TO_TRACKER)
    try:
        resource_tracker.ensure_running()
    finally:
        sys.warnoptions.remove(_LEFT_TO_TRACKER)


def usable_processors() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def follow_parent(end: Callable[[], None]) -> None:
    """Leave Ctrl-C to the parent process, and end when the parent ends or asks for it.

    Args:
        end: called before, to end this process's own children.
    """

    def leave(number: int, _frame: FrameType | None) -> None:
        end()
        os._exit(128 + number)

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the first one decides
    signal.signal(signal.SIGTERM, leave)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)  # nobody needs its result any more
