"""`grade doctor` on this machine, and on one made to look worse."""

import json
from importlib import metadata
from pathlib import Path

import pytest

from grader.base.text import Language
from grader.cli.app import build
from grader.cli.status import run_guarded
from grader.doctor import software
from tests.cli.test_app import korean


def doctor(*args: str, lang: Language) -> int:
    """Run the command in this process, which has torch imported; return its exit status."""
    command = build(lang)
    return run_guarded(
        lambda: command.main(["doctor", *args], prog_name="grade", standalone_mode=False), lang
    )


def test_doctor_command_finds_that_this_machine_can_grade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GRADER_CACHE", str(tmp_path))
    assert doctor("--json", lang="en") == 0
    findings = {each["id"]: each for each in json.loads(capsys.readouterr().out)}
    assert {each["state"] for each in findings.values()} <= {"good", "note"}
    assert {"python", "torch", "device", "process", "confinement", "cache", "cifar10"} <= set(findings)
    assert metadata.version("torch") in findings["torch"]["found"]["en"]
    assert str(tmp_path) in findings["cache"]["found"]["en"]
    assert all(each["advice"] for each in findings.values() if each["state"] == "note")


def test_doctor_command_advises_if_it_cannot_grade_with_status_3(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GRADER_CONFINEMENT", "T9")
    file = tmp_path / "file"
    file.touch()
    monkeypatch.setenv("GRADER_CACHE", str(file / "nowhere"))
    assert doctor(lang="ko") == 3
    said = capsys.readouterr().out
    assert korean(said)
    assert "GRADER_CONFINEMENT=T9" in said
    assert "nowhere" in said


def test_command_that_a_terminal_does_not_find_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    found = software.command()
    assert found.state == "note"
    assert found.advice is not None
    assert "python -m grader" in found.advice.en


def test_requirements_list_missing_and_mismatched_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = ["msgspec<0.1", "no-such-library>=1", "click>=8", 'pytest<1; extra == "dev"']
    installed = type("Installed", (), {"requires": wanted})
    monkeypatch.setattr(software, "_installed", lambda: installed)
    found = {each.title.en: each for each in software.requirements()}
    assert set(found) == {"msgspec", "no-such-library"}
    assert metadata.version("msgspec") in found["msgspec"].found.en
    assert all(each.state == "bad" and each.advice for each in found.values())


def test_requirements_are_all_here() -> None:
    assert list(software.requirements()) == []


def test_grader_that_is_not_installed_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(software, "DISTRIBUTION", "torchgrader-not-here")
    found = software.grader()
    assert (found.state, found.advice) == ("note", software.REINSTALL)
    assert software.python().state == "good"
    assert list(software.requirements()) == []
