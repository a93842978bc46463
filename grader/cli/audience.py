"""How a report depends on when the submission was handed in, and on who reads it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from grader.records.deadline import Deadline
from grader.records.repair import Hints
from grader.records.report import PartReport, Report
from grader.records.totals import due_at, handed_in
from grader.reports import hidden_checks, told_repairs


@dataclass(frozen=True)
class Occasion:
    """When a submission is due and was handed in, and who reads its report, as the command line says."""

    due: datetime | None = None
    """None if only the assignment's file may say it."""
    submitted: datetime | None = None
    official: bool = False
    """Whether the report has to mention lateness that is not known."""
    staff: bool = False
    """Whether to show checks that students do not see yet."""

    def settled(self, report: Report) -> Report:
        """Return a report with its due date and the deduction for lateness."""
        report = due_at(report, self.due)
        if self.submitted is None and not self.official:
            return report
        return handed_in(report, self.submitted)

    def seen(self, report: Report) -> Report:
        """Return what the reader may see of a report."""
        if self.staff:
            return hidden_checks.for_staff(report)
        return told_repairs.for_student(hidden_checks.for_student(report, _now()))

    def with_hidden(self, report: Report) -> Report:
        """Return a report for a system that keeps hidden checks from students itself."""
        return report if self.staff else told_repairs.for_student(report)

    def seen_part(self, part: PartReport, due: datetime | None, hints: Hints = "code") -> PartReport:
        """Return what the reader may see of a part; `due` and `hints` are those of the assignment's file."""
        if self.staff:
            return hidden_checks.part_for_staff(part)
        told = told_repairs.part_for_student(part, hints)
        return hidden_checks.part_for_student(told, Deadline(due=self.due or due), _now())


def _now() -> datetime:
    return datetime.now(UTC)
