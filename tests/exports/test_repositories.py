"""The exported workflow and job are parsed as YAML, and their scripts run in a repository."""

import base64
import json
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from .shells import bash, grade

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the runners are Linux")

HOSTILE = r"""
import torch.nn as nn

class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3072, 10)

    def forward(self, x):
        x = self.fc(x.flatten(1))
        raise RuntimeError("\n::error file=x::owned\n::add-mask::100\n::set-output name=result::x\n@everyone")
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A student's repository; a module in it would like to be imported in place of Python's own."""
    folder = tmp_path / "a repository"
    folder.mkdir()
    (folder / "lenet.py").write_text(HOSTILE, encoding="utf-8")
    (folder / "secrets.py").write_text("def token_hex(n): return 'known'\n", encoding="ascii")
    return folder


class Step:
    """The step that grades, run as the Actions' runner runs it."""

    def __init__(self, repository: Path, **variables: str) -> None:
        grade("export", "github", "assignment1", "-o", repository)
        text = (repository / ".github" / "workflows" / "grade.yml").read_text(encoding="utf-8")
        self.steps: list[dict[str, Any]] = yaml.safe_load(text)["jobs"]["grade"]["steps"]
        (step,) = (step for step in self.steps if step.get("id") == "grade")
        self.summary, self.output = repository.parent / "summary", repository.parent / "output"
        files = {"GITHUB_STEP_SUMMARY": str(self.summary), "GITHUB_OUTPUT": str(self.output)}
        done = bash(step["run"], repository, {"RUNNER_TEMP": str(repository.parent), **files, **variables})
        self.status, self.printed = done.returncode, done.stdout.splitlines()

    def obeyed(self) -> list[str]:
        """The commands among the lines that were printed, but for those between the two marks."""
        found, token = [], None
        for line in map(str.lstrip, self.printed):
            if token is None and line.startswith("::stop-commands::"):
                token = line.removeprefix("::stop-commands::")
                assert len(token) == 64
            elif line == f"::{token}::":
                token = None
            elif token is None and line.startswith("::"):
                found.append(line)
        assert token is None, "commands were never allowed again"
        return found


def test_github_workflow_obeys_nothing_that_a_student_wrote(repository: Path) -> None:
    step = Step(repository)
    assert step.status == 1
    assert len([line for line in step.obeyed() if line.startswith("::error file=lenet.py,line=11,")]) >= 1
    assert {line.split()[0] for line in step.obeyed()} == {"::error"}
    assert not [line for line in step.obeyed() if line.startswith("::error file=x")]
    assert "<code>@everyone</code>" in step.summary.read_text(encoding="utf-8")


def test_github_workflow_hands_classroom_the_score(repository: Path) -> None:
    step = Step(repository)
    name, _, value = step.output.read_text(encoding="ascii").strip().partition("=")
    result = json.loads(base64.b64decode(value))
    assert (name, result["status"], result["max_score"]) == ("result", "fail", 100)
    assert sum(test["score"] for test in result["tests"]) == 0
    reporter = step.steps[-1]
    assert reporter["env"] == {"GRADE_RESULTS": "${{ steps.grade.outputs.result }}"}
    assert reporter["with"] == {"runners": "grade"}


def test_github_workflow_hands_on_no_score_if_none_was_given(repository: Path) -> None:
    step = Step(repository, GRADER_CONFINEMENT="unconfined")
    assert step.status == 3
    assert not step.output.exists()
    assert [line.split()[0] for line in step.obeyed()] == ["::warning"]
    assert "cannot confine" in step.summary.read_text(encoding="utf-8")
    assert "steps.grade.outputs.result != ''" in step.steps[-1]["if"]


def test_github_workflow_has_no_rights_and_expands_no_students_words(repository: Path) -> None:
    grade("export", "github", "assignment1", "-o", repository)
    text = (repository / ".github" / "workflows" / "grade.yml").read_text(encoding="utf-8")
    assert yaml.safe_load(text)["permissions"] == {"contents": "read"}
    assert "github.event" not in text
    assert "%" not in text


def test_gitlab_job_leaves_a_test_report(repository: Path) -> None:
    grade("export", "gitlab", "assignment1", "-o", repository, "--lang", "ko")
    job = yaml.safe_load((repository / ".gitlab-ci.yml").read_text(encoding="utf-8"))["grade"]
    install, run = job["script"]
    assert install.endswith(" .grader/*.whl")
    assert len(list(repository.glob(".grader/*.whl"))) == 1
    assert bash(run, repository).returncode == 1
    assert job["artifacts"]["when"] == "always"
    report = ET.parse(repository / job["artifacts"]["reports"]["junit"])
    failures = [failure.text or "" for failure in report.iter("failure")]
    assert any("::add-mask::100" in text for text in failures)


def test_gitlab_job_takes_the_given_data_along(repository: Path, tmp_path: Path) -> None:
    data = tmp_path / "my data; rm -rf.safetensors"
    grade("data", "prepare", "standin", data, "--kind", "cifar10", "--train", "100", "--test", "50")
    grade("export", "gitlab", "assignment1", "-o", repository, "--data", data)
    assert (repository / ".grader" / "data-1.safetensors").read_bytes() == data.read_bytes()
    job = yaml.safe_load((repository / ".gitlab-ci.yml").read_text(encoding="utf-8"))["grade"]
    assert " --data .grader/data-1.safetensors " in job["script"][1]
