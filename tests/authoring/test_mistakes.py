"""Mistakes as edits: the files they make, and the errors when one does not fit its base."""

import json
from pathlib import Path

import pytest

from grader import intake
from grader.authoring.examples import Example, examples, flaws, submitted
from grader.authoring.mistakes import FILE, Mistake, mistakes
from grader.authoring.validate import validate
from grader.base.errors import StaffError
from grader.grading import course
from tests.authoring.conftest import edit
from tests.authoring.test_course import graded
from tests.hosts import shared

RIGHT = "right_functional.py"
NOTEBOOK = "right_lab.ipynb"
LAST = ("nn.Linear(1568, 10)", "nn.Linear(1568, 100)")


def write(folder: Path, *found: Mistake) -> list[Example]:
    """Write a file of mistakes; return the examples that it makes."""
    told = f"from grader.authoring.mistakes import Mistake\n\nBASE = {RIGHT!r}\nMISTAKES = {found!r}\n"
    (folder / "assignments" / "fresh" / FILE).write_text(told, encoding="utf-8")
    return [each for each in examples(course.load("fresh")) if each.edits]


def wrong(
    *edits: tuple[str, str], base: str = "", name: str = "last", expect: str = "layers partial"
) -> Mistake:
    return Mistake(name, "The last layer is another.", expect, edits, base)


def said(example: Example) -> list[str]:
    return [each.en for each in flaws(example, course.load("fresh"))]


@pytest.fixture
def notebook(fresh: Path) -> Path:
    """The right example as a notebook, its text beside its code."""
    folder = fresh / "assignments" / "fresh" / "examples"
    code = (folder / RIGHT).read_text(encoding="utf-8")
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["nn.Linear(1568, 10)"]},
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None,
         "source": code.splitlines(keepends=True)},
    ]  # fmt: skip
    file = folder / NOTEBOOK
    file.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), "utf-8")
    return file


def test_a_script_is_the_base_with_the_edits_made(fresh: Path) -> None:
    (made,) = write(fresh, wrong(LAST, ("return self.fc(x)", "return self.fc(x).relu()")))
    base = made.file.read_text(encoding="utf-8")
    with submitted(made) as path:
        assert path.name == "wrong_last.py"
        text = path.read_text(encoding="utf-8")
    assert text == base.replace(*LAST).replace("return self.fc(x)", "return self.fc(x).relu()") != base
    assert not path.exists()


def test_of_a_notebook_the_code_cells_are_edited_alone(fresh: Path, notebook: Path) -> None:
    (made,) = write(fresh, wrong(LAST, base=NOTEBOOK))
    assert said(made) == []
    with submitted(made) as path:
        assert path.name == "wrong_last.ipynb"
        assert [each.name for each in intake.read(path).candidates] == ["Net"]
        text, code = ("".join(cell["source"]) for cell in json.loads(path.read_bytes())["cells"])
    assert text == "nn.Linear(1568, 10)"
    assert code == (notebook.parent / RIGHT).read_text(encoding="utf-8").replace(*LAST)


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (wrong(("nn.Linear(1, 2)", "")), f"{RIGHT}: what is to be replaced occurs 0 times, not once: "
         "'nn.Linear(1, 2)'"),
        (wrong(("self.", "this.")), f"{RIGHT}: what is to be replaced occurs 4 times, not once: 'self.'"),
        (wrong(LAST, LAST), f"{RIGHT}: what is to be replaced occurs 0 times, not once: {LAST[0]!r}"),
        (wrong(LAST, base="right_other.py"), "right_other.py: there is no such file."),
        (wrong(LAST, expect="layer partial"), "There is no check `layer`."),
        (wrong(LAST, expect="layers wrong"), "What it expects cannot be read: layers wrong"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told(fresh: Path, made: Mistake, told: str) -> None:
    (example,) = write(fresh, made)
    assert said(example) == [told]


def test_what_does_not_fit_is_told_with_the_mistake_and_breaks_the_rule(fresh: Path) -> None:
    write(fresh, wrong(LAST, name="fits", expect="output_shape failed, layers partial, rest blocked"),
          wrong(("nn.Linear(1, 2)", ""), name="does_not"))  # fmt: skip
    found = {each.rule.en: each for each in validate(course.load("fresh"), graded, shared(), training=False)}
    assert found["The mistake is graded as it says: fits"].status == "held"
    broken = found["The mistake is graded as it says: does_not"]
    assert broken.status == "broken"
    assert RIGHT in broken.details[0].ko


def test_a_submission_is_never_built_of_half_the_edits(fresh: Path) -> None:
    (made,) = write(fresh, wrong(LAST, ("nn.Linear(1, 2)", "")))
    with pytest.raises(StaffError, match="0 times"), submitted(made):
        pass


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"softmax"', '"one_number"', "two mistakes have one name: one_number"),
        ("BASE =", "OTHER =", "KeyError: 'BASE'"),
        ("MISTAKES =", "OTHER =", "KeyError: 'MISTAKES'"),
        ("MISTAKES = (", "MISTAKES = ((", "SyntaxError"),
        ("from grader", "no_such_name\nfrom grader", "mistakes.py:3: NameError"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(fresh: Path, old: str, new: str, told: str) -> None:
    edit(fresh / "assignments" / "fresh" / FILE, old, new)
    with pytest.raises(StaffError) as error:
        mistakes(course.load("fresh"))
    assert told in error.value.message.en


def test_an_assignment_may_have_none(fresh: Path) -> None:
    (fresh / "assignments" / "fresh" / FILE).unlink()
    assert mistakes(course.load("fresh")) == ()
