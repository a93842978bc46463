"""Several files that were handed in together, as one `Source`."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from grader.intake.submission import read
from grader.records.source import Candidate, Line, Maker, Problem, Source, Statement


def read_all(paths: Sequence[Path]) -> Source:
    """Read every file, and let the units of each follow those of the one before.

    A candidate is still made of its own file alone: two files may use one name for different things.

    Raises:
        NothingToGrade: one of the files is not there, or nothing in it can be read as code.
    """
    whole = Source((), (), ())
    for path in paths:
        source = read(path)
        offset = len(whole.units)
        whole = Source(
            files=(*whole.files, *source.files),
            units=(*whole.units, *source.units),
            candidates=(*whole.candidates, *(_candidate(each, offset) for each in source.candidates)),
            problems=(*whole.problems, *(Problem(p.message, _line(p.at, offset)) for p in source.problems)),
            prose=(*whole.prose, *source.prose),
        )
    return whole


def _candidate(candidate: Candidate, offset: int) -> Candidate:
    return msgspec.structs.replace(
        candidate,
        at=Line(candidate.at.unit + offset, candidate.at.line),
        statements=_statements(candidate.statements, offset),
        makers=tuple(
            Maker(maker.expression, _statements(maker.statements, offset), _line(maker.at, offset))
            for maker in candidate.makers
        ),
    )


def _statements(statements: tuple[Statement, ...], offset: int) -> tuple[Statement, ...]:
    return tuple(msgspec.structs.replace(each, unit=each.unit + offset) for each in statements)


def _line(line: Line | None, offset: int) -> Line | None:
    return None if line is None else Line(line.unit + offset, line.line)
