"""Read a submission as text and cut it down to the models in it."""

from grader.intake.folder import files, find
from grader.intake.several import read_all
from grader.intake.submission import read

__all__ = ["files", "find", "read", "read_all"]
