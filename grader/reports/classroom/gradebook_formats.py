"""The formats for the scores of a class: the name of each, and the module that writes it.

A module has `fill(wanted) -> Filled`, and is not imported before it is needed.
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
"""The formats that fill in the teacher's own table."""


def fill(name: str, wanted: GradebookRequest) -> Filled:
    """Return the scores of a class in one of the formats."""
    filled = importlib.import_module(FORMATS[name]).fill(wanted)
    assert isinstance(filled, Filled)
    return filled
