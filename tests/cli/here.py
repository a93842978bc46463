"""The command in this process, for tests of what it says and does: a process of its own imports torch twice.

`tests.cli.test_process` tries what only a process has: pipes, signals, encodings, and what is left behind.
"""

import io
import signal
from contextlib import nullcontext, redirect_stderr, redirect_stdout
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from grader.cli import main
from grader.confinement.host import Host
from grader.confinement.tiers import Tier
from grader.grading import course
from tests.hosts import shared

HOSTING = ("grade_submission", *(f"commands.{name}" for name in ("build", "new", "validate", "verify")))
"""What asks for a host; here it gets the one of all tests."""
OWN = ("FORCE_COLOR", "GRADER_DEBUG", "LC_MESSAGES")
"""Variables of whoever runs the tests."""


def grade(
    *args: str | Path, cwd: Path | None = None, locale: str = "C.UTF-8", apart: bool = True
) -> CompletedProcess[str]:
    """Run the command in a folder; return what a process would have written, and its status.

    Args:
        args: the command line after `grade`.
        cwd: the current folder; None for that of the tests.
        locale: what says which language its user speaks.
        apart: whether standard error is apart from standard output, or in it.
    """
    handler = signal.getsignal(signal.SIGTERM)
    out, err = _stream(), _stream()
    with (
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(out),
        redirect_stderr(err if apart else out),
    ):
        for name in OWN:
            patch.delenv(name, raising=False)
        patch.setenv("LC_ALL", locale)
        patch.setenv("COLUMNS", "80")  # as in a pipe, whatever terminal the tests have
        for module in HOSTING:
            patch.setattr(f"grader.cli.{module}.Host", _shared)
        if cwd is not None:
            patch.chdir(cwd)
        course.use(None)  # as a new process, it reads all files
        try:
            status = main([str(each) for each in args])
        finally:
            signal.signal(signal.SIGTERM, handler)
            course.use(None)
    return CompletedProcess(args, status, _written(out), _written(err))


def _shared(*_entries: str, tier: Tier) -> "nullcontext[Host]":
    return nullcontext(shared(tier.name))


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)


def _written(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()
