"""Read a submission as text and cut it down to the models in it."""

from grader.intake.chosen_files import read_wanted
from grader.intake.find_submission import files
from grader.intake.submission import read, read_all

__all__ = ["files", "read", "read_all", "read_wanted"]
