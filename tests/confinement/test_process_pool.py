"""A pool of processes ends with the process that uses it."""

import os
import time
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children

import pytest

from grader.confinement.process_pool import process_pool

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
