"""Writes the matrices of an assignment into its mutants.md."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from grader.authoring.mutants.matrix import Judged, Matrix
from grader.base.cache import write_whole
from grader.checks.checked_part import Check

FILE: Final = "mutants.md"
PLACES: Final = 4
"""Places of one kind of change that a row names; it counts the others."""
_LEGEND: Final = """\
Each row is a change of the reference in one place, graded without training: what it costs of the
assignment's points, and in which checks. Changes of one kind that cost the same share a row. *Equal* is what
computes and learns the same as a reference; *free* is what the assignment leaves to the student (`FREE` in
`mistakes.py`)."""


def write(found: Sequence[Matrix], assignment: str, file: Path) -> None:
    """Write the matrices of an assignment's parts over an earlier page.

    Args:
        found: the matrices.
        assignment: the assignment's id.
        file: the file to write.

    Raises:
        OSError: the file cannot be written.
    """
    lines = [
        f"# What single changes cost in {assignment}",
        "",
        f"    grade validate {assignment} --mutants",
        "",
        _LEGEND,
        *(line for matrix in found for line in _part(matrix)),
    ]
    write_whole(file, ("\n".join(lines) + "\n").encode())


def _part(matrix: Matrix) -> Iterator[str]:
    yield from ("", f"## {matrix.part.title.en}", "")
    yield from _findings(matrix)
    prefix = matrix.part.check_prefix
    names = [f"`{check.id.removeprefix(prefix)}` {check.points:g}" for check in matrix.checks]
    yield from ("", f"| change | places | costs | {' | '.join(names)} |")
    yield f"|---|---|--:|{'--:|' * len(names)}"
    for judged, places in matrix.rows():
        yield _row(matrix, judged, places)


def _findings(matrix: Matrix) -> Iterator[str]:
    ran = [each for each in matrix.mutants if each.fits]
    equal = sum(each.equivalent for each in ran)
    free = len(ran) - equal - len(matrix.mistakes)
    lame = len(matrix.mutants) - len(ran)
    yield f"{len(matrix.mutants)} changes: {lame} do not run whatever is fitted, {equal} compute the same,"
    yield f"{free} are free, and {len(matrix.mistakes)} are mistakes."
    yield ""
    yield f"- Mistakes that cost nothing: {_listed(matrix.holes)}"
    yield f"- Wrong layers that cost less than {2 * matrix.total / 100:g}: {_listed(matrix.cheap)}"
    yield f"- Equal models that lose points: {_listed(matrix.wronged)}"
    yield f"- Checks that always fall together: {'; '.join(map(_named, matrix.twins)) or 'none'}"
    yield f"- Checks that nothing fells: {', '.join(f'`{check.id}`' for check in matrix.dead) or 'none'}"


def _named(group: Sequence[Check]) -> str:
    return " and ".join(f"`{check.id}`" for check in group)


def _listed(judged: Sequence[Judged]) -> str:
    return "; ".join(f"{each.kind} ({each.where})" for each in judged) or "none"


def _row(matrix: Matrix, judged: Judged, places: Sequence[str]) -> str:
    more = f" and {len(places) - PLACES} more" if len(places) > PLACES else ""
    where = "; ".join(places[:PLACES]) + more
    note = " *(equal)*" if judged.equivalent else " *(free)*" if judged.kind in matrix.free else ""
    lost = [f"{judged.lost[check.id]:g}" if check.id in judged.lost else "" for check in matrix.checks]
    return f"| {judged.kind}{note} | {where} | {judged.cost:g} | {' | '.join(lost)} |"
