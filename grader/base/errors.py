"""The errors that the grader raises deliberately.

GraderError
├── NothingToGrade     no file, unreadable, no model in it                          exit status 2
├── NotTrained         another process has yet to do a training                      grading resumes after it
└── StaffError         the assignment, the data or the machine is at fault           exit status 3

Any other exception is a bug; the command line reports it with exit status 3 as well.
"""

from grader.base.text import Text


class GraderError(Exception):
    """Base class of all errors that carry a message for people."""

    def __init__(self, message: Text, hint: Text | None = None) -> None:
        super().__init__(message.en)
        self.message = message
        self.hint = hint


class NothingToGrade(GraderError):  # noqa: N818 - it is what the user is told, not a fault
    """The submission contains nothing that could be graded."""


class NotTrained(GraderError):  # noqa: N818 - no fault either
    """A training is missing that another process must do first."""


class StaffError(GraderError):
    """The grader, its installation or the assignment is at fault; nothing may be scored."""
