"""Students get everything they need, and no line of a solution."""

import ast
import json
import zipfile
from pathlib import Path

import pytest

from grader.authoring import build, lab_sheet, release
from grader.authoring.expectations import checks
from grader.base.errors import StaffError
from grader.base.text import LANGUAGES, Language
from grader.checks.assignment import Assignment
from grader.grading import course
from tests.authoring.conftest import edit
from tests.hosts import shared


@pytest.fixture(scope="module", params=course.names())
def released(request: pytest.FixtureRequest) -> tuple[Assignment, dict[str, bytes]]:
    assignment = course.load(request.param)
    return assignment, release.bundle(assignment, shared())


def solution(assignment: Assignment) -> set[str]:
    """The lines of the reference that students do not get."""
    cells = lab_sheet.read(build.source(assignment))
    whole, given = (
        {line.strip() for cell in each for line in cell.text.splitlines()}
        for each in (cells, lab_sheet.for_students(cells, "en"))
    )
    return {line for line in whole - given if "SOLUTION" not in line and len(line) > len("return x")}


def test_bundle_holds_no_line_of_the_solution(released: tuple[Assignment, dict[str, bytes]]) -> None:
    assignment, files = released
    secret = solution(assignment)
    assert len(secret) >= 10
    assert any(line.startswith("self.") for line in secret)
    for name, content in files.items():
        text = content.decode()
        plain = text.replace('\\"', '"')  # as a notebook's JSON has it
        assert [line for line in secret if line in plain] == [], name
        assert "SOLUTION" not in text, name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_bundle_notebook_has_neither_outputs_nor_metadata(
    lang: Language, released: tuple[Assignment, dict[str, bytes]]
) -> None:
    assignment, files = released
    notebook = json.loads(files[f"{assignment.id}/{course.template_name(lang, '.ipynb')}"])
    assert notebook["metadata"].keys() == {"kernelspec", "language_info"}
    assert len(notebook["cells"]) > 5
    for cell in notebook["cells"]:
        assert cell["metadata"] == {}
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None


def test_bundle_holds_what_is_needed_and_nothing_else(
    released: tuple[Assignment, dict[str, bytes]],
) -> None:
    assignment, files = released
    own = {f"assignments/{assignment.id}/{path.name}" for path in assignment.here.glob("*.py")}
    templates = {f"template{lang}.{kind}" for lang in ("", ".en") for kind in ("ipynb", "py")}
    own -= {f"assignments/{assignment.id}/{name}" for name in ("variants.py", "mistakes.py", *templates)}
    top = {"README.ko.md", "README.en.md", "calibration.md", *templates}
    graphs = {f"assignments/{assignment.id}/references.json"}
    assert set(files) == {f"{assignment.id}/{name}" for name in top | own | graphs}
    for name, content in files.items():
        if name.endswith(".py"):
            ast.parse(content)


def test_bundle_is_a_course_that_grades_as_the_original(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = course.load("assignment3")
    release.write(release.bundle(original, shared()), tmp_path / "out")
    monkeypatch.setenv(course.COURSE, str(tmp_path / "out"))
    found = course.load("assignment3")
    assert found.here == tmp_path / "out" / "assignments" / "assignment3"
    assert [check.id for check in checks(found)] == [check.id for check in checks(original)]
    assert found.references == original.references
    with pytest.raises(StaffError, match="no reference"):
        build.source(found)


def test_release_hands_out_what_checks_import_and_no_solution(fresh: Path) -> None:
    here = fresh / "assignments" / "fresh"
    edit(here / "assignment.py", "from grader.base.text", "from .helpers import sizes\nfrom grader.base.text")
    (here / "helpers").mkdir()
    (here / ".ipynb_checkpoints").mkdir()
    for name in (
        "helpers/sizes.py",
        "mistakes.py",
        "variants.py",
        ".ipynb_checkpoints/variants-checkpoint.py",
    ):
        (here / name).touch()
    files = release.bundle(course.load("fresh"), shared())
    code = {Path(name).name for name in files if name.endswith(".py")}
    assert code == {"assignment.py", "sizes.py", "template.py", "template.en.py"}


def test_release_write_zips_one_folder_and_overwrites_nothing(tmp_path: Path) -> None:
    files = release.bundle(course.load("assignment1"), shared())
    release.write(files, tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files
    with pytest.raises(StaffError, match="there already"):
        release.write(files, tmp_path / "out.zip")
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "template.py").write_text("a student's work")
    with pytest.raises(StaffError, match="there already"):
        release.write(files, tmp_path / "work")
    assert (tmp_path / "work" / "template.py").read_text(encoding="utf-8") == "a student's work"


def test_lab_sheet_drops_outputs_attachments_and_metadata(tmp_path: Path) -> None:
    """A teacher's own notebook is full of traces of its solution."""
    secret = "SECRET_ANSWER = nn.Linear(5, 10)"
    cell = {
        "cell_type": "code",
        "metadata": {"tags": [secret], "nbgrader": {"solution": True, "grade_id": secret}},
        "execution_count": 3,
        "outputs": [{"output_type": "stream", "name": "stdout", "text": [secret]}],
        "source": ["x = 1\n", "### BEGIN SOLUTION\n", secret, "\n### END SOLUTION"],
    }
    notebook = {"cells": [cell], "metadata": {"hint": secret}, "nbformat": 4, "nbformat_minor": 4}
    file = tmp_path / "solved.ipynb"
    file.write_text(json.dumps(notebook), encoding="utf-8")
    given = lab_sheet.for_students(lab_sheet.read(file), "ko")
    assert "x = 1" in lab_sheet.notebook(given)
    assert "SECRET" not in lab_sheet.notebook(given) + lab_sheet.script(given)
