"""A pool of processes ends with the process that uses it."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children

import psutil
import pytest

from grader.confinement.process_pool import follow_parent, process_pool

LONG = 60.0
_given: str | None = None


def start(given: str) -> None:
    global _given
    _given = given


def given() -> str | None:
    return _given


def test_process_pool_starts_each_process_with_what_is_given() -> None:
    with process_pool(1, start, ("this",)) as pool:
        assert pool.submit(given).result() == "this"
    assert not active_children()


def interrupt() -> None:
    with process_pool(1, start, ("this",)) as pool:
        pool.submit(given).result()
        pool.submit(time.sleep, LONG)
        raise KeyboardInterrupt


def test_process_pool_waits_for_nothing_once_nobody_wants_more() -> None:
    before = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        interrupt()
    assert time.monotonic() - before < LONG / 2
    assert not active_children()


def test_process_pool_tells_of_a_process_that_dies() -> None:
    with pytest.raises(BrokenProcessPool), process_pool(1, start, ("this",)) as pool:
        pool.submit(os._exit, 1).result()
    assert not active_children()


def nothing() -> None:
    """End nothing: the process has no children of its own."""


def wait_for_long() -> None:
    with process_pool(1, follow_parent, (nothing,)) as pool:
        busy = pool.submit(time.sleep, LONG)
        while not busy.running():
            time.sleep(0.05)
        print("running", flush=True)
        busy.result()


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")
def test_process_pool_leaves_no_warning_when_it_is_killed() -> None:
    code = f"from {__name__} import wait_for_long; wait_for_long()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as pool:
        assert pool.stdout is not None
        assert pool.stderr is not None
        assert pool.stdout.readline() == "running\n"
        family = psutil.Process(pool.pid).children(recursive=True)
        pool.send_signal(signal.SIGKILL)
        _, alive = psutil.wait_procs(family, timeout=15)
        assert alive == []
        assert pool.stderr.read() == ""
