import os

import pytest


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> None:
    """A run of the tests finds nothing kept by an earlier one; its workers share what they make."""
    base = tmp_path_factory.getbasetemp()
    root = base if worker_id == "master" else base.parent
    os.environ["GRADER_CACHE"] = str(root / "cache")
