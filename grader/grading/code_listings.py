"""The student's code as a report contains it."""

from collections.abc import Sequence
from typing import Final

from grader.records.report import Listing
from grader.records.source import Candidate, Source, Unit

MOST_CHARACTERS: Final = 100_000
"""Maximum length of all listings together; the long notebooks of a course have half of it."""


def listings(source: Source, graded: Sequence[Candidate]) -> tuple[Listing, ...]:
    """Return the cells and scripts that contain code, in the order of the submission.

    If there is too much code, the code of the models takes precedence.

    Args:
        source: the submission.
        graded: the models that were graded.
    """
    lines: dict[int, set[tuple[int, int]]] = {}
    for statement in (each for found in graded for each in found.statements):
        lines.setdefault(statement.unit, set()).add((statement.first, statement.last))
    models = {statement.unit for found in source.candidates for statement in found.statements}
    models |= {found.at.unit for found in source.candidates}
    room = MOST_CHARACTERS
    kept: dict[int, Listing] = {}
    for index in sorted(range(len(source.units)), key=lambda index: index not in models):
        listing = _listing(source.units[index], sorted(lines.get(index, ())), room)
        room -= sum(len(line) + 1 for line in listing.lines)
        if any(line.strip() for line in listing.lines):
            kept[index] = listing
    return tuple(kept[index] for index in sorted(kept))


def _listing(unit: Unit, model: Sequence[tuple[int, int]], room: int) -> Listing:
    lines = unit.original.splitlines()
    end = 0
    while end < len(lines) and room > len(lines[end]):
        room -= len(lines[end]) + 1
        end += 1
    return Listing(
        file=unit.file,
        cell=unit.cell,
        lines=tuple(lines[:end]),
        whole=end == len(lines),
        model=tuple(model),
    )
