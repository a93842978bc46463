import os

import pytest

from grader.grading import course
from grader.records.graph import Graph


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> None:
    """A run of the tests finds nothing kept by an earlier one; its workers share what they make."""
    base = tmp_path_factory.getbasetemp()
    root = base if worker_id == "master" else base.parent
    os.environ["GRADER_CACHE"] = str(root / "cache")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that have slow tests: a long one that begins last is waited for alone."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def references() -> dict[str, Graph]:
    """The captured references of assignment1, which are real Graphs."""
    return course.load("assignment1").references


@pytest.fixture(scope="session")
def lenet(references: dict[str, Graph]) -> Graph:
    return references["LeNet5"]
