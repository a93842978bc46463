"""Run a file as if nobody sat before it: no command line, no debugger, nothing typed. Runs in the child."""

import argparse
import code
import pdb
import sys
from typing import Any, NoReturn


def stand_in_for_people() -> None:
    """Give `argparse` an empty command line to read, and let debuggers go on at once."""
    sys.argv = ["submission.py"]
    argparse.ArgumentParser.error = _refuse  # type: ignore[method-assign, assignment]
    sys.breakpointhook = _go_on
    pdb.set_trace = _go_on
    pdb.Pdb.set_trace = _go_on  # type: ignore[method-assign]
    code.interact = _go_on


def _go_on(*_args: Any, **_kwargs: Any) -> None:
    return


def _refuse(_parser: argparse.ArgumentParser, message: str) -> NoReturn:
    """Say what is wrong with the arguments instead of ending Python."""
    raise argparse.ArgumentError(None, message)
