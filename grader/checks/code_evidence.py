"""The types of evidence that a check of a function or of a training loop may ask for.

All of it is plain data. `EventLog` (`grader.records.event_log`) is what a loop did; it is the word of the
process that ran the student's code.
"""

from dataclasses import dataclass

from grader.checks.cases import Case
from grader.records.capture_protocol import Broken
from grader.records.event_log import EventLog
from grader.records.rehearsal_protocol import CallAnswer, Called
from grader.records.source import Defined

__all__ = ["CalledCase", "CalledCases", "CodeAttempt", "EventLog"]


@dataclass(frozen=True)
class CodeAttempt:
    """The student's function or training loop as it was found, and what came of running it.

    Args:
        name: what the assignment asks for; empty for a loop anywhere in the notebook.
        found: its definition; None if the file has none, or none is asked for.
        outcome: None if it was not run.
    """

    name: str
    found: Defined | None
    outcome: EventLog | Called | Broken | None


@dataclass(frozen=True)
class CalledCase:
    """One case of a function: what the student's returned, and what the reference's did."""

    case: Case
    student: CallAnswer
    expected: CallAnswer


@dataclass(frozen=True)
class CalledCases:
    """All cases of a function that were tried, in order; where it is written."""

    trials: tuple[CalledCase, ...]
    found: Defined
