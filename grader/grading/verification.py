"""Verify a report by comparing it, field by field, with one from grading the submission again."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from grader.base.json_difference import Difference, differences
from grader.base.text import Text
from grader.records.provenance import Installation, Provenance
from grader.records.report import Report

NOT_COMPARED: Final = frozenset({"seconds", "reused", "confinement", "repairs", "hint"})
"""Fields that may differ between two gradings of a file: times, reused trainings, the machine's tier, and the
advice, of which a fast machine finds more in the time that there is."""


@dataclass(frozen=True)
class Verification:
    """A report that somebody has, and the report from grading the file again.

    Args:
        claim: the report that somebody has.
        again: the new report.
        claimed: the first as plain JSON data, with anything else that the file contains.
        graded: the second, likewise.
    """

    claim: Report
    again: Report
    claimed: Any
    graded: Any

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """Every place where the two reports differ, except for `NOT_COMPARED`."""
        return tuple(differences(self.claimed, self.graded, NOT_COMPARED))

    @property
    def same_score(self) -> bool:
        """Whether both reports have the same points."""
        return (self.claim.earned, self.claim.points) == (self.again.earned, self.again.points)

    @property
    def same_files(self) -> bool:
        """Whether the files are identical to those that were graded."""
        return self.claim.files == self.again.files

    @property
    def same_data(self) -> bool:
        """Whether the models were trained on the same data."""
        return _provenance(self.claim).data == _provenance(self.again).data

    @property
    def other_installation(self) -> Text | None:
        """How this installation differs from the one that made the report; None if it does not."""
        return _provenance(self.claim).installation.differs(_provenance(self.again).installation)


def _provenance(report: Report) -> Provenance:
    if isinstance(report.provenance, Provenance):
        return report.provenance
    unknown = Installation(
        version=report.grader, grader="?", course="?", torch="?", torchvision="?", python="?"
    )
    return Provenance(installation=unknown, training=True)
