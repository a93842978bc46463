"""The evidence about a function, a training loop or data code, computed on demand and only once."""

from functools import cached_property

from grader.analysis.seen_data import SeenData
from grader.capture.rehearsing import done
from grader.checks.cases import given_values
from grader.checks.checked_part import CheckedPart
from grader.checks.code_evidence import CalledCase, CalledCases, CodeAttempt
from grader.checks.code_parts import DataPart, FunctionPart, LoopPart
from grader.confinement.host import Host
from grader.records.capture_protocol import Broken
from grader.records.data_log import DataLog
from grader.records.event_log import EventLog
from grader.records.rehearsal_protocol import Called, Calls, Done, Loading, Rehearsal, Work
from grader.records.source import Defined, Source, Statement

CODE_NAMES: dict[type, str] = {
    CodeAttempt: "attempt",
    EventLog: "log",
    CalledCases: "trials",
    SeenData: "seen",
}
"""The attribute of `CodeEvidence` for each type of evidence."""


class CodeEvidence:
    """All evidence about one part that is no model.

    Args:
        part: the part of the assignment.
        source: the submission.
        host: runs the student's code.
    """

    in_training = None

    def __init__(self, part: CheckedPart, source: Source, host: Host) -> None:
        self.part = part
        self._source = source
        self._host = host

    def of(self, kind: type) -> object:
        """Return the evidence of one type.

        Raises:
            KeyError: a check asks for a type that is not evidence.
        """
        return getattr(self, CODE_NAMES[kind])

    @property
    def name(self) -> str:
        """What the student must have called it; empty if any name will do."""
        return self.part.name if isinstance(self.part, FunctionPart | LoopPart | DataPart) else ""

    @property
    def found(self) -> Defined | None:
        """The student's definition."""
        name = self.name.partition(".")[0]
        return next((each for each in reversed(self._source.definitions) if each.name == name), None)

    @cached_property
    def attempt(self) -> CodeAttempt:
        """The student's code, and what came of running it."""
        work = self._work()
        outcome = None if work is None else done(self._source, work, self._host)
        return CodeAttempt(self.name, self.found, _of(outcome, self.part))

    def _work(self) -> Work | None:
        """Return what to run; None if the student has not written it."""
        part, found = self.part, self.found
        if self.name and (found is None or not found.written):
            return None
        statements = self._source.order if found is None else found.statements
        if isinstance(part, FunctionPart):
            return Calls(statements, part.name, part.calls, given_values(part.make))
        return _loading(part, statements) if isinstance(part, DataPart) else _rehearsal(part, statements)

    @property
    def log(self) -> EventLog:
        """What a training loop did; a check may ask for it only if it requires that the loop runs."""
        if not isinstance(self.attempt.outcome, EventLog):
            raise TypeError("a check asks for the log of a loop that does not run")
        return self.attempt.outcome

    @cached_property
    def seen(self) -> SeenData:
        """What came of data code; a check may ask for it only if it requires that the code runs."""
        if not isinstance(self.attempt.outcome, DataLog):
            raise TypeError("a check asks for the data of code that does not run")
        return SeenData(self.attempt.outcome)

    @property
    def trials(self) -> CalledCases:
        """What a function returned; a check may ask for it only if it requires that the function runs."""
        part, outcome = self.part, self.attempt.outcome
        if not isinstance(outcome, Called) or not isinstance(part, FunctionPart) or self.found is None:
            raise TypeError("a check asks for the values of a function that does not run")
        trials = map(CalledCase, part.cases, outcome.answers, part.answers)
        return CalledCases(tuple(trials), self.found)


def _rehearsal(part: CheckedPart, statements: tuple[Statement, ...]) -> Rehearsal:
    assert isinstance(part, LoopPart)
    return Rehearsal(
        statements,
        part.name,
        part.arguments,
        part.make,
        part.image,
        part.classes,
        part.epochs,
        part.learning_rate,
        part.seconds,
    )


def _loading(part: DataPart, statements: tuple[Statement, ...]) -> Loading:
    return Loading(
        statements,
        part.name,
        part.arguments,
        part.returns,
        part.image,
        part.classes,
        part.form,
        part.batch,
        part.share,
        part.seconds,
    )


def _of(outcome: Done | None, part: CheckedPart) -> Done | None:
    """Return an outcome if it answers what was asked, else that it is invalid."""
    if isinstance(part, FunctionPart) and isinstance(outcome, Called):
        return outcome if len(outcome.answers) == len(part.cases) else Broken("trace", "invalid")
    kind = Called if isinstance(part, FunctionPart) else DataLog if isinstance(part, DataPart) else EventLog
    return outcome if outcome is None or isinstance(outcome, Broken | kind) else Broken("trace", "invalid")
