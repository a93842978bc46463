"""Whether a report is what grading gives: it is held against one that was made anew, field by field."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from grader.base.json_difference import Difference, differences
from grader.base.text import Text
from grader.records.provenance import Installation, Provenance
from grader.records.report import Report

NOT_COMPARED: Final = frozenset({"seconds", "reused", "confinement"})
"""Fields that may differ between two gradings of one file: times, reused trainings, the machine's tier."""


@dataclass(frozen=True)
class Verification:
    """A report that somebody has, and the one that grading the file again gives.

    Args:
        claim: what somebody has.
        again: what was made anew.
        claimed: the first as plain JSON data, with whatever else the file holds.
        graded: the second, likewise.
    """

    claim: Report
    again: Report
    claimed: Any
    graded: Any

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """Every place where the two differ, but for what always may."""
        return tuple(differences(self.claimed, self.graded, NOT_COMPARED))

    @property
    def same_score(self) -> bool:
        """Whether the two come to the same points."""
        return (self.claim.earned, self.claim.points) == (self.again.earned, self.again.points)

    @property
    def same_files(self) -> bool:
        """Whether the files are the ones that were graded, to the byte."""
        return self.claim.files == self.again.files

    @property
    def same_data(self) -> bool:
        """Whether the models were trained on the same data."""
        return _provenance(self.claim).data == _provenance(self.again).data

    @property
    def other_installation(self) -> Text | None:
        """What is not as it was where the report was made; None if all is."""
        return _provenance(self.claim).installation.differs(_provenance(self.again).installation)


def _provenance(report: Report) -> Provenance:
    if isinstance(report.provenance, Provenance):
        return report.provenance
    unknown = Installation(
        version=report.grader, grader="?", course="?", torch="?", torchvision="?", python="?"
    )
    return Provenance(installation=unknown, training=True)
