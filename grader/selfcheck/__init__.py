"""`from grader import check`: a student's own check of a model, inside a notebook."""

from grader.selfcheck.notebook import check

__all__ = ["check"]
