"""Runs Graphs on trial, in a process that `grader.confinement` made for it: what ends it, ends nothing else.

Standard input brings one line of JSON for each Graph; a line goes out with the shapes of its results, or the
reason why it may not be computed on.
"""

import sys

import msgspec

from grader.capture.shapes import shapes_of
from grader.capture.validate import Invalid
from grader.capture.warm_up import prepare
from grader.records.capture_protocol import Tried, Untried
from grader.records.graph import Graph

__all__ = ["main", "prepare"]


def main() -> None:
    """Serve until the parent closes the pipe."""
    _say(b"ready")
    while line := sys.stdin.buffer.readline():
        try:
            tried: Tried | Untried = Tried(shapes_of(msgspec.json.decode(line, type=Graph)))
        except Invalid as invalid:
            tried = Untried(str(invalid)[:500])
        _say(msgspec.json.encode(tried))


def _say(line: bytes) -> None:
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()
