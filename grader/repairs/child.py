"""Look for repairs in a process made by `grader.confinement`, since a student's text can attack its reader.

The child reads lines of JSON, each a `RepairsWanted`, and answers each with a line, a `RepairProposals`. It
parses the student's text but runs none of it.
"""

import sys
from collections.abc import Iterator

import msgspec

from grader.records.repair_protocol import RepairProposals, RepairsWanted
from grader.repairs.proposals import proposals


def prepare() -> None:
    """Do nothing: there is nothing to prepare."""


def main() -> None:
    """Serve until the parent closes the pipe."""
    _say(b"ready")
    for line in _lines():
        wanted = msgspec.json.decode(line, type=RepairsWanted)
        _say(msgspec.json.encode(RepairProposals(proposals(wanted))))


def _lines() -> Iterator[bytes]:
    while line := sys.stdin.buffer.readline():
        yield line


def _say(line: bytes) -> None:
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()
