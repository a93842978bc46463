"""The material of an assignment: its templates, its students' pages, and its unpublished reference."""

import ast
import json
import re
import textwrap
from pathlib import Path

import pytest

from grader import intake
from grader.authoring import build
from grader.authoring.calibration.measured import verdicts
from grader.authoring.examples import examples
from grader.authoring.expectations import checks
from grader.authoring.validate import find_unlisted
from grader.base.text import LANGUAGES, Language
from grader.checks.assignment import Assignment
from grader.checks.evidence import Curve
from grader.grading.course import template_name
from grader.records.report import Report
from tests.assignments.conftest import Grade
from tests.hosts import shared

TEMPLATES = ("template.ipynb", "template.py", "template.en.ipynb", "template.en.py")


def code(path: Path) -> str:
    if path.suffix == ".py":
        return path.read_text(encoding="utf-8")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def not_passed(report: Report) -> dict[str, str]:
    results = [result for part in report.parts for result in part.results]
    return {result.id: result.status for result in results if result.status != "passed"}


def untrained(assignment: Assignment) -> dict[str, str]:
    """The checks that a training would answer."""
    return {check.id: "skipped" for check in checks(assignment) if Curve in check.evidence}


def test_reference_passes_every_check_that_needs_no_training(assignment: Assignment, graded: Grade) -> None:
    report = graded(build.source(assignment))
    assert not_passed(report) == untrained(assignment)
    assert report.points == 100


def test_build_makes_what_is_committed(assignment: Assignment) -> None:
    for name, content in build.make_files(assignment, shared()).items():
        assert (assignment.here / name).read_bytes() == content, f"run: grade build {assignment.id}"


def test_thresholds_follow_from_what_was_measured(assignment: Assignment) -> None:
    found = list(verdicts(assignment))
    assert any(verdict.kind == "held" for verdict in found)
    assert [verdict.about.en for verdict in found if verdict.kind == "refuted"] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_left_empty_earns_nothing_and_says_so_kindly(
    name: str, assignment: Assignment, graded: Grade
) -> None:
    template = assignment.here / name
    assert not any(candidate.written for candidate in intake.read(template).candidates)
    report = graded(template)
    assert report.earned == 0
    for part, asked in zip(report.parts, assignment.parts, strict=True):
        runs, *others = part.results
        assert runs.message is not None
        assert runs.hint is not None
        assert "비어 있습니다" in runs.message.ko
        assert runs.message.en == f"{asked.model} is still empty."
        assert runs.hint.ko != runs.hint.en
        assert runs.at[0].text == f"class {asked.model}(nn.Module):"
        assert {other.status for other in others} == {"blocked"}


def test_templates_hold_the_same_program(assignment: Assignment) -> None:
    assert len({ast.dump(ast.parse(code(assignment.here / name))) for name in TEMPLATES}) == 1


def test_templates_are_in_the_language_that_they_are_named_after(assignment: Assignment) -> None:
    for name in TEMPLATES:
        text = (assignment.here / name).read_text(encoding="utf-8")
        assert bool(re.search("[가-힣]", text)) == (".en." not in name)
        assert ("Fill in" in text) == (".en." in name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_readmes_name_the_templates_of_their_language(language: Language, assignment: Assignment) -> None:
    page = (assignment.here / f"README.{language}.md").read_text(encoding="utf-8")
    named = set(re.findall(r"template[.\w]*\.(?:ipynb|py)", page))
    assert named == {template_name(language, suffix) for suffix in (".ipynb", ".py")}


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_with_its_gaps_filled_passes(
    name: str, assignment: Assignment, graded: Grade, tmp_path: Path
) -> None:
    filled = tmp_path / name
    filled.write_text(_filled(assignment.here / name, assignment), encoding="utf-8")
    assert not_passed(graded(filled)) == untrained(assignment)


def _filled(template: Path, assignment: Assignment) -> str:
    """Put an example's bodies into the gaps, in order."""
    tree = ast.parse(code(assignment.here / "examples" / "right_lab_notebook.ipynb"))
    bodies = iter(
        _body(tree, part.model, method) for part in assignment.parts for method in ("__init__", "forward")
    )

    def fill(text: str) -> str:
        return re.sub(
            r"^ {8}pass$", lambda _: textwrap.indent(next(bodies), " " * 8), text, flags=re.MULTILINE
        )

    text = template.read_text(encoding="utf-8")
    if template.suffix == ".py":
        return fill(text)
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        cell["source"] = fill("".join(cell["source"]))
    return json.dumps(notebook)


def _body(tree: ast.Module, model: str, method: str) -> str:
    owner = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == model)
    function = next(node for node in owner.body if isinstance(node, ast.FunctionDef) and node.name == method)
    return "\n".join(ast.unparse(line) for line in function.body)


@pytest.mark.parametrize("language", LANGUAGES)
def test_readmes_quote_examples_that_exist(language: str, assignment: Assignment) -> None:
    page = (assignment.here / f"README.{language}.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| .+ \| [\d.]+ \| `([\w.]+)` \|$", page, re.MULTILINE)
    assert len(told) >= 10
    assert set(told) <= {example.name for example in examples(assignment)}


def test_readmes_list_every_check_with_its_points(assignment: Assignment) -> None:
    assert find_unlisted(assignment) == []
