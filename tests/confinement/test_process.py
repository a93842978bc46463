"""A child is fed and listened to in bounds, whatever it does with what it is sent."""

import os
import time

import psutil
import pytest

from grader.confinement.policy import Policy
from grader.confinement.process import Child, Ended


class Deaf:
    """A process that reads nothing and says nothing."""

    def __init__(self) -> None:
        self._pipes = [os.pipe() for _ in range(3)]
        (_, to), (from_, _), (complaints, _) = self._pipes
        self.streams = os.fdopen(to, "wb"), os.fdopen(from_, "rb"), os.fdopen(complaints, "rb")
        self.killed = 0

    def family(self) -> list[psutil.Process]:
        return []

    def kill(self) -> None:
        self.killed += 1
        for file in (self._pipes[0][0], self._pipes[1][1], self._pipes[2][1]):
            os.close(file)


def test_child_that_reads_nothing_holds_nobody_up() -> None:
    body = Deaf()
    start = time.monotonic()
    with Child(body, Policy(), body.streams) as child:
        child.send(b"x" * 5_000_000)
        with pytest.raises(Ended, match="timeout"):
            child.result(0.2)
        assert not child.ended
    assert time.monotonic() - start < 10
    assert child.ended


def test_child_is_ended_once() -> None:
    body = Deaf()
    child = Child(body, Policy(), body.streams)
    child.end()
    child.end()
    assert body.killed == 1
