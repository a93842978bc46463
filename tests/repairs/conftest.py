"""The installed assignment1."""

import pytest

from grader.checks import Assignment
from grader.grading import course


@pytest.fixture(scope="session")
def assignment1() -> Assignment:
    return course.load("assignment1")
