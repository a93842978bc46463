"""The entry point: sets up the process, reads the command line and returns an exit status."""

import io
import signal
import sys
from collections.abc import Sequence
from types import FrameType

from grader.cli import language, narrow_output
from grader.cli.app import build
from grader.cli.status import run_guarded


def main(args: Sequence[str] | None = None) -> int:
    """Run the `grade` command and return its exit status."""
    args = sys.argv[1:] if args is None else list(args)
    _write_in_any_encoding()
    signal.signal(signal.SIGTERM, _terminate)
    lang = language.of(args)
    command = build(lang)
    return run_guarded(lambda: command.main(list(args), prog_name="grade", standalone_mode=False), lang)


def _write_in_any_encoding() -> None:
    """Write characters that the output cannot encode, such as Korean in a cp1252 pipe, in another way."""
    handler = narrow_output.register()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=handler)


def _terminate(number: int, _frame: FrameType | None) -> None:
    """Exit as after an error, so that no child of the grader stays behind."""
    sys.exit(128 + number)
