"""The CSV of `nbgrader export`, which other tools of a course read.

nbgrader itself writes a 0 for who handed in nothing; here every score that there is not is an empty cell.
"""

from typing import Final

from grader.records.roll import Entry
from grader.records.sheet import Sheet
from grader.reports.gradebook import Filled, Wanted, score
from grader.reports.grades import harmless

HEADER: Final = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
    "late_submission_penalty", "score", "max_score",
)  # fmt: skip


def fill(wanted: Wanted) -> Filled:
    """Return a line for every student. What is not known here (dates, addresses) stays empty."""
    points = {entry.report.points for entry in wanted.entries if entry.report is not None}
    most = f"{points.pop():g}" if len(points) == 1 else ""
    rows = [_row(entry, wanted.assignment, most) for entry in wanted.entries]
    return Filled(
        sheet=Sheet(rows=(HEADER, *rows), mark=False, end="\n"),
        written=tuple(entry for entry in wanted.entries if score(entry, None) is not None),
    )


def _row(entry: Entry, assignment: str, most: str) -> tuple[str, ...]:
    last, _, first = map(str.strip, entry.handed.name.partition(","))
    given = score(entry, None)
    return (
        assignment, "", "", harmless(entry.handed.student), harmless(last), harmless(first), "",
        given or "", "0" if given else "", given or "", most,
    )  # fmt: skip
