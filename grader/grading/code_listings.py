"""The student's code as a report carries it."""

from collections.abc import Sequence
from typing import Final

from grader.records.report import Listing
from grader.records.source import Candidate, Source, Unit

MOST_CHARACTERS: Final = 100_000
"""Of all listings together; the long notebooks of a course have half of it."""


def listings(source: Source, graded: Sequence[Candidate]) -> tuple[Listing, ...]:
    """Return the cells and scripts with code in them, in the order of the submission.

    Where there is too much code, what the models are made of is kept before the rest.

    Args:
        source: the submission.
        graded: those of its models that were graded.
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
