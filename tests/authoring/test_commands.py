"""The authors' commands, run as processes on a separate course."""

import signal
import subprocess
from itertools import takewhile
from pathlib import Path

import pytest

from grader.authoring.validate import validate
from grader.grading import course
from tests.authoring.conftest import edit
from tests.authoring.test_course import graded
from tests.cli.here import grade
from tests.cli.test_process import COMMAND, environment, posix
from tests.hosts import shared
from tests.marks import LINKS, PROC


@posix
def test_validate_command_shows_what_it_found_before_ctrl_c(fresh: Path) -> None:
    example = fresh / "assignments" / "fresh" / "examples" / "right_functional.py"
    edit(example, "    def forward(self, x):\n", "    def forward(self, x):\n        while True: pass\n")
    process = subprocess.Popen(
        [*COMMAND, "validate", "fresh", "--no-training"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment(PYTHONUNBUFFERED="1"),
    )
    assert process.stdout is not None
    shown = list(takewhile(lambda line: "template.py" not in line, process.stdout))
    process.send_signal(signal.SIGINT)
    rest, said = process.communicate(timeout=60)
    assert (process.returncode, rest) == (130, "")
    assert said == "Stopped. The rules that do not stand above were not tried.\n"
    assert any(line.startswith("✓ The reference gets full marks") for line in shown)


def test_new_command_says_what_comes_next_ready_to_type(tmp_path: Path) -> None:
    done = grade("new", "assignment4", "--dir", "새 과목 1", cwd=tmp_path)
    assert done.returncode == 0
    assert "`grade validate assignment4 --course '새 과목 1'`" in done.stderr
    again = grade("new", "assignment4", "--dir", "새 과목 1", cwd=tmp_path)
    assert (again.returncode, again.stdout) == (3, "")
    assert "is there already" in again.stderr


@PROC
def test_new_command_names_the_option_of_an_unwritable_folder() -> None:
    done = grade("new", "assignment4", "--dir", "/proc/self/course")
    assert done.returncode == 3
    assert "give --dir another path" in done.stderr


@LINKS
def test_start_command_in_a_course_names_it_in_what_comes_next(
    fresh: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path_factory.mktemp("집")
    assert "grade check fresh\n" in grade("start", "fresh", cwd=home).stderr  # GRADER_COURSE names it
    monkeypatch.delenv(course.COURSE)
    own = home / "내 과목"
    own.symlink_to(fresh)
    script = grade("start", "fresh", "--script", "--course", "내 과목", cwd=home)
    assert f"grade check fresh --course {fresh}\n" in script.stderr
    there = grade("start", "fresh", "--course", "내 과목", cwd=home)
    assert f"grade fresh --course {fresh} fresh.ipynb\n" in there.stderr


def test_start_command_and_validate_report_a_missing_template(fresh: Path) -> None:
    here = fresh / "assignments" / "fresh"
    (here / "template.ipynb").unlink()
    done = grade("start", "fresh", "--lang", "ko", cwd=fresh)
    assert done.returncode == 0  # the English one
    assert (fresh / "fresh.ipynb").read_bytes() == (here / "template.en.ipynb").read_bytes()
    kept = (here / "template.en.ipynb").read_bytes()
    (here / "template.en.ipynb").unlink()
    done = grade("start", "fresh", cwd=fresh)
    assert done.returncode == 3
    assert "`grade build fresh`" in done.stderr
    (here / "template.en.ipynb").write_bytes(kept)
    found = list(validate(course.load("fresh"), graded, shared(), training=False))
    broken = [detail.en for each in found if each.status == "broken" for detail in each.details]
    assert broken == ["template.ipynb differs; make it anew with `grade build fresh`."]


def test_release_command_refuses_what_validate_finds_broken(fresh: Path, tmp_path: Path) -> None:
    edit(fresh / "assignments" / "fresh" / "mistakes.py", "logits failed", "accuracy failed")
    done = grade("release", "fresh", "-o", str(tmp_path / "fresh.zip"))
    assert done.returncode == 3
    assert "breaks a rule. Every check is failed by an example or a mistake: logits" in " ".join(
        done.stderr.split()
    )
    assert "grade validate fresh --no-training" in done.stderr
    assert not (tmp_path / "fresh.zip").exists()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["function", "loop", "data"])
def test_new_assignment_of_another_kind_keeps_every_rule(kind: str, tmp_path: Path) -> None:
    made = grade("new", "hw", "--kind", kind, "--dir", "course", cwd=tmp_path)
    assert made.returncode == 0, made.stderr

    validated = grade("validate", "hw", "--course", "course", "--no-training", cwd=tmp_path)

    assert validated.returncode == 0, validated.stdout
