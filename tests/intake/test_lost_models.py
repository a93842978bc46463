"""A model that is imported from a module that was not handed in is told as that."""

from pathlib import Path

import pytest

from .submissions import IMPORTS, MODEL, notebook, script


def test_model_of_a_module_that_was_not_handed_in_is_told_at_its_line(tmp_path: Path) -> None:
    source = notebook(tmp_path, IMPORTS, "from models.lenet import LeNet5\n", "net = LeNet5().to('cpu')")
    (problem,) = source.problems
    assert problem.class_name == "LeNet5"
    assert problem.message.en.startswith("LeNet5 is imported from models.lenet, which was neither handed in")
    assert problem.at is not None
    assert source.position(problem.at).cell == 2


def test_function_that_builds_a_model_is_told_with_its_relative_module(tmp_path: Path) -> None:
    (problem,) = script(tmp_path, "from .net import build_model as build\nnet = build()\n").problems
    assert problem.message.ko.startswith("build_model은 .net 모듈에서 가져오는데,")


def test_model_called_by_its_module_is_told(tmp_path: Path) -> None:
    text = "import torch\nimport nets.small as small\nimport torchvision\nnet = small.LeNet5().cuda()\n"
    (problem,) = script(tmp_path, text).problems
    assert problem.class_name == "LeNet5"
    assert "from nets.small," in problem.message.en


@pytest.mark.parametrize(
    "text",
    [
        IMPORTS + "from models import CNN\nnet = CNN()\n" + MODEL,
        "from models import CNN\nprint(CNN)\n",
        "from utils import accuracy\naccuracy()\n",
        "from torchvision.models import vgg11\nnet = vgg11()\n",
    ],
    ids=["a model of its own", "never made", "no model", "torchvision"],
)
def test_other_imports_are_no_lost_models(tmp_path: Path, text: str) -> None:
    assert script(tmp_path, text).problems == ()


def test_module_that_was_handed_in_is_not_lost(tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text(IMPORTS + MODEL, encoding="utf-8")
    source = script(tmp_path, "from models import LeNet5\nnet = LeNet5()\n")
    assert not source.problems
    assert [each.name for each in source.candidates] == ["LeNet5"]


@pytest.mark.parametrize(
    ("text", "framework"),
    [
        ("import os\nfrom keras.models import Sequential\nmodel = Sequential()\n", "keras.models"),
        ("import os\nimport tensorflow as tf\nmodel = tf.keras.Sequential()\n", "tensorflow"),
    ],
)
def test_model_of_another_framework_is_told_once(tmp_path: Path, text: str, framework: str) -> None:
    (problem,) = script(tmp_path, text + "from keras.layers import Dense\n").problems
    assert problem.is_other_framework
    assert problem.message.en == f"This file makes its model with {framework}, and not with PyTorch."
    assert problem.at is not None
    assert problem.at.line == 2


def test_other_framework_beside_a_model_is_no_problem(tmp_path: Path) -> None:
    text = "from tensorflow.keras.datasets import cifar10\n" + IMPORTS + MODEL
    assert script(tmp_path, text).problems == ()
