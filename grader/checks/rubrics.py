"""A rubric: the table of a part's criteria and their points."""

from dataclasses import replace

from grader.checks.checked_part import CheckedPart
from grader.checks.criterion import Criterion

Row = tuple[float, Criterion]
"""Points, and the criterion that earns them."""


def rubric(part: CheckedPart, *rows: Row) -> None:
    """Make every row a check of the part, in the order of the rows.

    Raises:
        TypeError: a row is not a pair of points and a criterion.
        ValueError: two checks have the same id, or a check requires one that is missing or comes after it.
    """
    for row in rows:
        _must_be_a_row(row)
    for place, (points, criterion) in enumerate(rows):
        later = {below.id for _, below in rows[place + 1 :]}
        _must_stand_after_what_it_requires(criterion, later)
        part.add(points, replace(criterion, id=part.check_prefix + criterion.id))


def _must_be_a_row(row: object) -> None:
    match row:
        case (int() | float(), Criterion()):
            return
    raise TypeError(f"a row of a rubric is (points, criterion), as in (5, checks.runs()); this is {row!r}")


def _must_stand_after_what_it_requires(criterion: Criterion, later: set[str]) -> None:
    if criterion.requires is None and (below := later.intersection(criterion.usually)):
        raise ValueError(f"{criterion.id} stands before {', '.join(sorted(below))}, which it requires")
