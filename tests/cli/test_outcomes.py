"""What the command writes where, and the status that it ends with."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.here import grade
from tests.cli.test_process import RIGHT, WRONG


def test_grade_command_puts_json_in_the_place_of_the_report() -> None:
    done = grade("assignment1", WRONG, "--no-training", "--json", "-")
    assert json.loads(done.stdout)["assignment"] == "assignment1"
    assert done.returncode == 1


def test_grade_command_without_a_file_says_which_one_it_took(tmp_path: Path) -> None:
    (tmp_path / "내 과제 [1].py").write_bytes(RIGHT.read_bytes())
    done = grade("assignment1", "--no-training", "--points-only", cwd=tmp_path)
    assert done.stderr == "Grading 내 과제 [1].py\n"
    assert done.stdout == "92/100\n"


def test_grade_command_in_an_empty_folder_is_status_2(tmp_path: Path) -> None:
    done = grade("assignment1", "--lang", "ko", cwd=tmp_path)
    assert (done.stdout, done.returncode) == ("", 2)
    assert "Traceback" not in done.stderr


def test_grade_command_suggests_an_assignment_with_status_2() -> None:
    done = grade("asignment1", RIGHT)
    assert "Did you mean 'assignment1'?" in done.stderr
    assert (done.stdout, done.returncode) == ("", 2)


def test_grade_command_with_unusable_data_is_status_3(tmp_path: Path) -> None:
    done = grade("assignment1", RIGHT, "--data", tmp_path / "missing")
    assert done.returncode == 3
    assert "missing" in done.stderr
    assert "Total" not in done.stdout


def test_grade_command_reports_before_status_3_on_unwritable_json(tmp_path: Path) -> None:
    done = grade("assignment1", WRONG, "--no-training", "--json", tmp_path / "missing" / "out.json")
    assert done.returncode == 3
    assert "\nTotal " in done.stdout
    assert "could not be written" in done.stderr


def test_grade_command_writes_the_reports_it_can_with_status_3(tmp_path: Path) -> None:
    lost, junit, scope = tmp_path / "missing" / "a.xml", tmp_path / "a.xml", tmp_path / "results.json"
    wanted = [f"--report={name}={file}" for name, file in (("junit", lost), ("junit", junit))]
    done = grade("assignment1", WRONG, "--no-training", *wanted, "--report", f"gradescope={scope}")
    assert done.returncode == 3
    assert "\nTotal " in done.stdout
    assert "could not be written" in done.stderr
    assert len(ET.parse(junit).findall(".//testcase")) == len(json.loads(scope.read_text("utf-8"))["tests"])


def test_grade_command_puts_a_report_in_the_terminals_place() -> None:
    done = grade("assignment1", WRONG, "--no-training", "--report", "autolab=-")
    assert list(json.loads(done.stdout.splitlines()[-1])["scores"]) == ["cnn", "lenet5"]
    assert done.returncode == 1


@pytest.mark.parametrize(("content", "data", "status"), [(b"x = 1\n", "standin", 2), (None, "missing", 3)])
def test_grade_command_tells_other_systems_nothing_was_graded(
    content: bytes | None, data: str, status: int, tmp_path: Path
) -> None:
    file, results = tmp_path / "lenet.py", tmp_path / "results.json"
    file.write_bytes(RIGHT.read_bytes() if content is None else content)
    done = grade("assignment1", file, "--data", data, "--report", f"gradescope={results}", cwd=tmp_path)
    assert done.returncode == status
    record = json.loads(results.read_text(encoding="utf-8"))
    assert record.get("score") == (0 if status == 2 else None)
    assert record["output"].splitlines()[0] in done.stderr


def test_data_command_makes_a_file_for_staff_to_hand_out(tmp_path: Path) -> None:
    from grader.datasets import load

    file = tmp_path / "데이터.safetensors"
    done = grade("data", "prepare", "standin", file, "--train", "100", "--test", "50", "--lang", "en")
    assert (done.stdout, done.returncode) == ("", 0)
    assert done.stderr.startswith(f"Made '{file}'")
    data = load("cifar10", [str(file)], train=100, test=50)
    assert (len(data.train_labels), len(data.test_labels)) == (100, 50)


def test_export_command_without_all_its_data_is_refused(tmp_path: Path) -> None:
    data, archive = tmp_path / "data.safetensors", tmp_path / "autograder.zip"
    prepared = ("--kind", "cifar10", "--train", "100", "--test", "50")
    assert grade("data", "prepare", "standin", data, *prepared).returncode == 0
    done = grade("export", "gradescope", "assignment0", "-o", archive, "--data", data)
    assert (done.returncode, done.stdout) == (3, "")
    assert "The data lacks what assignment0 needs: mnist" in done.stderr
    assert not archive.exists()


def test_export_command_that_cannot_write_is_status_3(tmp_path: Path) -> None:
    done = grade("export", "gradescope", "assignment1", "-o", tmp_path / "missing" / "a.zip")
    assert (done.returncode, done.stdout) == (3, "")
    assert "could not be written" in done.stderr


@pytest.mark.parametrize("content", [None, b"", b"\x7fELF\x00\xff"])
def test_grade_command_with_nothing_to_grade_is_status_2(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "lenet.py"
    if content is not None:
        file.write_bytes(content)
    done = grade("assignment1", file, "--no-training")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "lenet.py" in done.stderr
    assert "Traceback" not in done.stderr


def test_official_option_is_refused_unconfined_unless_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADER_CONFINEMENT", "unconfined")
    refused = grade("assignment1", WRONG, "--no-training", "--official")
    assert (refused.returncode, refused.stdout) == (3, "")
    assert "--allow-unconfined" in refused.stderr
    command = ("assignment1", WRONG, "--no-training", "--official", "--allow-unconfined", "--json", "-")
    allowed = json.loads(grade(*command).stdout)
    assert allowed["official"]
    assert "ran unconfined" in " ".join(notice["en"] for notice in allowed["notices"])
    assert "unconfined" in allowed["confinement"]["en"]
