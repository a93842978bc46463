"""The exported question is what PrairieLearn takes; its script grades in a folder laid out like /grade."""

import json
import re
import shutil
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from grader.exports import prairielearn
from grader.exports.parcel import ExportOrder

from .shells import EXAMPLES, bash, executable, grade

INFO = {
    "type": "object",
    "additionalProperties": False,
    "required": ["uuid", "type", "title", "topic"],
    "properties": {
        "uuid": {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"},
        "type": {"const": "v3"},
        "title": {"type": "string"},
        "topic": {"type": "string"},
        "gradingMethod": {"enum": ["Internal", "External", "Manual"]},
        "singleVariant": {"type": "boolean"},
        "showCorrectAnswer": {"type": "boolean"},
        "externalGradingOptions": {
            "type": "object",
            "additionalProperties": False,
            "required": ["image", "entrypoint"],
            "properties": {
                "image": {"type": "string"},
                "entrypoint": {"type": "string", "pattern": "^/"},
                "timeout": {"type": "integer", "maximum": 600},
                "enableNetworking": {"type": "boolean"},
            },
        },
    },
}
"""What PrairieLearn's `infoQuestion.json` (88fb8556a7, 2026-08-21) says about the properties used here;
it knows others, but takes none that it does not know. The limit on time is from its documentation."""


@pytest.fixture(scope="module")
def question(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The question's folder, with data to train on."""
    root = tmp_path_factory.mktemp("prairielearn")
    data, folder = root / "images.safetensors", root / "question"
    grade("data", "prepare", "standin", data, "--kind", "cifar10", "--train", "200", "--test", "100")
    grade("export", "prairielearn", "assignment1", "-o", folder, "--data", data, "--image", "cs101/lenet")
    return folder


def info(order: ExportOrder) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(prairielearn.export(order)["info.json"])
    return found


def graded(question: Path, folder: Path, name: str, content: bytes, **variables: str) -> dict[str, Any]:
    """Hand a file in, and run what PrairieLearn runs; return results.json."""
    (folder / "student").mkdir()
    (folder / "student" / name).write_bytes(content)
    done = bash(question / "image" / "grade.sh", folder, {"GRADE_ROOT": str(folder), **variables})
    assert done.returncode == 0, done.stderr  # PrairieLearn reads nothing otherwise
    results: dict[str, Any] = json.loads((folder / "results" / "results.json").read_text(encoding="utf-8"))
    return results


@pytest.mark.parametrize("assignment", ["assignment0", "assignment1", "assignment2", "assignment3"])
def test_prairielearn_info_fits_the_schema(assignment: str) -> None:
    about = info(ExportOrder(assignment, (), False, "ko"))
    jsonschema.validate(about, INFO)
    assert about["gradingMethod"] == "External"
    assert about["externalGradingOptions"]["enableNetworking"]  # the images are to be downloaded


def test_prairielearn_question_keeps_its_identity() -> None:
    first = info(ExportOrder("assignment1", (), False, "ko"))["uuid"]
    again = info(ExportOrder("assignment1", (), True, "en"))["uuid"]
    other = info(ExportOrder("assignment2", (), False, "ko"))["uuid"]
    assert first == again
    assert first != other


def test_prairielearn_question_takes_notebooks_and_scripts(question: Path) -> None:
    found: list[tuple[str, dict[str, str | None]]] = []

    class Page(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, dict(attrs)))

    Page().feed((question / "question.html").read_text(encoding="utf-8"))
    elements = dict(found)
    assert elements["pl-file-upload"] == {"optional-file-patterns": "*.ipynb, *.py"}
    assert {"pl-question-panel", "pl-submission-panel", "pl-external-grader-results"} <= elements.keys()


def test_prairielearn_image_has_what_the_question_names(question: Path) -> None:
    options = json.loads((question / "info.json").read_text(encoding="utf-8"))["externalGradingOptions"]
    dockerfile = (question / "image" / "Dockerfile").read_text(encoding="utf-8")
    assert options["image"] == "cs101/lenet"
    assert "docker build --platform linux/amd64 -t cs101/lenet ." in dockerfile
    assert f'ENTRYPOINT ["{options["entrypoint"]}"]' in dockerfile
    (home,) = re.findall(r"^COPY \. (\S+)/$", dockerfile, re.MULTILINE)
    assert options["entrypoint"] == f"{home}/grade.sh"
    assert not options["enableNetworking"]
    built_from = {path.name for path in (question / "image").iterdir()}
    wheels = {name for name in built_from if name.endswith(".whl")}
    assert built_from - wheels == {"Dockerfile", "data-1.safetensors", "grade.sh", "ungraded.json"}
    assert len(wheels) == 1


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the image is Linux")
def test_prairielearn_script_scores_a_submission(question: Path, tmp_path: Path) -> None:
    name = "wrong_kernel_3.ipynb"
    results = graded(question, tmp_path, "내 과제.ipynb", (EXAMPLES / name).read_bytes())
    assert results["gradable"] is True
    assert 0 < results["score"] < 1
    assert sum(test["max_points"] for test in results["tests"]) == 100
    assert sum(test["points"] for test in results["tests"]) == pytest.approx(100 * results["score"])


@pytest.mark.skipif(sys.platform != "linux", reason="the image is Linux")
def test_prairielearn_script_says_why_there_is_nothing_to_grade(question: Path, tmp_path: Path) -> None:
    results = graded(question, tmp_path, "hw.py", b"x = 1\n")
    assert results["gradable"] is False
    assert "score" not in results
    assert results["format_errors"]


@pytest.mark.skipif(sys.platform != "linux", reason="the image is Linux")
def test_prairielearn_script_costs_no_attempt_if_the_grader_is_killed(question: Path, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    executable(tools / "grade", "kill -KILL $$")
    shutil.copytree(question, tmp_path / "question")
    (tmp_path / "grade").mkdir()
    variables = {"PATH": f"{tools}:/usr/bin:/bin"}
    done = bash(
        tmp_path / "question" / "image" / "grade.sh",
        tmp_path,
        {"GRADE_ROOT": str(tmp_path / "grade"), **variables},
    )
    assert (done.returncode, done.stdout) == (0, "grade ended with status 137\n")
    results = json.loads((tmp_path / "grade" / "results" / "results.json").read_text(encoding="utf-8"))
    assert results["gradable"] is False
    assert "score" not in results
