"""The types of evidence that a check of a function, of a training loop or of data code may ask for.

All of it is plain data. `EventLog` (`grader.records.event_log`) is what a loop did, and `SeenData` what came
of data code; both are the word of the process that ran the student's code.
"""

from dataclasses import dataclass

from grader.analysis.seen_data import SeenData
from grader.checks.cases import Case
from grader.records.capture_protocol import Broken
from grader.records.data_log import DataLog
from grader.records.event_log import EventLog
from grader.records.rehearsal_protocol import CallAnswer, Called
from grader.records.source import Defined

__all__ = ["CalledCase", "CalledCases", "CodeAttempt", "EventLog", "SeenData"]


@dataclass(frozen=True)
class CodeAttempt:
    """The student's function, training loop or data code as it was found, and what came of running it.

    Args:
        name: what the assignment asks for; empty for what may stand anywhere in the notebook.
        found: its definition; None if the file has none, or none is asked for.
        outcome: None if it was not run.
    """

    name: str
    found: Defined | None
    outcome: EventLog | DataLog | Called | Broken | None


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
