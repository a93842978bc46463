"""The captured references of assignment1, which are real Graphs."""

import pytest

from grader.grading import course
from grader.records.graph import Graph


@pytest.fixture(scope="session")
def references() -> dict[str, Graph]:
    return course.load("assignment1").references


@pytest.fixture(scope="session")
def lenet(references: dict[str, Graph]) -> Graph:
    return references["LeNet5"]
