"""A child that is spawned where none can be forked: it imports what it needs, then works.

It is run as `python -I -m grader.confinement.spawned ENTRY POLICY`.
"""

import contextlib
import importlib
import os
import signal
import subprocess
import sys
import tempfile

import msgspec
import psutil

from grader.base.collector import pause_collector
from grader.confinement.environment import environment
from grader.confinement.policy import Policy
from grader.confinement.process import Child


def spawn(entry: str, policy: Policy) -> Child:
    """Start a child with its own scratch folder, and where its parent's Ctrl-C does not reach it."""
    scratch = tempfile.TemporaryDirectory(prefix="grader-", ignore_cleanup_errors=True)
    arguments = [sys.executable, "-I", "-m", __name__, entry, msgspec.json.encode(policy).decode()]
    process = subprocess.Popen(
        arguments,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=scratch.name,
        env=environment(scratch.name, accelerator=policy.accelerator),
        start_new_session=os.name == "posix",
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows has it
    )
    assert process.stdin
    assert process.stdout
    assert process.stderr
    streams = process.stdin, process.stdout, process.stderr
    return Child(Spawned(process), policy, streams, on_end=scratch.cleanup)


class Spawned:
    """A process that was spawned, as a `grader.confinement.process.Body`."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        if sys.platform == "win32":
            from grader.confinement.job import WindowsJob

            self._job = WindowsJob(process)

    def family(self) -> list[psutil.Process]:
        """Return the process and all its descendants."""
        try:
            process = psutil.Process(self._process.pid)
            return [*process.children(recursive=True), process]
        except psutil.Error:
            return []

    def kill(self) -> None:
        """Kill the process and all its descendants."""
        if self._process.returncode is not None:  # once waited for, its id may be another process's
            return
        for process in self.family():
            with contextlib.suppress(psutil.Error):
                process.kill()
        if sys.platform == "win32":  # orphans of a descendant that has ended are still in the job
            self._job.close()
        else:  # or in the group
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def main() -> None:
    """Run as the child."""
    entry, policy = sys.argv[1:]
    with pause_collector():
        module = importlib.import_module(entry)
    if sys.platform != "win32":
        from grader.confinement.confine import limit

        limit(msgspec.json.decode(policy, type=Policy))
    module.prepare()
    module.main()


if __name__ == "__main__":
    main()
