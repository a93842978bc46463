"""The exported zip's own scripts set up and grade in a folder laid out like Gradescope's container."""

import json
import re
import shutil
import sys
import sysconfig
import zipfile
from pathlib import Path
from typing import Any

import pytest

from grader.confinement.tiers import possible

from .shells import EXAMPLES, bash, executable, grade

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the container is Linux"),
    pytest.mark.slow,
]

METADATA = {
    "created_at": "2020-12-03T01:00:00.000000+09:00",
    "assignment": {"due_date": "2020-12-01T23:59:00.000000+09:00"},
}


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Gradescope builds from the zip; its libraries are borrowed, since pip has no network here."""
    root = tmp_path_factory.mktemp("autograder")
    data, archive = root / "standin.safetensors", root / "autograder.zip"
    grade("data", "prepare", "standin", data, "--kind", "cifar10", "--train", "500", "--test", "100")
    grade("export", "gradescope", "assignment1", "-o", archive, "--data", data, "--lang", "ko")
    with zipfile.ZipFile(archive) as file:
        file.extractall(root / "source")
        runnable = [entry.filename for entry in file.infolist() if entry.external_attr >> 16 & 0o111]
    assert runnable == ["setup.sh", "run_autograder"]
    tools = root / "tools"
    executable(tools / "apt-get", "exit 0")
    executable(tools / "python3", f"exec '{Path(sys.executable).resolve()}' \"$@\"")
    variables = {"AUTOGRADER_ROOT": str(root), "PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1"}
    done = bash(root / "source" / "setup.sh", root, variables, first=tools)
    assert done.returncode == 0, done.stderr
    library = Path(sysconfig.get_path("purelib", "venv", {"base": str(root / "venv")}))
    borrowed = [path for path in sys.path if Path(path).name == "site-packages"]
    (library / "borrowed.pth").write_text("\n".join(borrowed), encoding="utf-8")
    shutil.copy(root / "source" / "run_autograder", root / "run_autograder")
    return root


def graded(container: Path, content: bytes, **variables: str) -> tuple[dict[str, Any], str]:
    """Hand something in; return results.json, and what the autograder printed."""
    submission = container / "submission"
    shutil.rmtree(submission, ignore_errors=True)
    submission.mkdir()
    (submission / "내 과제.py").write_bytes(content)
    (container / "submission_metadata.json").write_text(json.dumps(METADATA), encoding="ascii")
    done = bash(container / "run_autograder", container, {"AUTOGRADER_ROOT": str(container), **variables})
    assert done.returncode == 0, done.stderr
    results = json.loads((container / "results" / "results.json").read_text(encoding="utf-8"))
    return results, done.stdout


def test_gradescope_grades_officially_in_every_tier_there_is(container: Path) -> None:
    right = (EXAMPLES / "right_functional.py").read_bytes()
    tiers = [tier for tier in possible() if tier.warm]
    if not tiers:
        pytest.skip("this machine cannot confine")
    scores = set()
    for tier in tiers:
        results, printed = graded(container, right, GRADER_CONFINEMENT=tier.name)
        assert results["output"].startswith("총점: ")
        assert "2일 지각입니다. 감점은 없습니다." in results["output"]  # the assignment has no late policy
        assert re.search(rf"격리\s+{tier.name}\(", printed)
        assert sum(test["score"] for test in results["tests"]) == pytest.approx(results["score"])
        assert sum(test["max_score"] for test in results["tests"]) == 100
        assert {test["visibility"] for test in results["tests"]} == {"visible"}
        scores.add(results["score"])
    (score,) = scores
    assert 92 <= score <= 100  # so few images do not promise the points for accuracy


def test_gradescope_grades_with_the_grader_from_the_zip(container: Path) -> None:
    found = bash("python -c 'import grader; print(grader.__file__)'", container, first=container / "venv/bin")
    assert found.stdout.startswith(str(container / "venv"))


def test_gradescope_scores_zero_without_a_model_and_says_why(container: Path) -> None:
    results, _ = graded(container, b"x = 1\n")
    assert results["score"] == 0
    assert "모델" in results["output"]


def test_gradescope_gives_no_score_on_a_machine_that_cannot_confine(container: Path) -> None:
    right = (EXAMPLES / "right_functional.py").read_bytes()
    results, _ = graded(container, right, GRADER_CONFINEMENT="unconfined")
    assert "score" not in results
    assert "공식 채점" in results["output"]


def test_gradescope_gives_no_score_if_the_grader_is_killed(container: Path, tmp_path: Path) -> None:
    (tmp_path / "source").symlink_to(container / "source")
    executable(tmp_path / "venv" / "bin" / "grade", "kill -KILL $$")
    shutil.copy(container / "run_autograder", tmp_path)
    results, printed = graded(tmp_path, b"x = 1\n")
    assert "score" not in results
    assert "중단" in results["output"]
    assert printed.endswith("grade ended with status 137\n")
