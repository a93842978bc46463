"""The student's file is found in a folder if none is named."""

from pathlib import Path

import pytest

from grader import intake
from grader.base.errors import NothingToGrade

from .submissions import IMPORTS, MODEL, script


def find(folder: Path, *names: str) -> str:
    return intake.find(folder, names).name


def test_find_prefers_the_model_that_is_asked_for(tmp_path: Path) -> None:
    script(tmp_path, IMPORTS + MODEL.replace("LeNet5", "SLP"), name="first.py")
    script(tmp_path, IMPORTS + MODEL.replace("LeNet5", "Lenet"), name="second.py")
    assert find(tmp_path, "assignment1", "LeNet5") == "second.py"


def test_find_prefers_what_is_written_to_the_template(tmp_path: Path) -> None:
    gap = "class LeNet5(nn.Module):\n    def forward(self, x):\n        pass\n"
    script(tmp_path, IMPORTS + gap, name="assignment1_template.py")
    script(tmp_path, IMPORTS + MODEL, name="hw.py")
    assert find(tmp_path, "assignment1", "LeNet5") == "hw.py"


def test_find_prefers_the_name_of_the_assignment(tmp_path: Path) -> None:
    for name in ("assignment1 (2025).py", "old.py"):
        script(tmp_path, IMPORTS + MODEL, name=name)
    assert find(tmp_path, "assignment1", "LeNet5") == "assignment1 (2025).py"


def test_find_takes_the_file_that_imports_the_others(tmp_path: Path) -> None:
    script(tmp_path, IMPORTS + MODEL, name="model.py")
    script(tmp_path, "from model import LeNet5\nnet = LeNet5()\n", name="main.py")
    assert find(tmp_path, "assignment1", "LeNet5") == "main.py"


def test_find_says_what_is_there_when_it_cannot_choose(tmp_path: Path) -> None:
    for name in ("a.py", "b.py"):
        script(tmp_path, IMPORTS + MODEL, name=name)
    with pytest.raises(NothingToGrade) as caught:
        find(tmp_path, "assignment1", "LeNet5")
    assert caught.value.hint is not None
    assert "a.py, b.py" in caught.value.hint.ko


def test_find_says_what_is_there_when_nothing_holds_a_model(tmp_path: Path) -> None:
    script(tmp_path, "print(1)\n", name="notes.py")
    (tmp_path / "broken.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(NothingToGrade) as caught:
        find(tmp_path, "assignment1")
    assert caught.value.hint is not None
    assert "broken.ipynb, notes.py" in caught.value.hint.en


GAP = "class {}(nn.Module):\n    def forward(self, x):\n        pass\n"
OTHERS = ("assignment0", "SLP", "MLP", "assignment2", "UNet")


def test_find_leaves_another_assignments_work_alone(tmp_path: Path) -> None:
    """Even where that one is written, and this one is still the template."""
    script(tmp_path, IMPORTS + MODEL.replace("LeNet5", "SLP"), name="assignment0.py")
    script(tmp_path, IMPORTS + GAP.format("LeNet5"), name="assignment1.py")
    script(tmp_path, IMPORTS + GAP.format("UNet"), name="assignment2.py")
    assert intake.find(tmp_path, ["assignment1", "LeNet5"], OTHERS).name == "assignment1.py"


def test_find_takes_work_with_another_class_name_before_another_assignments(tmp_path: Path) -> None:
    script(tmp_path, IMPORTS + MODEL.replace("LeNet5", "MLP"), name="old homework.py")
    script(tmp_path, IMPORTS + MODEL.replace("LeNet5", "Net"), name="new.py")
    assert intake.find(tmp_path, ["assignment1", "LeNet5"], OTHERS).name == "new.py"


def test_find_takes_another_assignments_class_if_there_is_nothing_else(tmp_path: Path) -> None:
    script(tmp_path, IMPORTS + MODEL.replace("LeNet5", "UNet"), name="seg.py")
    assert intake.find(tmp_path, ["assignment3", "SegUNet"], OTHERS).name == "seg.py"
