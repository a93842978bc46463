"""Grade a part that is no model: a function, a training loop, data code, or what a person grades."""

import msgspec

from grader.base.text import Text
from grader.checks.checked_part import CheckedPart
from grader.confinement.host import Host
from grader.grading.code_evidence import CodeEvidence
from grader.grading.evaluate import Evaluation
from grader.records.report import GradedModel, PartReport
from grader.records.source import Source

_NAMED = Text(ko="과제에서 정한 이름입니다.", en="It has the name that the assignment asks for.")


class CodeGrading:
    """The grading of one such part.

    Args:
        part: the part of the assignment.
        worth: its points of the total according to its weight; None if there are no weights.
        source: the submission.
        host: runs the student's code.
    """

    def __init__(self, part: CheckedPart, worth: float | None, source: Source, host: Host) -> None:
        self._part = part
        self._worth = worth
        self._source = source
        self._evidence = CodeEvidence(part, source, host)
        self.evaluation = Evaluation(
            part.checks, self._evidence, source.position, training=False, provisional=lambda: False
        )

    def report(self) -> PartReport:
        """Return the part's report, with the results so far."""
        return PartReport(
            id=self._part.id,
            title=self._part.title,
            taken=self._taken(),
            results=self.evaluation.results,
            weighted=msgspec.UNSET if self._worth is None else self._worth,
        )

    def remarks(self) -> tuple[Text, ...]:
        """Return what the reader must know besides the results: nothing."""
        return ()

    def _taken(self) -> GradedModel | None:
        found = self._evidence.found
        if found is None:
            return None
        return GradedModel(
            name=self._evidence.name, made_by=None, why=_NAMED, at=self._source.position(found.at)
        )
