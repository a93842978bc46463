"""What the processes of a pool have in common: they end with the one that started them, and tidily."""

import os
import signal
import threading
from collections.abc import Callable
from multiprocessing import parent_process
from types import FrameType


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
