"""The CSV of `nbgrader export`, which other course tools read.

nbgrader itself writes a 0 for a student who handed in nothing; here every missing score is an empty cell.
"""

from typing import Final

from grader.base.csv_table import Sheet
from grader.records.deadline import Deadline
from grader.records.submissions import Entry
from grader.reports.classroom.gradebook import Filled, GradebookRequest, number_of, score
from grader.reports.classroom.grades_csv import harmless

HEADER: Final = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
    "late_submission_penalty", "score", "max_score",
)  # fmt: skip


def fill(wanted: GradebookRequest) -> Filled:
    """Return a table with a row for every student. Unknown values (addresses, some dates) stay empty."""
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
        assignment, *_times(entry), harmless(entry.handed.student), harmless(last), harmless(first), "",
        *_raw_and_penalty(entry), given or "", most,
    )  # fmt: skip


def _times(entry: Entry) -> tuple[str, str]:
    """Return when a submission was due and when it was handed in, with time zones; empty if unknown."""
    deadline = entry.report.deadline if entry.report else None
    if not isinstance(deadline, Deadline) or deadline.due is None:
        return "", ""
    submitted = entry.handed.submitted
    return deadline.due.isoformat(" "), submitted.isoformat(" ") if submitted else ""


def _raw_and_penalty(entry: Entry) -> tuple[str, str]:
    """Return the points before the deduction for lateness, and the deduction; empty without a score."""
    report = entry.report
    if report is None or report.raw is None or not report.points:
        return "", ""
    return number_of(report.raw), number_of(report.deducted)
