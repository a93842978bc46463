"""The warm process, from its parent's side: started once, it forks a child whenever one is needed."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import msgspec
import psutil

from grader.base.errors import StaffError
from grader.base.text import Text
from grader.confinement.environment import COMPILER, environment
from grader.confinement.libraries import libraries, package
from grader.confinement.policy import Policy
from grader.confinement.process import START_SECONDS, Child
from grader.confinement.server import MESSAGE_BYTES, Start
from grader.confinement.tiers import Tier

END_SECONDS = 10.0
"""Time for the kernel to free a child's memory."""


class Warm:
    """A warm process, which has one child at a time."""

    def __init__(self, tier: Tier, entries: tuple[str, ...], shown: Sequence[Path]) -> None:
        """Start the process without waiting until it has imported the entries."""
        self._scratch = tempfile.TemporaryDirectory(prefix="grader-", ignore_cleanup_errors=True)
        empty = Path(self._scratch.name) / "empty"
        empty.mkdir(mode=0o755)
        variables = environment(str(empty))
        (empty / COMPILER).mkdir(mode=0o755)
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        server = [str(interpreter()), "-I", "-m", "grader.confinement.server", str(theirs.fileno())]
        command = [*server, tier.name, str(empty), *entries]
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process runs
        self._process = subprocess.Popen(
            [*bubblewrap([*shown, empty]), *command] if tier.name == "T1" else command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._complaints,
            cwd="/",
            env=variables,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
        theirs.close()
        self._ready = False

    def start(self, entry: str, policy: Policy) -> Child:
        """Fork a child that runs the entry's `main`.

        Raises:
            StaffError: the warm process does not start or has ended.
        """
        if not self._ready:
            self._expect(b"ready", START_SECONDS)
            self._ready = True
        pipes = [os.pipe() for _ in range(3)]
        (their_in, our_in), (our_out, their_out), (our_err, their_err) = pipes
        message = msgspec.json.encode(Start(entry, policy))
        try:
            socket.send_fds(self._channel, [message], [their_in, their_out, their_err])
            process = self._await_start()
        except OSError as error:
            raise self._failure() from error
        finally:
            for file in (their_in, their_out, their_err):
                os.close(file)
        streams = _stream(our_in, "wb"), _stream(our_out, "rb"), _stream(our_err, "rb")
        return Child(Forked(self, process), policy, streams)

    def _await_start(self) -> psutil.Process | None:
        """Return the child, which may be in another process namespace; None if it has ended."""
        self._channel.settimeout(START_SECONDS)
        word, files, _, _ = socket.recv_fds(self._channel, MESSAGE_BYTES, 1)
        if word != b"started":
            raise self._failure()
        (file,) = files
        try:
            number = _process_id(file)
            if number == 0:  # not visible from here, so nobody could watch its memory
                raise self._failure()
            return psutil.Process(number) if number > 0 else None
        except psutil.Error:
            return None
        finally:
            os.close(file)

    def end_child(self) -> None:
        """Have the child killed and wait until it is gone."""
        with contextlib.suppress(OSError):
            self._channel.send(b"end")
            self._expect(b"ended", END_SECONDS)

    def end(self) -> None:
        """End the process together with its child."""
        self._channel.close()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._complaints.close()
        self._scratch.cleanup()

    def _expect(self, word: bytes, seconds: float) -> None:
        self._channel.settimeout(seconds)
        try:
            if self._channel.recv(MESSAGE_BYTES) != word:
                raise self._failure()
        except OSError as error:
            raise self._failure() from error

    def _failure(self) -> StaffError:
        self._complaints.seek(0)
        said = self._complaints.read().decode(errors="replace").strip()[-600:]
        return StaffError(
            Text(
                ko=f"학생 코드를 실행할 프로세스를 시작하지 못했습니다.\n{said}",
                en=f"The process that runs the student's code did not start.\n{said}",
            ),
            Text(ko="PyTorch 설치를 확인하십시오.", en="Check the installation of PyTorch."),
        )


class Forked:
    """A child of the warm process, as a `grader.confinement.process.Body`."""

    def __init__(self, warm: Warm, process: psutil.Process | None) -> None:
        self._warm = warm
        self._process = process
        self._ended = False

    def family(self) -> list[psutil.Process]:
        """Return only the child: in every tier that forks, it cannot start processes (`seccomp.CALLS`)."""
        return [self._process] if self._process else []

    def kill(self) -> None:
        """Have the child killed."""
        if not self._ended:
            self._ended = True
            self._warm.end_child()


def interpreter() -> Path:
    """Return the path of Python itself, without the `..` of the command that may have started it."""
    file = Path(sys.executable)
    return file.parent.resolve() / file.name


def bubblewrap(more: Sequence[Path]) -> list[str]:
    """Return the command that lets a process see Python's libraries and `more`, but no network or process."""
    shown = [
        *libraries(),
        package(),
        Path(sys.prefix).resolve(),
        Path(sys.base_prefix),
        Path("/usr"),
        Path("/etc/ld.so.cache"),
        Path("/sys/devices/system/cpu"),
        *more,
    ]
    binds = [part for path in shown if path.exists() for part in ("--ro-bind", str(path), str(path))]
    links = [part for name in ("bin", "sbin") for part in ("--symlink", f"usr/{name}", f"/{name}")]
    return [
        "bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL",
        "--tmpfs", "/tmp", *binds, *links, "--proc", "/proc", "--dev", "/dev", "--chdir", "/", "--",
    ]  # fmt: skip


def _process_id(file: int) -> int:
    """Return the process id behind a pidfd as seen from here; -1 if it has ended, 0 if it is not visible."""
    lines = Path(f"/proc/self/fdinfo/{file}").read_text().splitlines()
    return next(int(line.removeprefix("Pid:")) for line in lines if line.startswith("Pid:"))


def _stream(file: int, mode: str) -> IO[bytes]:
    return os.fdopen(file, mode)
