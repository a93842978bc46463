"""Read a submission as text and cut it down to the models in it."""

from grader.intake.find_submission import files, find
from grader.intake.submission import read, read_all

__all__ = ["files", "find", "read", "read_all"]
