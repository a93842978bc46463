"""What is handed out: the templates, the reference that stays behind, and the students' pages."""

import ast
import json
import re
import textwrap
from pathlib import Path

import pytest

from grader import intake
from grader.checks.authoring import Assignment
from reference.capture import references
from tests.assignments.conftest import Grade
from tests.assignments.expectations import EXAMPLES, checks

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "assignments" / "assignment1"
REFERENCE = ROOT / "reference" / "assignment1.py"
TEMPLATES = (HERE / "template.ipynb", HERE / "template.py")


def code(path: Path) -> str:
    if path.suffix == ".py":
        return path.read_text(encoding="utf-8")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def test_the_reference_passes_every_check_that_needs_no_training(graded: Grade) -> None:
    report = graded(REFERENCE)
    statuses = {result.id: result.status for part in report.parts for result in part.results}
    assert {name for name, status in statuses.items() if status != "passed"} == {"accuracy"}
    assert statuses["accuracy"] == "skipped"
    assert report.points == 100


def test_the_captured_references_are_those_of_the_reference(assignment: Assignment) -> None:
    assert references("assignment1") == assignment.references


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_an_untouched_template_earns_nothing_and_is_told_so_kindly(template: Path, graded: Grade) -> None:
    assert not any(candidate.written for candidate in intake.read(template).candidates)
    report = graded(template)
    assert report.earned == 0
    for part, model in zip(report.parts, ("CNN", "LeNet5"), strict=True):
        runs, *others = part.results
        assert runs.message is not None
        assert runs.hint is not None
        assert "비어 있습니다" in runs.message.ko
        assert runs.message.en == f"{model} is still empty."
        assert runs.hint.ko != runs.hint.en
        assert runs.at[0].text == f"class {model}(nn.Module):"
        assert {other.status for other in others} == {"blocked"}


def test_both_templates_hold_the_same_program() -> None:
    notebook, script = (ast.dump(ast.parse(code(template))) for template in TEMPLATES)
    assert notebook == script


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_line_of_the_solution(template: Path) -> None:
    functions = [
        node
        for node in ast.walk(ast.parse(REFERENCE.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
    solution = {ast.unparse(line) for function in functions for line in function.body}
    assert len(solution) > 10
    given = {line.strip() for line in code(template).splitlines()}
    assert given & (solution - {"super().__init__()"}) == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_with_its_gaps_filled_passes(template: Path, graded: Grade, tmp_path: Path) -> None:
    filled = tmp_path / template.name
    filled.write_text(_filled(template), encoding="utf-8")
    report = graded(filled)
    statuses = {result.id: result.status for part in report.parts for result in part.results}
    assert {name for name, status in statuses.items() if status != "passed"} == {"accuracy"}


def _filled(template: Path) -> str:
    """Put an example's bodies into the gaps, in order."""
    tree = ast.parse(code(EXAMPLES / "right_lab_notebook.ipynb"))
    bodies = iter(
        _body(tree, model, method) for model in ("CNN", "LeNet5") for method in ("__init__", "forward")
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


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_students_page_lists_every_check_with_its_points(language: str, assignment: Assignment) -> None:
    page = (HERE / f"README.{language}.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| (.+?) \|$", page, re.MULTILINE)
    assert [(name, float(points), title) for name, points, title in rows] == [
        (check.id, check.points, getattr(check.title, language)) for check in checks(assignment)
    ]
