from collections.abc import Callable
from pathlib import Path

import pytest

from grader.checks.authoring import Assignment
from grader.grading import course
from grader.grading.grade import Settings, grade
from grader.records.progress import silent
from grader.records.report import Report

Grade = Callable[[Path], Report]


@pytest.fixture(scope="session")
def assignment() -> Assignment:
    return course.load("assignment1")


@pytest.fixture(scope="session")
def graded(assignment: Assignment) -> Grade:
    """Grade a file without training."""
    return lambda path: grade(path, assignment, Settings(data="standin", training=False), silent)
