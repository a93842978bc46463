"""The exported assessment runs as Autolab runs it: two files beside the student's, and `make`."""

import io
import json
import re
import shutil
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.exports import autolab
from grader.exports.parcel import ExportOrder
from grader.grading import course

from .shells import EXAMPLES, bash, executable, grade

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the image is Linux")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The assessment, with data to train on, and what its image is built from."""
    root = tmp_path_factory.mktemp("autolab")
    data, folder = root / "images.safetensors", root / "exported"
    grade("data", "prepare", "standin", data, "--kind", "cifar10", "--train", "200", "--test", "100")
    grade("export", "autolab", "assignment1", "-o", folder, "--data", data, "--lang", "en")
    return folder


def made(exported: Path, folder: Path, content: bytes, **variables: str) -> list[str]:
    """Do what Autolab does with a hand-in; return the lines that it shows; the last has the scores."""
    assessment = exported / "assignment1"
    about = yaml.safe_load((assessment / "assignment1.yml").read_text(encoding="utf-8"))
    (folder / about["general"]["handin_filename"]).write_bytes(content)
    shutil.copy(assessment / "autograde-Makefile", folder / "Makefile")
    shutil.copy(assessment / "autograde.tar", folder)
    outermost = {"MAKELEVEL": "0", "MAKEFLAGS": ""}  # else a make that runs these tests has it say more
    done = bash("make 2>&1", folder, {"GRADER_HOME": str(exported / "image"), **outermost, **variables})
    assert done.returncode == 0, done.stdout  # make would have the last word otherwise
    return done.stdout.splitlines()


@pytest.mark.parametrize("assignment", ["assignment0", "assignment1", "assignment2", "assignment3"])
def test_autolab_problems_are_the_parts(assignment: str) -> None:
    content = autolab.export(ExportOrder(assignment, (), False, "ko"))
    about = yaml.safe_load(content[f"{assignment}/{assignment}.yml"])
    parts = course.load(assignment).every_part
    assert [problem["name"] for problem in about["problems"]] == [part.id for part in parts]
    points = sum(check.points for part in parts for check in part.checks)
    assert sum(problem["max_score"] for problem in about["problems"]) == pytest.approx(points)
    assert about["general"]["name"] == assignment
    assert 10 <= about["autograder"]["autograde_timeout"] <= 900  # Autolab refuses others


def test_autolab_tar_is_the_same_every_time() -> None:
    first, again = (
        autolab.export(ExportOrder("assignment1", (), False, "ko"))["assignment1/autograde.tar"] for _ in "12"
    )
    assert first == again
    with tarfile.open(fileobj=io.BytesIO(first)) as archive:
        assert sorted(archive.getnames()) == ["grade.sh", "ungraded.json"]


def test_autolab_image_has_what_the_assessment_names(exported: Path) -> None:
    about = yaml.safe_load((exported / "assignment1" / "assignment1.yml").read_text(encoding="utf-8"))
    dockerfile = (exported / "image" / "Dockerfile").read_text(encoding="utf-8")
    assert f"docker build -t {about['autograder']['autograde_image']} ." in dockerfile
    (home,) = re.findall(r"^COPY \. (\S+)/$", dockerfile, re.MULTILINE)
    with tarfile.open(exported / "assignment1" / "autograde.tar") as archive:
        script = archive.extractfile("grade.sh")
        assert script is not None
        assert f"${{GRADER_HOME:-{home}}}" in script.read().decode()
    for tool in ("make", "procps", "bubblewrap"):  # autodriver runs make and pkill
        assert f" {tool} " in dockerfile


@LINUX
@pytest.mark.slow
def test_autolab_scores_a_submission(exported: Path, tmp_path: Path) -> None:
    lines = made(exported, tmp_path, (EXAMPLES / "wrong_kernel_3.ipynb").read_bytes())
    scores: dict[str, Any] = json.loads(lines[-1])["scores"]
    assert list(scores) == ["cnn", "lenet5"]
    assert 0 < sum(scores.values()) < 100
    assert json.loads(lines[-2])["_presentation"] == "semantic"
    assert any("LeNet" in line for line in lines[:-2])


@LINUX
def test_autolab_gives_no_score_without_a_model_and_says_why(exported: Path, tmp_path: Path) -> None:
    notebook = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    lines = made(exported, tmp_path, json.dumps(notebook).encode())
    assert json.loads(lines[-1]) == {"scores": {"cnn": None, "lenet5": None}}
    assert lines[:-1]


@LINUX
def test_autolab_gives_no_score_if_the_grader_is_killed(exported: Path, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    executable(tools / "grade", 'echo \'{"scores": {"cnn": 20}}\'; kill -KILL $$')
    (tmp_path / "job").mkdir()
    lines = made(exported, tmp_path / "job", b"x", PATH=f"{tools}:/usr/bin:/bin")
    assert json.loads(lines[-1]) == {"scores": {"cnn": None, "lenet5": None}}
