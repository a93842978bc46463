"""A child process, from its parent's side: fed, read from within bounds, and always ended."""

import contextlib
import os
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol

import msgspec
import psutil

from grader.base.errors import StaffError
from grader.base.text import Text
from grader.confinement.policy import Policy
from grader.records.capture_protocol import Reason

START_SECONDS = 120.0
"""Time to import torch from a slow, cold disk."""
POLL_SECONDS = 0.05
END_SECONDS = 2.0
"""Time for the readers to notice that the child is gone."""
LONGER = 3.0
"""How many times its seconds a child may wait for a processor besides."""
LINES = 4
"""Maximum number of unread results; a child that has more must wait."""

UNDECODABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises for a line that is not one of the expected messages."""


class Ended(Exception):  # noqa: N818 - an outcome, not an error
    """Raised if the child gave no result; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Body(Protocol):
    """The process itself, however it was started."""

    def family(self) -> list[psutil.Process]:
        """Return the process and all its descendants that are still running."""

    def kill(self) -> None:
        """Kill the process and all its descendants and wait until it is gone; a second call does nothing."""


class Child:
    """A process that does one piece of work and returns its results line by line.

    Use it as a context manager: at its end, the child and everything that it started are ended.
    """

    def __init__(
        self,
        body: Body,
        policy: Policy,
        streams: tuple[IO[bytes], IO[bytes], IO[bytes]],
        on_end: Callable[[], None] = lambda: None,
    ) -> None:
        """Take over a process.

        Args:
            body: the process.
            policy: its bounds.
            streams: the parent's ends of its standard input, output and error.
            on_end: called once the process has ended.
        """
        self._body = body
        self._policy = policy
        self._requests, results, complaints = self._streams = streams
        self._on_end = on_end
        self.ended = False
        """Whether `end` was called, by whomever: another child may have taken its place."""
        self._lines: queue.Queue[bytes | None] = queue.Queue(LINES)
        self._complaint = b""
        self._readers = [
            threading.Thread(target=self._read_results, args=(results,), daemon=True),
            threading.Thread(target=self._drain, args=(complaints,), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def __enter__(self) -> "Child":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def wait_until_ready(self) -> None:
        """Wait until torch is imported.

        Raises:
            StaffError: the child does not start.
        """
        try:
            if self.result(START_SECONDS) == b"ready":
                return
        except Ended:
            pass
        self.end()
        said = self._complaint.decode(errors="replace").strip()[-600:]
        raise StaffError(
            Text(
                ko=f"학생 코드를 실행할 프로세스를 시작하지 못했습니다.\n{said}",
                en=f"The process that runs the student's code did not start.\n{said}",
            ),
            Text(ko="PyTorch 설치를 확인하십시오.", en="Check the installation of PyTorch."),
        )

    def send(self, request: bytes) -> None:
        """Send a request without waiting until it is read: the child may be gone or have stopped reading.

        Either is noticed when its result is awaited.
        """
        threading.Thread(target=self._write, args=(request + b"\n",), daemon=True).start()

    def _write(self, request: bytes) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._requests.write(request)
            self._requests.flush()

    def result(self, seconds: float) -> bytes:
        """Wait for the next line of results, and watch time and memory meanwhile.

        Time in which the child was ready to run and had no processor does not count, up to `LONGER` times as
        much as it has: it is not the child's fault if the machine is busy.

        Raises:
            Ended: with `timeout`, `memory`, `too_large` or `died`; the child is then of no more use.
        """
        begun, starved = time.monotonic(), None
        while True:
            try:
                line = self._lines.get(timeout=POLL_SECONDS)
            except queue.Empty:
                family = self._body.family()
                waited = starved_seconds(family)
                starved = waited if starved is None else starved
                excused = min(max(waited - starved, 0), LONGER * seconds)
                if time.monotonic() - begun - excused > seconds:
                    raise Ended("timeout") from None
                if self._takes_too_much(family):
                    raise Ended("memory") from None
                continue
            if line is None:
                raise Ended("died")
            if len(line) > self._policy.result_bytes:
                raise Ended("too_large")
            return line

    def end(self) -> None:
        """Kill the child and all its descendants; a second call does nothing."""
        if self.ended:
            return
        self.ended = True
        self._body.kill()
        for reader in self._readers:
            self._join(reader)
        for stream in self._streams:
            with contextlib.suppress(OSError):
                stream.close()
        self._on_end()

    def _join(self, reader: threading.Thread) -> None:
        """Wait for a reader, which may itself be waiting for its lines to be taken."""
        deadline = time.monotonic() + END_SECONDS
        while reader.is_alive() and time.monotonic() < deadline:
            with contextlib.suppress(queue.Empty):
                self._lines.get_nowait()
            reader.join(timeout=POLL_SECONDS)

    def _takes_too_much(self, family: list[psutil.Process]) -> bool:
        resident, threads = 0, 0
        for process in family:
            with contextlib.suppress(psutil.Error):
                resident += process.memory_info().rss
                threads += process.num_threads()
        return resident > self._policy.resident or threads > self._policy.threads

    def _read_results(self, stream: IO[bytes]) -> None:
        with contextlib.suppress(OSError, ValueError):
            while line := stream.readline(self._policy.result_bytes + 2):
                self._lines.put(line.rstrip(b"\n"))
                if len(line) > self._policy.result_bytes:
                    break
        self._lines.put(None)

    def _drain(self, stream: IO[bytes]) -> None:
        """Discard what the student prints, except the end of it, which explains a failed start."""
        with contextlib.suppress(OSError, ValueError):
            while piece := os.read(stream.fileno(), 65536):
                self._complaint = (self._complaint + piece)[-4096:]


def starved_seconds(family: list[psutil.Process]) -> float:
    """Return for how long the most unlucky of some processes has been ready to run without a processor.

    It is 0 where the system does not say: only Linux does, in `/proc/PID/schedstat`, whose second number is
    that time in nanoseconds (Documentation/scheduler/sched-stats in the kernel's sources).
    """
    most = 0.0
    for process in family:
        with contextlib.suppress(OSError, ValueError, IndexError):
            most = max(most, int(Path(f"/proc/{process.pid}/schedstat").read_text().split()[1]) / 1e9)
    return most
