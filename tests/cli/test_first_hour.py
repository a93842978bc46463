"""What a student meets in the first hour: an empty folder, other files, two assignments, a full disk."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.base.text import Language
from grader.cli.status import run_guarded
from grader.grading import course
from tests.cli.here import grade
from tests.cli.test_process import RIGHT

LANG_OPTIONS = [("--lang", "en"), ("--lang", "ko")]


@pytest.mark.parametrize("options", LANG_OPTIONS)
def test_empty_folder_names_the_command_to_begin_with(options: tuple[str, ...], tmp_path: Path) -> None:
    done = grade("assignment1", *options, cwd=tmp_path)
    assert done.returncode == 2
    assert "grade start assignment1\n" in done.stderr
    assert str(tmp_path) in done.stderr


def test_empty_folder_says_what_the_files_in_it_are(tmp_path: Path) -> None:
    for name in ("hw.zip", "report.hwp", "lenet.ipynb.txt", "notes.txt"):
        (tmp_path / name).write_bytes(b"x")
    said = grade("assignment1", "--lang", "en", cwd=tmp_path).stderr
    assert "hw.zip is an archive" in said
    assert "report.hwp is a word processor's document" in said
    assert "The name of lenet.ipynb.txt does not end in .ipynb or .py." in said
    assert "notes.txt" not in said


@pytest.mark.parametrize("options", LANG_OPTIONS)
def test_start_command_says_where_the_rules_are(options: tuple[str, ...], tmp_path: Path) -> None:
    said = grade("start", "assignment1", *options, cwd=tmp_path).stderr
    rules = course.current().folder("assignment1") / f"README.{options[1]}.md"
    assert f": {rules}\n" in said
    for command in ("grade assignment1 --no-training\n", "grade check assignment1\n", "grade assignment1\n"):
        assert command in said


def test_four_assignments_in_one_folder_do_not_confuse_it(tmp_path: Path) -> None:
    for name in course.names():
        assert grade("start", name, cwd=tmp_path).returncode == 0
    shutil.copy(RIGHT, tmp_path / "my lenet.py")
    done = grade("assignment1", "--no-training", "--points-only", cwd=tmp_path)
    assert done.stderr == "Grading my lenet.py\n"
    assert done.stdout == "92/100\n"
    done = grade("assignment2", "--no-training", "--points-only", cwd=tmp_path)
    assert done.stderr == "Grading assignment2.ipynb\n"


@pytest.mark.skipif(os.name != "posix", reason="quoted for a POSIX shell")
def test_command_to_run_next_can_be_pasted_whatever_the_folder_is_called(tmp_path: Path) -> None:
    own = tmp_path / "our course's"
    shutil.copytree(course.current().folder("assignment1"), own / "assignments" / "assignment1")
    (own / "reference").mkdir()
    said = grade("start", "assignment1", "--course", own, "--lang", "en", cwd=tmp_path).stderr
    (check,) = (line for line in said.splitlines() if "grade check" in line)
    words = shlex.split(check[check.index("grade check") :])
    assert words == ["grade", "check", "assignment1", "--course", str(own)]


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="there is no disk that is always full")
@pytest.mark.parametrize(("lang", "says"), [("en", "The disk is full."), ("ko", "디스크가 가득 찼습니다.")])
def test_full_disk_is_called_a_full_disk(
    lang: Language, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def work() -> None:
        with Path("/dev/full").open("wb", buffering=0) as file:
            file.write(b"a report")

    assert run_guarded(work, lang) == 3
    said = capsys.readouterr().err
    assert says in said
    assert "grade doctor" in said


@pytest.mark.skipif(os.name != "nt", reason="only Windows refuses a file that another program has open")
def test_report_that_another_program_has_open_is_to_be_closed_there(tmp_path: Path) -> None:
    shutil.copy(RIGHT, tmp_path / "lenet.py")
    with (tmp_path / "report.json").open("w"):
        done = grade("assignment1", "lenet.py", "--no-training", "--json", "report.json", cwd=tmp_path)
    assert done.returncode == 3
    assert "close it there" in done.stderr


@pytest.mark.skipif(os.name != "nt", reason="only Windows refuses a file that another program has open")
def test_submission_that_another_program_has_open_is_to_be_closed_there(tmp_path: Path) -> None:
    file = Path(shutil.copy(RIGHT, tmp_path / "lenet.py"))
    code = (
        "import ctypes, sys\n"
        "ctypes.windll.kernel32.CreateFileW(sys.argv[1], 0x80000000, 0, None, 3, 0, None)\n"
        "print('open', flush=True)\n"
        "sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"open"
        done = grade("assignment1", file, "--no-training", cwd=tmp_path)
    assert done.returncode == 2
    assert "close it there" in done.stderr


@pytest.mark.parametrize("options", LANG_OPTIONS)
def test_start_command_says_what_to_write_where_grade_is_not_found(
    options: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    said = grade("start", "assignment1", *options, cwd=tmp_path).stderr
    assert "python -m grader" in said
    command = tmp_path / ("grade.exe" if os.name == "nt" else "grade")
    command.touch(mode=0o755)
    said = grade("start", "assignment0", *options, cwd=tmp_path).stderr
    assert "python -m grader" not in said


def test_report_for_a_student_ends_without_digests_and_tiers(tmp_path: Path) -> None:
    shutil.copy(RIGHT, tmp_path / "lenet.py")
    own = grade("assignment1", "lenet.py", "--no-training", "--lang", "en", cwd=tmp_path)
    assert "sha256" not in own.stdout
    assert "seccomp" not in own.stdout
    options = ("--official", "--allow-unconfined", "--no-training", "--lang", "en")
    assert "sha256" in grade("assignment1", "lenet.py", *options, cwd=tmp_path).stdout
