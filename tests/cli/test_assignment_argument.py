"""The assignment on the command line: what is understood, what is guessed, and what the shell completes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import here
from tests.cli.test_app import complaint, korean
from tests.cli.test_app import grade as in_this_process
from tests.cli.test_process import RIGHT, WRONG, grade


@pytest.mark.parametrize("said", ["1", "01", "Assignment1", "ASSIGNMENT1"])
def test_assignment_may_be_named_by_its_number_or_in_capitals(said: str, tmp_path: Path) -> None:
    assert here.grade("start", said, cwd=tmp_path).returncode == 0
    assert [each.name for each in tmp_path.iterdir()] == ["assignment1.ipynb"]


@pytest.mark.parametrize("said", ["7", "one", "", "1.5", "²"])
def test_assignment_that_is_not_there_is_refused_with_the_list(
    said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = complaint("start", said, lang="en", capsys=capsys)
    assert f"There is no assignment '{said}'." in refused
    assert "There are: assignment0, assignment1" in refused


def test_assignment_with_another_word_before_its_number_is_suggested(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "'assignment2'입니까?" in complaint("start", "과제2", lang="ko", capsys=capsys)


def test_assignment_that_is_missing_is_asked_for_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert "There are: assignment0" in complaint("start", lang="en", capsys=capsys)
    assert "있는 과제: assignment0" in complaint("start", lang="ko", capsys=capsys)


# -- a file in its place -----------------------------------------------------------------------------------


def test_file_alone_is_graded_as_the_assignment_of_its_classes(tmp_path: Path) -> None:
    shutil.copy(WRONG, tmp_path / "내 과제.ipynb")
    done = here.grade("내 과제.ipynb", "--no-training", "--points-only", cwd=tmp_path)
    assert "Grading 내 과제.ipynb as assignment1" in done.stderr
    named = here.grade("assignment1", "내 과제.ipynb", "--no-training", "--points-only", cwd=tmp_path)
    assert (done.stdout, done.returncode) == (named.stdout, named.returncode)


def test_folder_alone_is_graded_as_the_assignment_of_its_classes(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    shutil.copy(RIGHT, tmp_path / "work" / "lenet.py")
    done = here.grade("work", "--no-training", "--points-only", cwd=tmp_path)
    assert done.stdout.strip() == "92/100"


@pytest.mark.parametrize(
    ("name", "content", "offered"),
    [
        ("notes.py", "x = 1\n", "grade assignment0 notes.py"),
        (
            "my net.py",
            "import torch.nn as nn\nclass Net(nn.Module):\n    pass\n",
            "grade assignment0 'my net.py'",
        ),
    ],
)
@pytest.mark.skipif(os.name != "posix", reason="quoted for a POSIX shell")
def test_file_alone_that_fits_no_assignment_is_asked_about(
    name: str, content: str, offered: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    done = here.grade(name, cwd=tmp_path)
    assert done.returncode == 2
    assert offered in done.stderr


def test_file_alone_that_does_not_exist_is_said_to_be_missing(tmp_path: Path) -> None:
    done = here.grade("lenet.ipynb", cwd=tmp_path)
    assert done.returncode == 2
    assert "There is no file lenet.ipynb." in done.stderr


# -- help and completion -----------------------------------------------------------------------------------


def test_help_command_shows_what_the_option_shows() -> None:
    assert in_this_process("help").output == in_this_process("--help").output
    assert in_this_process("help", "start").output == in_this_process("start", "--help").output
    assert (
        in_this_process("help", "data", "prepare").output == in_this_process("data", "prepare", "-h").output
    )
    assert in_this_process("help", "assignment1").output == in_this_process("run", "--help").output


def test_help_command_suggests_the_command_that_was_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Did you mean 'start'?" in complaint("help", "strat", lang="en", capsys=capsys)
    assert korean(complaint("help", "strat", lang="ko", capsys=capsys))


def test_short_option_prints_the_version() -> None:
    assert in_this_process("-V").output == in_this_process("--version").output


def test_module_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "grader", "-V"], capture_output=True, text=True, check=True)
    assert done.stdout == in_this_process("-V").output


def complete(line: str, shell: str = "bash") -> list[str]:
    """What the shell is told when Tab is pressed at the end of a line."""
    last = str(line.count(" "))
    done = grade(COMP_WORDS=line, COMP_CWORD=last, _GRADE_COMPLETE=f"{shell}_complete")
    return done.stdout.splitlines()


def test_completion_offers_assignments_wherever_one_is_asked_for() -> None:
    every = [f"plain,assignment{number}" for number in range(4)]
    assert complete("grade as") == every
    assert complete("grade start ") == every
    assert complete("grade batch assignment2") == every[2:3]
    assert complete("grade export github assi") == every


def test_completion_offers_commands_and_files() -> None:
    assert complete("grade do") == ["plain,doctor"]
    assert complete("grade assignment1 ") == ["file,"]
    assert complete("grade run len") == ["file,len"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script_is_printed_for_each_shell(shell: str) -> None:
    assert "_GRADE_COMPLETE" in grade(_GRADE_COMPLETE=f"{shell}_source").stdout
