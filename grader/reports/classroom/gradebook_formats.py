"""The formats that the scores of a class can be had in: a name, and the module that writes it.

A module has `fill(wanted) -> Filled`. None is imported before it is wanted.
"""

import importlib
from typing import Final

from grader.reports.classroom.gradebook import Filled, GradebookRequest

FORMATS: Final = {
    "canvas": "grader.reports.classroom.canvas",
    "moodle": "grader.reports.classroom.moodle",
    "nbgrader": "grader.reports.classroom.nbgrader",
}
FILLED_IN: Final = frozenset({"canvas", "moodle"})
"""Those that fill in a table of the teacher's."""


def fill(name: str, wanted: GradebookRequest) -> Filled:
    """Return the scores of a class in one of the formats."""
    filled = importlib.import_module(FORMATS[name]).fill(wanted)
    assert isinstance(filled, Filled)
    return filled
