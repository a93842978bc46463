"""Read submissions in a process made by `grader.confinement`, since a notebook can attack its reader.

The child reads one line of JSON, a `Wish`, from standard input and writes one line, an `Answer`.
"""

import sys
from pathlib import Path

import msgspec

from grader.base.errors import NothingToGrade
from grader.intake.chosen_files import read_wanted
from grader.intake.find_submission import files
from grader.intake.submission import read_all, read_cells
from grader.intake.zip_archive import contents, members
from grader.records.reader_protocol import (
    Answer,
    Content,
    Contents,
    Extract,
    Extracted,
    Find,
    Found,
    Listed,
    Nothing,
    ReadCells,
    Whole,
    Wish,
)


def prepare() -> None:
    """Do nothing: there is nothing to prepare."""


def main() -> None:
    """Serve one wish."""
    _say(b"ready")
    wish: Wish = msgspec.json.decode(sys.stdin.buffer.readline(), type=Wish)
    _say(msgspec.json.encode(answer(wish)))


def answer(wish: Wish) -> Answer:
    """Carry out a wish."""
    try:
        if isinstance(wish, Find):
            return Found(tuple(path.name for path in files(Path(wish.folder), code=wish.code)))
        if isinstance(wish, ReadCells):
            return Whole(read_cells(wish.cells, Path(wish.folder), wish.name))
        if isinstance(wish, Contents):
            return Listed(members(Path(wish.archive)))
        if isinstance(wish, Extract):
            return Extracted(tuple(map(_extracted, contents(Path(wish.archive), wish.indexes))))
        paths = [Path(path) for path in wish.paths]
        return Whole(read_all(paths) if wish.wanted is None else read_wanted(paths, wish.wanted))
    except NothingToGrade as error:
        return Nothing(error.message, error.hint)


def _extracted(found: bytes | NothingToGrade) -> Content | Nothing:
    return Nothing(found.message) if isinstance(found, NothingToGrade) else Content(found)


def _say(line: bytes) -> None:
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()
