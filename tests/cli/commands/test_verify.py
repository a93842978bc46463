"""`grade verify` confirms that a report is what grading its file gives, or shows where it is not."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.here import grade
from tests.cli.test_app import korean
from tests.cli.test_process import WRONG


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a submission and its report."""
    folder = tmp_path_factory.mktemp("graded")
    shutil.copy(WRONG, folder / "lenet.ipynb")
    done = grade("assignment1", "lenet.ipynb", "--no-training", "--json", "report.json", cwd=folder)
    assert done.returncode == 1
    return folder


@pytest.fixture
def folder(graded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(graded, tmp_path, dirs_exist_ok=True))


def change(folder: Path, *path: str | int, value: Any) -> None:
    report = json.loads((folder / "report.json").read_bytes())
    place = report
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")


def test_verify_command_finds_nothing_amiss_in_a_true_report(folder: Path) -> None:
    done = grade("verify", "report.json", "--lang", "en", cwd=folder)
    assert done.returncode == 0
    assert "The report is what grading this file gives." in done.stdout


def test_verify_command_finds_points_that_were_raised(folder: Path) -> None:
    change(folder, "earned", value=100.0)
    done = grade("verify", "report.json", "--lang", "en", cwd=folder)
    assert done.returncode == 1
    assert "the report says 100 / 100" in done.stdout
    assert "is not what grading this file gives" in done.stdout


def test_verify_command_finds_what_does_not_change_the_score(folder: Path) -> None:
    change(folder, "parts", 1, "results", 2, "message", "en", value="All is well.")
    done = grade("verify", "report.json", "--lang", "ko", cwd=folder)
    assert done.returncode == 1
    assert "parts[1].results[2].message.en" in done.stdout
    assert korean(done.stdout)


def test_verify_command_finds_another_grader(folder: Path) -> None:
    change(folder, "provenance", "installation", "grader", value="0" * 64)
    done = grade("verify", "report.json", "--lang", "en", cwd=folder)
    assert done.returncode == 1
    assert "another grader: 0.1.0 (000000000000)" in done.stdout
    assert "The score is the same" in done.stdout


def test_verify_command_finds_another_file(folder: Path) -> None:
    file = folder / "lenet.ipynb"
    text = file.read_text(encoding="utf-8").replace("nn.Conv2d(3, 6, 3)", "nn.Conv2d(3, 6, 5)")
    file.write_text(text, encoding="utf-8")
    done = grade("verify", "report.json", file, "--lang", "en", cwd=folder)
    assert done.returncode == 1
    assert "not the one that was graded" in done.stdout


def test_verify_command_says_which_file_is_missing(folder: Path) -> None:
    (folder / "lenet.ipynb").unlink()
    done = grade("verify", "report.json", "--lang", "en", cwd=folder)
    assert done.returncode == 2
    assert "lenet.ipynb, is not here" in done.stderr


@pytest.mark.parametrize("content", [b"", b"{}", b"[1, 2]", b"\xff", b'{"format": 2}'])
def test_verify_command_refuses_what_is_no_report(folder: Path, content: bytes) -> None:
    (folder / "report.json").write_bytes(content)
    done = grade("verify", "report.json", "--lang", "en", cwd=folder)
    assert done.returncode == 2
    assert "is no report in JSON" in done.stderr
    assert "Traceback" not in done.stderr
