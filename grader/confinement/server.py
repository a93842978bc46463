"""A warm process: it has imported what its children need, and forks one child at a time.

It is started as `python -I -m grader.confinement.server SOCKET TIER EMPTY ENTRY...` and runs no student code
itself. A message on the socket brings a `Start` and three files, which become the child's standard input,
output and error. The answer `started` carries a file (a pidfd) that identifies the child, because the parent
may see it under another process id. `end` kills the child. When a child has ended, by itself or not, the
answer is `ended`.
"""

import contextlib
import importlib
import os
import select
import signal
import socket
import sys
import traceback
from pathlib import Path
from types import ModuleType

import msgspec

from grader.base.collector import pause_collector
from grader.confinement import preload, seccomp
from grader.confinement.confine import OPEN_FILES, confine, prepare
from grader.confinement.policy import Policy
from grader.confinement.tiers import Name

MESSAGE_BYTES = 65536


class Start(msgspec.Struct, frozen=True):
    """A request to run the `main` of an imported module, whose `prepare` was called before the fork."""

    entry: str
    policy: Policy


def main() -> None:
    """Serve until the parent closes the socket."""
    number, named, empty, *names = sys.argv[1:]
    tier: Name = msgspec.convert(named, Name)
    channel = socket.socket(fileno=int(number))
    seccomp.available()  # loads the library, which a confined child might not find
    with pause_collector():
        entries = {name: importlib.import_module(name) for name in names}
        for entry in entries.values():
            entry.prepare()
        if tier == "T3" and "torch" in sys.modules:  # without torch, the children run no model
            preload.import_all()
    prepare(tier)
    channel.send(b"ready")
    while True:
        message, files, _, _ = socket.recv_fds(channel, MESSAGE_BYTES, 3)
        if not message:
            return
        if len(files) == 3:  # anything else is a late request to end a child that has ended by itself
            start = msgspec.json.decode(message, type=Start)
            child = _fork(start, tier, Path(empty), entries, files, channel)
            _attend(child, channel)


def _fork(
    start: Start,
    tier: Name,
    empty: Path,
    entries: dict[str, ModuleType],
    files: list[int],
    channel: socket.socket,
) -> int:
    child = os.fork()
    if child:
        for file in files:
            os.close(file)
        return child
    status = 1
    try:
        for standard, file in enumerate(files):
            os.dup2(file, standard)
        channel.close()
        os.closerange(3, OPEN_FILES)
        os.setsid()
        confine(start.policy, tier, empty)
        entries[start.entry].main()
        status = 0
    except BaseException:  # printed to the child's standard error, which the parent reads
        traceback.print_exc()
    finally:
        os._exit(status)


def _attend(child: int, channel: socket.socket) -> None:
    """Wait until the child has ended, and kill it if the parent asks for it or is gone."""
    ended = os.pidfd_open(child)
    with contextlib.suppress(OSError):
        socket.send_fds(channel, [b"started"], [ended])
    ready, _, _ = select.select([ended, channel.fileno()], [], [])
    if ended not in ready:
        channel.recv(MESSAGE_BYTES)
        os.kill(child, signal.SIGKILL)
    os.close(ended)
    os.waitpid(child, 0)
    with contextlib.suppress(OSError):
        channel.send(b"ended")


if __name__ == "__main__":
    main()
    os._exit(0)  # nothing needs closing, and unloading torch takes a second
