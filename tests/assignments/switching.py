"""A course of its own in which a word of an assignment has been switched on."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.authoring import build
from grader.checks.assignment import Assignment
from grader.grading import course
from tests.hosts import shared

ROOT = Path(__file__).parents[2]
Switch = Callable[[str, str], Assignment]


@pytest.fixture
def switched(tmp_path: Path) -> Iterator[Switch]:
    """Return an assignment of a course of its own in which a word has been switched on."""

    def switch(name: str, word: str) -> Assignment:
        shutil.copytree(ROOT / "assignments" / name, tmp_path / "assignments" / name)
        (tmp_path / "reference").mkdir()
        shutil.copy(ROOT / "reference" / f"{name}.py", tmp_path / "reference")
        file = tmp_path / "assignments" / name / "assignment.py"
        text = file.read_text("utf-8")
        assert text.count(f"{word} = False") == 1
        file.write_text(text.replace(f"{word} = False", f"{word} = True"), "utf-8")
        course.use(tmp_path)
        build.write(course.load(name, captured=False), shared())
        course.use(tmp_path)
        return course.load(name)

    yield switch
    course.use(None)
