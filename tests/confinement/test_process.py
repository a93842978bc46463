"""A child is fed and listened to in bounds, whatever it does with what it is sent."""

import os
import subprocess
import sys
import time

import psutil
import pytest

from grader.confinement.policy import Policy
from grader.confinement.process import Child, Ended, starved_seconds


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


def test_child_is_excused_for_the_time_that_it_had_no_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = time.monotonic()
    monkeypatch.setattr(
        "grader.confinement.process.starved_seconds", lambda _family: 0.9 * (time.monotonic() - begun)
    )
    body = Deaf()
    with Child(body, Policy(), body.streams) as child, pytest.raises(Ended, match="timeout"):
        child.result(0.2)
    assert 0.75 < time.monotonic() - begun < 10  # 0.2 s and three times as much, not ten times


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says for how long a process had to wait")
def test_starved_seconds_grow_where_two_processes_share_a_processor() -> None:
    busy = "import os, time\nos.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\nwhile True: pass"
    both = [subprocess.Popen([sys.executable, "-c", busy]) for _ in range(2)]
    try:
        family = [psutil.Process(each.pid) for each in both]
        deadline = time.monotonic() + 30
        while starved_seconds(family) < 0.3 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert starved_seconds(family) >= 0.3
    finally:
        for each in both:
            each.kill()
            each.wait()
