"""`grade start` puts a template in the current folder and never overwrites a file."""

from pathlib import Path

import pytest

from grader.base.text import LANGUAGES, Language
from grader.grading import course
from grader.intake import read
from tests.cli.test_app import korean
from tests.cli.test_process import grade
from tests.marks import LINKS, PROC


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("options", "suffix"), [((), ".ipynb"), (("--script",), ".py")])
def test_start_command_copies_the_languages_template_and_says_what_is_next(
    options: tuple[str, ...], suffix: str, lang: Language, tmp_path: Path
) -> None:
    done = grade("start", "assignment1", *options, "--lang", lang, cwd=tmp_path)
    (file,) = tmp_path.iterdir()
    assert file.name == f"assignment1{suffix}"
    template = course.current().folder("assignment1") / course.template_name(lang, suffix)
    assert file.read_bytes() == template.read_bytes()
    assert korean(file.read_text(encoding="utf-8")) == (lang == "ko")
    assert {model.name for model in read(file).candidates} >= {"CNN", "LeNet5"}
    assert (done.returncode, done.stdout) == (0, "")
    assert "grade assignment1" in done.stderr


def test_start_command_leaves_existing_work_and_says_what_to_do(tmp_path: Path) -> None:
    work = tmp_path / "assignment1.ipynb"
    work.write_bytes(b"hours of work")
    done = grade("start", "assignment1", "--lang", "ko", cwd=tmp_path)
    assert done.returncode == 2
    assert work.read_bytes() == b"hours of work"
    assert korean(done.stderr)
    assert "grade assignment1 assignment1.ipynb" in done.stderr


@LINKS
def test_start_command_follows_no_link_to_nowhere(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / "assignment1.py").symlink_to(elsewhere)
    assert grade("start", "assignment1", "--script", cwd=tmp_path).returncode == 2
    assert not elsewhere.exists()


@PROC
def test_start_command_says_kindly_that_it_cannot_write(tmp_path: Path) -> None:
    folder = Path("/proc/self")  # nobody, not even root, can make a file there
    done = grade("start", "assignment1", cwd=folder)
    assert done.returncode == 3
    assert "could not be made" in done.stderr
    assert "Traceback" not in done.stderr


def test_start_command_of_an_unknown_assignment_is_status_2(tmp_path: Path) -> None:
    done = grade("start", "asignment1", cwd=tmp_path)
    assert done.returncode == 2
    assert "Did you mean 'assignment1'?" in done.stderr
    assert list(tmp_path.iterdir()) == []
