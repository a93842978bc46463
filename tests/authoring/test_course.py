"""A course with its own folder of assignments, made by `grade new`."""

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.authoring import scaffold
from grader.authoring.examples import examples
from grader.authoring.validate import find_unlisted, grade_example, out_of_date, thresholds, unshown, validate
from grader.base.errors import StaffError
from grader.base.progress import silent
from grader.base.text import Text
from grader.checks.assignment import Assignment
from grader.exports.wheel import wheel
from grader.grading import course
from grader.grading.grade import grade
from grader.grading.trainer import Settings
from grader.intake import read
from grader.records.report import Report
from tests.authoring.conftest import edit
from tests.hosts import shared

OWN = """
@net.check(points=1, title=Text(ko="하나", en="One"))
def own(one: int) -> None: ...
"""


def graded(path: Path, training: bool) -> Report:
    settings = Settings(data=("standin",), device="cpu", training=training)
    return grade(read(path), course.load("fresh"), settings, shared(), silent)


@pytest.mark.slow
def test_validate_holds_a_new_assignment_with_its_training(fresh: Path) -> None:
    found = list(validate(course.load("fresh"), graded, shared(), training=True))
    assert [each.status for each in found] == ["held"] * 14
    assert {"fresh", "assignment1"} <= set(course.names())


def example(name: str) -> Callable[[Assignment], list[Text]]:
    def broken(assignment: Assignment) -> list[Text]:
        (found,) = (each for each in examples(assignment) if each.name == name)
        return grade_example(found, assignment, graded, training=False)

    return broken


@pytest.mark.parametrize(
    ("file", "old", "new", "rule", "said"),
    [
        ("README.ko.md", "`layers` | 40", "`layers` | 30", find_unlisted, "README.ko.md lacks the line"),
        ("README.en.md", "`layers` | 40", "`old` | 40", find_unlisted, "README.en.md should not have"),
        ("template.py", "import torch\n", "", lambda it: out_of_date(it, shared()), "template.py differs"),
        ("mistakes.py", "shape failed", "shape partial", example("100_classes"),
         "output_shape: failed (expected partial)"),
        ("mistakes.py", "nn.Linear(1568, 100)", "nn.Linear(1568, 10)  # of 100", example("100_classes"),
         "output_shape: passed (expected failed)"),
        ("mistakes.py", "logits failed", "softmax failed", example("softmax"), "There is no check `softmax`"),
        ("mistakes.py", "logits failed", "logits fails", example("softmax"), "cannot be read: logits fails"),
        ("mistakes.py", "logits failed", "full", unshown, "logits: no example"),
        ("examples/right_functional.py", "expect: full", "expects: full", example("right_functional.py"),
         "Its first code cell lacks"),
        ("examples/right_functional.py", "self.fc(x)", "self.fc(x.flatten(1))", example("softmax"),
         "right_functional.py: what is to be replaced occurs 0 times"),
        ("calibration.md", "| 0.618 |", "| 0.518 |", lambda it: [*thresholds(it).details], "not so"),
    ],
)  # fmt: skip
def test_validate_reports_a_broken_rule(
    fresh: Path, file: str, old: str, new: str, rule: Callable[[Assignment], list[Text]], said: str
) -> None:
    assert rule(course.load("fresh")) == []
    edit(fresh / "assignments" / "fresh" / file, old, new)
    details = [each.en for each in rule(course.load("fresh"))]
    assert any(said in detail for detail in details), details


def test_validate_reports_a_reference_that_fails(fresh: Path) -> None:
    edit(fresh / "reference" / "fresh.py", "nn.Linear(8 * 14 * 14, 10)", "nn.Linear(8 * 14 * 14, 11)")
    found = list(validate(course.load("fresh"), graded, shared(), training=False))
    details = [detail.en for each in found if each.status == "broken" for detail in each.details]
    assert "references.json differs; make it anew with `grade build fresh`." in details
    assert any(detail.startswith("output_shape: failed") for detail in details)


def test_thresholds_nobody_measured_are_provisional(fresh: Path) -> None:
    edit(fresh / "assignments" / "fresh" / "assignment.py", '"standin":', '"folder":')
    finding = thresholds(course.load("fresh"))
    assert finding.status == "provisional"
    assert "net, folder" in finding.details[0].en
    (fresh / "assignments" / "fresh" / "calibration.md").unlink()
    assert thresholds(course.load("fresh")).status == "broken"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("(40, ", "(-40, ", "net.layers: points=-40"),
        ("    __file__,", '    "stale/assignment.py",', "belongs to the folder 'stale'"),
        ("    recipe=RECIPE,\n", "", "net has no recipe"),
        ('"Conv2d"', '"Conv2D"', "no kind of layer 'Conv2D'; the nearest is 'Conv2d'"),
        ("\nrubric(", f"\n{OWN}\nrubric(", "no evidence int"),
        ('references=("Net",)', 'references=("Net", "Net2")', "lacks Net2"),
        ("epochs=2", "epochs=0", "epochs=0"),
        (
            "epochs=2",
            "epochs=2, data='cifar'",
            "Recipe(data='cifar'): there is none; the nearest is 'cifar10'",
        ),
        ("epochs=2", "epochs=2, task='segment'", "the nearest is 'segmentation'"),
        ("zero_below=0.53, full_from=0.58", "zero_below=0.58, full_from=0.53", "zero_below is the lower"),
        ('ko="작은 CNN", en="A small CNN"', 'ko="작은 CNN", en=""', "lacks its 'en'"),
        ("checks.logits()", 'checks.logits(after="runs")', "assignment.py:4"),
        ("checks.logits()", 'checks.logits(requires="run")', "the nearest is 'runs'"),
        ("checks.logits()", "checks.logits", "this is (10, <function logits"),
    ],
)
def test_course_load_reports_a_mistake_in_the_file_at_once(
    fresh: Path, old: str, new: str, said: str
) -> None:
    edit(fresh / "assignments" / "fresh" / "assignment.py", old, new)
    with pytest.raises(StaffError) as told:
        course.load("fresh")
    assert said in told.value.message.en


def test_scaffold_writes_nothing_over_what_is_there(fresh: Path) -> None:
    with pytest.raises(StaffError, match="there already"):
        scaffold.write("fresh", fresh)


@pytest.mark.parametrize("name", ["Assignment4", "4th", "../up", "import", "과제", ""])
def test_scaffold_refuses_what_cannot_name_an_assignment(name: str, tmp_path: Path) -> None:
    with pytest.raises(StaffError, match="cannot name"):
        scaffold.write(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_wheel_carries_a_teachers_own_course(fresh: Path, tmp_path: Path) -> None:
    (fresh / "assignments" / "fresh" / "variants.py").write_text("WRONG = {}")
    assert (fresh / "assignments" / "fresh" / "mistakes.py").is_file()
    name, content = wheel()
    (tmp_path / name).write_bytes(content)
    with zipfile.ZipFile(tmp_path / name) as archive:
        names = archive.namelist()
    assert "grader/course/assignments/fresh/references.json" in names
    assert "grader/course/assignments/assignment1/assignment.py" in names
    assert "grader/authoring/mistakes.py" in names
    inside = [each for each in names if each.startswith("grader/course/")]
    assert not [each for each in inside if {"reference", *course.KEPT_BACK} & set(each.split("/"))]
    assert len(names) == len(set(names))


def test_course_option_finds_a_course_or_says_there_is_none(fresh: Path) -> None:
    def listed(folder: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from grader.cli import main; raise SystemExit(main())"]
        return subprocess.run(
            [*command, "list", "--lang", "en", "--course", str(folder)],
            capture_output=True, text=True, check=False, cwd=folder,
        )  # fmt: skip

    assert "fresh" in listed(fresh).stdout
    (fresh / "empty").mkdir()
    nothing = listed(fresh / "empty")
    assert nothing.returncode == 3
    assert "no folder assignments in it" in nothing.stderr
