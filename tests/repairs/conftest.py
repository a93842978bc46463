"""The installed assignments."""

import pytest

from grader.checks import Assignment
from grader.grading import course


@pytest.fixture(scope="session")
def assignment1() -> Assignment:
    return course.load("assignment1")


@pytest.fixture(scope="session")
def assignment3() -> Assignment:
    return course.load("assignment3")


@pytest.fixture(scope="session")
def assignment2() -> Assignment:
    return course.load("assignment2")


@pytest.fixture(scope="session")
def assignment0() -> Assignment:
    return course.load("assignment0")
