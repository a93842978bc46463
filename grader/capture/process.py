"""The child as the parent sees it: started, fed, listened to with bounds, and always ended.

Bounds stand here because they protect the grader's own process; none of them decides a mark.
"""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import IO

import psutil

from grader.records.capture import Reason
from grader.records.errors import StaffError
from grader.records.text import Text

START_SECONDS = 120.0
"""For importing torch on a slow, cold disk."""
RESULT_BYTES = 4_000_000
"""A line of results; the Graph of DenseNet-121 takes 0.4 MB."""
RESIDENT_BYTES = 3_000_000_000
"""Memory of the child; importing torch and tracing a U-Net take 0.4 GB."""
ADDRESS_SPACE = 16_000_000_000
"""Virtual memory of the child; a CUDA build of torch maps 9 GB at import."""
POLL_SECONDS = 0.05
KEPT = ("PATH", "SYSTEMROOT", "WINDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""What the child gets of the environment: what Python needs to start, and no secrets."""


class Ended(Exception):  # noqa: N818 - an outcome
    """The child gave no result; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Child:
    """A child process of its own session, in a scratch folder of its own.

    Use it as a context manager: when that ends, so do the child and everything that it started.
    """

    def __init__(self) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="grader-", ignore_cleanup_errors=True)
        self._lines: queue.Queue[bytes | None] = queue.Queue()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-m", "grader.capture.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self._scratch.name,
            env=_environment(self._scratch.name),
            start_new_session=os.name == "posix",
        )
        self._complaint = b""
        self._readers = [
            threading.Thread(target=self._read_results, args=(self._process.stdout,), daemon=True),
            threading.Thread(target=self._drain, args=(self._process.stderr,), daemon=True),
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
        """Send the one request; a child that is gone is noticed when its result is waited for."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError, OSError):
            self._process.stdin.write(request + b"\n")
            self._process.stdin.flush()

    def result(self, seconds: float) -> bytes:
        """Wait for the next line of results, watching time and memory.

        Raises:
            Ended: with `timeout`, `memory`, `too_large` or `died`; the child is of no more use.
        """
        deadline = time.monotonic() + seconds
        while True:
            try:
                line = self._lines.get(timeout=POLL_SECONDS)
            except queue.Empty:
                if time.monotonic() > deadline:
                    raise Ended("timeout") from None
                if self._resident() > RESIDENT_BYTES:
                    raise Ended("memory") from None
                continue
            if line is None:
                raise Ended("died")
            if len(line) > RESULT_BYTES:
                raise Ended("too_large")
            return line

    def end(self) -> None:
        """Kill the child with all its descendants, and remove its folder."""
        if self._process.returncode is None:  # once it was waited for, its id may be another process's
            self._kill()
        for reader in self._readers:
            reader.join(timeout=1.0)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._scratch.cleanup()

    def _kill(self) -> None:
        for process in self._family():
            with contextlib.suppress(psutil.Error):
                process.kill()
        if sys.platform != "win32":  # what a descendant started that has ended since is still of the group
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _family(self) -> list[psutil.Process]:
        try:
            process = psutil.Process(self._process.pid)
            return [*process.children(recursive=True), process]
        except psutil.Error:
            return []

    def _resident(self) -> int:
        total = 0
        for process in self._family():
            with contextlib.suppress(psutil.Error):
                total += process.memory_info().rss
        return total

    def _read_results(self, stream: IO[bytes]) -> None:
        with contextlib.suppress(OSError, ValueError):
            while line := stream.readline(RESULT_BYTES + 2):
                self._lines.put(line.rstrip(b"\n"))
                if len(line) > RESULT_BYTES:
                    break
        self._lines.put(None)

    def _drain(self, stream: IO[bytes]) -> None:
        """Take what the student prints and forget it; the last of it explains a failed start."""
        with contextlib.suppress(OSError, ValueError):
            while piece := os.read(stream.fileno(), 65536):
                self._complaint = (self._complaint + piece)[-4096:]


def _environment(scratch: str) -> dict[str, str]:
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    folders = dict.fromkeys(("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "TORCH_HOME"), scratch)
    return environment | folders | {
        "CUDA_VISIBLE_DEVICES": "",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONIOENCODING": "utf-8",
        "TORCHINDUCTOR_CACHE_DIR": str(Path(scratch) / "inductor"),
    }  # fmt: skip
