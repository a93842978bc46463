from pathlib import Path

import pytest

from grader.grading import course
from grader.grading.model_names import model_names


@pytest.mark.parametrize("name", course.names())
def test_model_names_are_those_of_the_parts(name: str) -> None:
    assert set(model_names(name)) == {part.model for part in course.load(name).parts}


def test_model_names_of_a_broken_file_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "assignments" / "own"
    folder.mkdir(parents=True)
    (folder / "assignment.py").write_text("part(model='A'", encoding="utf-8")
    monkeypatch.setenv(course.COURSE, str(tmp_path))
    assert model_names("own") == ()
