from collections.abc import Callable
from pathlib import Path

import pytest

from grader.base.progress import silent
from grader.checks.assignment import Assignment
from grader.grading import course
from grader.grading.grade import grade
from grader.grading.trainer import Settings
from grader.intake import read
from grader.records.report import Report
from tests.hosts import shared

Grade = Callable[[Path], Report]


@pytest.fixture(params=course.names())
def assignment(request: pytest.FixtureRequest) -> Assignment:
    """Each of the course's assignments in turn."""
    return course.load(request.param)


@pytest.fixture
def graded(assignment: Assignment) -> Grade:
    """Grade a file without training."""
    settings = Settings(data=("standin",), training=False)
    return lambda path: grade(read(path), assignment, settings, shared(), silent)
