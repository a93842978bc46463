"""`grade doctor` on this machine, and on what is made to look like a worse one."""

import json
from importlib import metadata
from pathlib import Path

import pytest

from grader.doctor import software
from tests.cli.test_commands import korean
from tests.cli.test_process import grade


@pytest.mark.slow
def test_this_machine_can_grade(tmp_path: Path) -> None:
    done = grade("doctor", "--json", GRADER_CACHE=str(tmp_path))
    findings = {each["id"]: each for each in json.loads(done.stdout)}
    assert (done.returncode, done.stderr) == (0, "")
    assert {each["state"] for each in findings.values()} <= {"good", "note"}
    assert {"python", "torch", "device", "process", "confinement", "cache", "cifar10"} <= set(findings)
    assert metadata.version("torch") in findings["torch"]["found"]["en"]
    assert str(tmp_path) in findings["cache"]["found"]["en"]
    assert all(each["advice"] for each in findings.values() if each["state"] == "note")


@pytest.mark.slow
def test_what_keeps_it_from_grading_is_status_3_with_advice() -> None:
    done = grade("doctor", "--lang", "ko", GRADER_CONFINEMENT="T9", GRADER_CACHE="/proc/nowhere")
    assert done.returncode == 3
    assert korean(done.stdout)
    assert "GRADER_CONFINEMENT=T9" in done.stdout
    assert "/proc/nowhere" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_libraries_that_are_missing_or_of_other_versions_are_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = ["msgspec<0.1", "no-such-library>=1", "click>=8", 'pytest<1; extra == "dev"']
    monkeypatch.setattr(metadata, "requires", lambda _: wanted)
    found = {each.title.en: each for each in software.requirements()}
    assert set(found) == {"msgspec", "no-such-library"}
    assert metadata.version("msgspec") in found["msgspec"].found.en
    assert all(each.state == "bad" and each.advice for each in found.values())


def test_all_that_is_required_is_here() -> None:
    assert list(software.requirements()) == []
