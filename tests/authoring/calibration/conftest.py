"""A course that can be calibrated in seconds."""

from pathlib import Path

import pytest

from tests.authoring.conftest import edit


@pytest.fixture
def brief(fresh: Path) -> Path:
    """A course whose training takes a tenth of a second."""
    edit(
        fresh / "assignments" / "fresh" / "assignment.py",
        "train_images=10_000, test_images=2_000, epochs=2",
        "train_images=500, test_images=200, epochs=1",
    )
    return fresh
