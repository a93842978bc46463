"""A course with one assignment, made by `grade new`."""

import shutil
from pathlib import Path

import pytest

from grader.authoring import build, scaffold
from grader.grading import course
from tests.hosts import shared


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with one assignment, as `grade new` leaves it."""
    folder = tmp_path_factory.mktemp("course")
    scaffold.write("fresh", folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(course.COURSE, str(folder))
        build.write(course.load("fresh", captured=False), shared())
    return folder


@pytest.fixture
def fresh(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that course, to be broken."""
    shutil.copytree(begun, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv(course.COURSE, str(tmp_path))
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
