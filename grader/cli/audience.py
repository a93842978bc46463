"""When a submission was handed in, and who looks at its report: what that makes of the report."""

from dataclasses import dataclass
from datetime import UTC, datetime

from grader.records.deadline import Deadline
from grader.records.report import PartReport, Report
from grader.records.totals import due_at, handed_in
from grader.reports import hidden_checks


@dataclass(frozen=True)
class Occasion:
    """What a command line says of the time, and of who reads the report."""

    due: datetime | None = None
    """None: the assignment's file says it, or nobody does."""
    submitted: datetime | None = None
    official: bool = False
    """Whether lateness that is not known has to be spoken of."""
    staff: bool = False
    """Whether checks are shown that students do not see yet."""

    def settled(self, report: Report) -> Report:
        """Return a report with the due date and what lateness costs."""
        report = due_at(report, self.due)
        if self.submitted is None and not self.official:
            return report
        return handed_in(report, self.submitted)

    def seen(self, report: Report) -> Report:
        """Return what the reader is shown."""
        return hidden_checks.for_staff(report) if self.staff else hidden_checks.for_student(report, _now())

    def seen_part(self, part: PartReport, due: datetime | None) -> PartReport:
        """Return what the reader is shown of a part; `due` is what the assignment's file says."""
        if self.staff:
            return hidden_checks.part_for_staff(part)
        return hidden_checks.part_for_student(part, Deadline(due=self.due or due), _now())


def _now() -> datetime:
    return datetime.now(UTC)
