"""Read a submission as text and cut it down to the models in it."""

from grader.intake.folder import find
from grader.intake.submission import read

__all__ = ["find", "read"]
