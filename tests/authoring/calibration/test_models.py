"""Which models are trained: the reference, and other right and wrong ones."""

from pathlib import Path

import pytest

from grader.authoring.calibration.models import models
from grader.base.errors import StaffError
from grader.base.progress import silent
from grader.checks.assignment import Assignment
from grader.grading import course
from tests.authoring.conftest import edit
from tests.hosts import shared

NET = (
    "nn.Sequential(nn.Conv2d(3, 8, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(1568, 10){after})"
)


def write(course_folder: Path, text: str) -> Assignment:
    file = course_folder / "assignments" / "fresh" / "variants.py"
    file.write_text(f"from torch import nn\n\n\n{text}\n", encoding="utf-8")
    return course.load("fresh")


def names(assignment: Assignment) -> list[tuple[str, bool]]:
    return [(each.name, each.right) for each in models(assignment, shared(), silent)["net"]]


def test_models_of_shipped_parts_are_trainable_and_some_are_wrong() -> None:
    for name in ("assignment0", "assignment1", "assignment2", "assignment3"):
        assignment = course.load(name)
        found = models(assignment, shared(), silent)
        assert found.keys() == {part.id for part in assignment.parts if part.recipe}
        for part in assignment.parts:
            if part.recipe:
                assert found[part.id][0].name == part.model
                assert len([each for each in found[part.id] if not each.right]) >= 4


def test_models_are_those_of_examples_and_mistakes_without_a_file(fresh: Path) -> None:
    assert names(course.load("fresh")) == [
        ("Net", True),
        ("wrong_100_classes", False),
        ("wrong_one_number", False),
        ("wrong_softmax", False),
    ]
    edit(fresh / "assignments" / "fresh" / "mistakes.py", "return self.fc(x)", "return self.fc(y)")
    with pytest.raises(StaffError, match=r"one_number: right_functional\.py: what is"):
        models(course.load("fresh"), shared(), silent)


def test_models_file_goes_first_without_repeats_or_shared_names(fresh: Path) -> None:
    text = f"""
WRONG = {{"net": {{"softmax": lambda: {NET.format(after=", nn.Softmax(1)")}}}}}
RIGHT = {{"net": {{"the reference again": lambda: {NET.format(after="")},
          "Net": lambda: {NET.replace("3, 8,", "3, 9,").replace("1568", "1764").format(after="")}}}}}
"""
    assert names(write(fresh, text)) == [("Net", True), ("Net (2)", True), ("softmax", False)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("WRONG = {", "variants.py"),
        ("import nothing_of_this_name", "No module named"),
        ('WRONG = {"nett": {}}', 'WRONG["nett"] in variants.py: no such part is trained. There are: net'),
        ("WRONG = [nn.Linear]", "WRONG in variants.py: it is no dict."),
        ('WRONG = {"net": nn.Linear}', 'WRONG["net"] in variants.py: it is no dict.'),
        ('WRONG = {"net": {"a": nn.ReLU()}}', "it makes no model when called."),
        ('WRONG = {"net": {"a": 3}}', 'WRONG["net"]["a"] in variants.py: it makes no model when called.'),
        ('WRONG = {"net": {"a": lambda: 3}}', "int is no nn.Module"),
        ('WRONG = {"net": {"a": lambda: nn.Linear(1, 2, 3, 4, 5, 6)}}', "TypeError"),
        ('WRONG = {"net": {"a": lambda: nn.Linear(7, 10)}}', "RuntimeError"),
    ],
)
def test_models_file_mistakes_are_explained_in_both_languages(fresh: Path, text: str, said: str) -> None:
    with pytest.raises(StaffError) as told:
        models(write(fresh, text), shared(), silent)
    assert said in told.value.message.en
    assert told.value.message.ko != told.value.message.en
