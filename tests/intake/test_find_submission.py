"""The files with models are found in a folder."""

from pathlib import Path

import pytest

from grader import intake
from grader.base.errors import NothingToGrade

from .submissions import IMPORTS, MODEL, script


def test_files_leaves_out_what_another_file_imports(tmp_path: Path) -> None:
    script(tmp_path, IMPORTS + MODEL, name="model.py")
    script(tmp_path, "from model import LeNet5\nnet = LeNet5()\n", name="main.py")
    assert [path.name for path in intake.files(tmp_path)] == ["main.py"]


def test_files_says_what_is_there_when_nothing_holds_a_model(tmp_path: Path) -> None:
    script(tmp_path, "print(1)\n", name="notes.py")
    (tmp_path / "broken.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(NothingToGrade) as caught:
        intake.files(tmp_path)
    assert caught.value.hint is not None
    assert "broken.ipynb, notes.py" in caught.value.hint.en
    assert "notes.py holds no model." in caught.value.message.en
    assert "broken.ipynb" in caught.value.message.ko


def test_find_names_what_is_no_code_where_nothing_else_lies(tmp_path: Path) -> None:
    (tmp_path / "hw1.rar").touch()
    with pytest.raises(NothingToGrade) as caught:
        intake.files(tmp_path)
    assert "hw1.rar is neither a notebook" in caught.value.message.en


def test_find_says_of_a_folder_inside_that_it_must_be_named(tmp_path: Path) -> None:
    (tmp_path / "hw1").mkdir()
    script(tmp_path / "hw1", IMPORTS + MODEL)
    with pytest.raises(NothingToGrade) as caught:
        intake.files(tmp_path)
    assert "hw1 is a folder, which was not looked into: name it." in caught.value.message.en


def test_files_are_those_that_say_where_the_model_went_if_none_holds_one(tmp_path: Path) -> None:
    script(tmp_path, "print(1)\n", name="notes.py")
    script(tmp_path, "from models import LeNet5\nnet = LeNet5()\n", name="main.py")
    script(tmp_path, IMPORTS + MODEL.replace("(nn.Module)", "(nn.Module"), name="torn.py")
    assert [path.name for path in intake.files(tmp_path)] == ["main.py", "torn.py"]
    script(tmp_path, IMPORTS + MODEL, name="whole.py")
    assert [path.name for path in intake.files(tmp_path)] == ["whole.py"]


def test_files_with_code_will_do_where_a_function_is_asked_for(tmp_path: Path) -> None:
    script(tmp_path, "def accuracy(a, b):\n    return (a == b).mean()\n", name="hw.py")
    assert [path.name for path in intake.files(tmp_path, code=True)] == ["hw.py"]
    script(tmp_path, MODEL, name="model.py")
    assert [path.name for path in intake.files(tmp_path, code=True)] == ["model.py"]
