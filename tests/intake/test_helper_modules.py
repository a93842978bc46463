"""Helper modules next to the student's file are read into the same submission."""

from pathlib import Path

import pytest

from tests.marks import LINKS

from .submissions import IMPORTS, MODEL, build, expressions, notebook, only, script


def beside(folder: Path, text: str, name: str = "model.py") -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("imports", "call"),
    [
        ("from model import LeNet5", "LeNet5()"),
        ("from model import (\n    LeNet5,\n)", "LeNet5()"),
        ("from model import LeNet5 as Net", "Net()"),
        ("from model import *", "LeNet5()"),
        ("from .model import LeNet5", "LeNet5()"),
        ("import model", "model.LeNet5()"),
        ("import random, model as m", "m.LeNet5()"),
        ("from . import model", "model.LeNet5()"),
    ],
)
def test_helper_module_gives_its_model(tmp_path: Path, imports: str, call: str) -> None:
    beside(tmp_path, IMPORTS + "n = 10\n\n" + MODEL.replace("10)", "n)"))
    source = script(tmp_path, f"{imports}\nnet = {call}\nprint(f'{{net}} {{net.n}}')\n")
    position = source.position(only(source).at)
    assert (position.file, position.line, position.text) == ("model.py", 5, "class LeNet5(nn.Module):")
    assert len(expressions(source, "LeNet5")) == 1
    assert build(source, "LeNet5").fc.out_features == 10


def test_helper_module_may_have_the_models_own_name(tmp_path: Path) -> None:
    beside(tmp_path, IMPORTS + MODEL, "LeNet5.py")
    source = script(tmp_path, "import LeNet5\nnet = LeNet5.LeNet5()\n")
    assert build(source, "LeNet5").fc.out_features == 10


def test_helper_modules_may_lie_in_a_folder_and_import_each_other(tmp_path: Path) -> None:
    beside(tmp_path, "from models.head import *\nfrom main import n\n" + IMPORTS + MODEL, "models/net.py")
    beside(tmp_path, "from models.net import LeNet5\nwidth = 3072\n", "models/head.py")
    source = script(tmp_path, "from models.net import LeNet5\nn = 3\nnet = LeNet5()\n", name="main.py")
    assert build(source, "LeNet5").fc.out_features == 10
    assert {unit.file for unit in source.units} == {"main.py", "models/net.py", "models/head.py"}


def test_helper_module_of_a_notebook_may_import_another(tmp_path: Path) -> None:
    beside(tmp_path, "n = 4\n", "settings.py")
    beside(tmp_path, "from settings import n\n" + IMPORTS + MODEL.replace("10)", "n)"))
    source = notebook(tmp_path, "%matplotlib inline\nfrom model import LeNet5", "net = LeNet5()")
    assert build(source, "LeNet5").fc.out_features == 4


@pytest.mark.parametrize("name", ["torch.py", "math.py", "numpy.py"])
def test_helper_module_is_never_taken_for_a_library(tmp_path: Path, name: str) -> None:
    beside(tmp_path, "raise SystemExit\n", name)
    source = script(tmp_path, f"import {name[:-3]}\n" + IMPORTS + MODEL)
    assert [unit.file for unit in source.units] == ["제출 [1].py"]


@LINKS
def test_helper_module_is_not_read_through_a_link_out_of_the_folder(tmp_path: Path) -> None:
    beside(tmp_path, IMPORTS + MODEL, "secret/model.py")
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "model.py").symlink_to(tmp_path / "secret" / "model.py")
    source = script(tmp_path / "work", "from model import LeNet5\n")
    assert source.candidates == ()


def test_helper_module_that_is_broken_is_a_problem_in_its_own_file(tmp_path: Path) -> None:
    beside(tmp_path, IMPORTS + MODEL.replace("__init__(self):", "__init__(self)"))
    source = script(tmp_path, "from model import LeNet5\n")
    (problem,) = source.problems
    assert problem.at is not None
    assert source.position(problem.at).file == "model.py"


def test_helper_module_leaves_a_local_name_like_its_own_alone(tmp_path: Path) -> None:
    beside(tmp_path, IMPORTS + MODEL)
    source = script(
        tmp_path, IMPORTS + "import model\nmodel = model.LeNet5()\nmodel.fc = nn.Linear(3072, 3)\n"
    )
    assert build(source, "model").fc.out_features == 3
