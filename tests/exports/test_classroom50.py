"""The exported autograder runs as Classroom 50's runner runs it, in a student's checkout."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.specifiers import SpecifierSet

from grader.base.errors import StaffError
from grader.base.version import DISTRIBUTION
from grader.exports import classroom50
from grader.exports.parcel import ExportOrder

from .shells import EXAMPLES, grade

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the runner is Linux")

IDENTITY = {
    "CLASSROOM": "cs",
    "ASSIGNMENT": "lenet",
    "SUBMISSION_TAG": "submit/2026-12-01T00-00-00Z-abc",
    "COMMIT_URL": "https://example.org/commit/abc",
    "RELEASE_URL": "https://example.org/release/abc",
}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is published for the assignment, and a Python that borrows libraries: pip has no network."""
    root = tmp_path_factory.mktemp("bundle")
    data = root / "images.safetensors"
    grade("data", "prepare", "standin", data, "--kind", "cifar10", "--train", "200", "--test", "100")
    options = ("--data", data, "--allow-unconfined")
    grade("export", "classroom50", "assignment1", "-o", root / "autograder", *options)
    venv.create(root / "python")
    library = Path(sysconfig.get_path("purelib", "venv", {"base": str(root / "python")}))
    (library / "borrowed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return root


def graded(bundle: Path, checkout: Path) -> tuple[int, str]:
    """Run the autograder in a checkout; return its status, and what it printed."""
    offline = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_FORCE_REINSTALL": "1"}
    done = subprocess.run(
        [bundle / "python" / "bin" / "python", bundle / "autograder" / "autograder.py"],
        cwd=checkout,
        env={**os.environ, **IDENTITY, **offline, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
def test_classroom50_autograder_writes_the_result_and_the_report(bundle: Path, tmp_path: Path) -> None:
    """Whatever the student named like a library, or linked to elsewhere."""
    shutil.copy(EXAMPLES / "wrong_kernel_3.ipynb", tmp_path / "lenet.ipynb")
    (tmp_path / "pip.py").write_text("raise SystemExit(9)\n", encoding="utf-8")
    elsewhere = tmp_path.parent / "precious"
    elsewhere.write_text("kept", encoding="utf-8")
    (tmp_path / "result.json").symlink_to(elsewhere)
    status, said = graded(bundle, tmp_path)
    assert status == 0, said
    result: dict[str, Any] = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    assert result["schema"] == "classroom50/result/v1"
    assert [result[name] for name in ("classroom", "assignment", "review")] == [
        "cs",
        "lenet",
        "https://example.org/commit/abc",
    ]
    assert 0 < result["score"] < result["max-score"] == 100
    assert "LeNet-5" in (tmp_path / "release-body.md").read_text(encoding="utf-8")
    assert elsewhere.read_text(encoding="utf-8") == "kept"


@pytest.mark.slow
def test_classroom50_autograder_scores_nothing_without_a_model(bundle: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.py").write_text("x = 1\n", encoding="utf-8")
    status, said = graded(bundle, tmp_path)
    assert status == 2, said
    assert not (tmp_path / "result.json").exists()


def test_classroom50_refuses_more_data_than_it_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(classroom50, "MOST_BYTES", 1000)
    with pytest.raises(StaffError, match="10 MB"):
        classroom50.export(ExportOrder("assignment1", (), False, "en"))


def test_classroom50_names_a_python_that_the_grader_supports() -> None:
    supported = SpecifierSet(metadata(DISTRIBUTION)["Requires-Python"])
    assert str(classroom50.RUNTIME["python"]) in supported
