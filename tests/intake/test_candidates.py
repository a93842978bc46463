"""Which classes, functions and objects in a file are models."""

from pathlib import Path

import pytest

from grader.records.source import Source

from .submissions import IMPORTS, MODEL, build, kept, named, notebook, only, script

FORWARD = "    def forward(self, x):\n        return self.fc(x)\n"


def names(source: Source) -> list[tuple[str, str]]:
    return [(each.kind, each.name) for each in source.candidates]


@pytest.mark.parametrize(
    ("imports", "base"),
    [
        ("import torch", "torch.nn.Module"),
        ("import torch.nn as N", "N.Module"),
        ("from torch.nn import Module", "Module"),
        ("from torch.nn import *", "Module"),
        ("import pytorch_lightning as pl", "pl.LightningModule"),
        ("from d2l import torch as d2l", "d2l.Classifier, d2l.Module"),
        ("from torch import nn", "nn.Sequential"),
    ],
)
def test_candidates_include_modules_by_whatever_name(tmp_path: Path, imports: str, base: str) -> None:
    assert names(script(tmp_path, f"{imports}\nclass A({base}):\n{FORWARD}")) == [("class", "A")]


@pytest.mark.parametrize(
    ("imports", "base"),
    [
        ("from torch.utils.data import Dataset", "Dataset"),
        ("import tensorflow as tf", "tf.keras.Model"),
        ("from tensorflow.keras import Model", "Model"),
        ("import torch", "torch.autograd.Function"),
        ("import pytorch_lightning as pl", "pl.LightningDataModule"),
        ("", "object"),
    ],
)
def test_candidates_leave_out_classes_that_are_not_torch_modules(
    tmp_path: Path, imports: str, base: str
) -> None:
    assert names(script(tmp_path, f"{imports}\nclass A({base}):\n{FORWARD}")) == []


def test_candidates_include_a_class_that_forgot_its_base(tmp_path: Path) -> None:
    assert names(script(tmp_path, IMPORTS + MODEL.replace("(nn.Module)", ""))) == [("class", "LeNet5")]


def test_candidates_stand_in_the_order_of_the_file(tmp_path: Path) -> None:
    source = notebook(
        tmp_path, IMPORTS, MODEL.replace("LeNet5", "SLP"), MODEL.replace("LeNet5", "MLP"), MODEL
    )
    assert [each.name for each in source.candidates] == ["SLP", "MLP", "LeNet5"]


@pytest.mark.parametrize(
    "body",
    [
        "    return nn.Sequential(nn.Linear(4, 2))\n",
        "    net = nn.Sequential(nn.Linear(4, 2))\n    net.add_module('r', nn.ReLU())\n    return net\n",
        "    return LeNet5().to('cuda')\n",
        "    net = nn.DataParallel(LeNet5())\n    return net\n",
    ],
)
def test_candidates_include_a_function_that_returns_a_model(tmp_path: Path, body: str) -> None:
    assert ("function", "build") in names(script(tmp_path, IMPORTS + MODEL + "def build():\n" + body))


@pytest.mark.parametrize(
    "text",
    [
        "def train(model):\n    return model\n",
        "def run():\n    net = LeNet5()\n    loss(net).backward()\n    return net\n",
        "def layer():\n    return nn.Linear(3, 4)\n",
        "def shape():\n    return LeNet5()(x).shape\n",
    ],
)
def test_candidates_leave_out_a_function_that_returns_no_model(tmp_path: Path, text: str) -> None:
    assert names(script(tmp_path, IMPORTS + MODEL + text)) == [("class", "LeNet5")]


def test_candidates_that_are_objects_get_all_that_is_added_later(tmp_path: Path) -> None:
    text = (
        "layers = [nn.Flatten()]\nfor width in (8, 4):\n    layers.append(nn.Linear(8, width))\n"
        "model = nn.Sequential(*layers)\nmodel.add_module('last', nn.Linear(4, 2))\n"
        "model = model.to('cuda')\nlayers = None\n"
    )
    source = script(tmp_path, IMPORTS + text)
    assert [type(part).__name__ for part in build(source, "model")] == [
        "Flatten",
        "Linear",
        "Linear",
        "Linear",
    ]


def test_candidates_that_are_objects_keep_a_changed_attribute(tmp_path: Path) -> None:
    source = script(tmp_path, IMPORTS + MODEL + "net = LeNet5()\nnet.fc = nn.Linear(3072, 7)\n")
    assert names(source) == [("class", "LeNet5"), ("object", "net")]
    assert build(source, "net").fc.out_features == 7


def test_candidates_include_both_of_two_objects_of_one_name(tmp_path: Path) -> None:
    source = script(
        tmp_path, IMPORTS + "".join(f"model = nn.Sequential(nn.Linear(4, {n}))\n" for n in (2, 3))
    )
    assert names(source) == [("object", "model")] * 2


def test_candidates_that_are_blocks_bases_or_arguments_are_inner(tmp_path: Path) -> None:
    text = (
        "class Base(nn.Module):\n    pass\n"
        "class Block(nn.Module):\n" + FORWARD + "class Handed(nn.Module):\n" + FORWARD + "class Net(Base):\n"
        "    def __init__(self, part):\n        self.fc = nn.Sequential(Block(), part())\n" + FORWARD
    )
    source = script(tmp_path, IMPORTS + text + "net = Net(Handed)\n")
    assert {each.name: each.inner for each in source.candidates} == {
        "Base": True, "Block": True, "Handed": True, "Net": False,
    }  # fmt: skip


def test_candidates_that_the_file_makes_itself_are_not_inner(tmp_path: Path) -> None:
    wrapper = "class Wrapper(nn.Module):\n    def __init__(self):\n        self.fc = LeNet5()\n" + FORWARD
    source = script(tmp_path, IMPORTS + MODEL + wrapper + "net = LeNet5()\n")
    assert not named(source, "LeNet5").inner


def test_candidates_are_none_in_a_file_without_a_model(tmp_path: Path) -> None:
    assert script(tmp_path, "print('안녕하세요')\n").candidates == ()


def test_candidates_that_are_decorated_stand_at_their_class_line(tmp_path: Path) -> None:
    source = script(tmp_path, IMPORTS + "def mark(c):\n    return c\n\n@mark\n" + MODEL)
    assert source.position(only(source).at).text == "class LeNet5(nn.Module):"
    assert build(source, "LeNet5").fc.out_features == 10


def versions(*between: str) -> list[str]:
    """A class in several versions, the n-th with n outputs, each followed by a cell."""
    cells: list[str] = []
    for number, cell in enumerate(between, start=1):
        cells += [MODEL.replace("3072, 10", f"3072, {number}"), cell]
    return cells


def test_candidates_include_a_class_made_before_it_is_replaced(tmp_path: Path) -> None:
    source = notebook(tmp_path, IMPORTS, *versions("model = LeNet5()", "model = LeNet5()"))
    first, last = source.candidates
    assert [source.position(each.at).cell for each in (first, last)] == [2, 4]
    assert [(each.replaced, len(each.makers)) for each in (first, last)] == [(True, 1), (False, 1)]
    for each, outputs in ((first, 1), (last, 2)):
        assert f"nn.Linear(3072, {outputs})" in kept(source, each)
        assert kept(source, each).count("class LeNet5") == 1


@pytest.mark.parametrize(
    "between", ["", "print(1)", "def make():\n    return LeNet5()", "net = nn.Sequential(LeNet5())"]
)
def test_candidates_leave_out_a_class_replaced_before_it_is_made(tmp_path: Path, between: str) -> None:
    source = notebook(tmp_path, IMPORTS, *versions(between, "model = LeNet5()"))
    assert [each.at.unit for each in source.candidates if each.name == "LeNet5"] == [3]


LIT = """
class LitModel(nn.Module):
    def __init__(self, net, lr=0.1):
        super().__init__()
        self.net = net
    def forward(self, x):
        return self.net(x)
"""


@pytest.mark.parametrize(
    ("made", "wraps"),
    [
        ("LitModel(LeNet5())", True),
        ("LitModel(net=LeNet5().to('cpu'), lr=0.2)", True),
        ("LitModel(nn.DataParallel(LeNet5()))", True),
        ("net = LeNet5()\nLitModel(net)", True),
        ("LitModel(nn.Linear(3, 4))", False),
        ("LitModel(10)\nLeNet5()", False),
    ],
)
def test_candidates_know_what_is_made_of_another_model(tmp_path: Path, made: str, wraps: bool) -> None:
    source = script(tmp_path, IMPORTS + MODEL + LIT + made + "\n")
    assert named(source, "LitModel").wraps is wraps
    assert not named(source, "LeNet5").wraps


def test_candidates_know_the_other_names_that_the_file_gives_them(tmp_path: Path) -> None:
    net = MODEL.replace("LeNet5", "Net")
    source = script(tmp_path, IMPORTS + net + "LeNet5 = Net\nModel = Net\nnet = LeNet5()\nCount = 3\n")
    assert named(source, "Net").aliases == ("LeNet5", "Model")
    assert named(source, "Net").made


def test_candidates_include_no_loss(tmp_path: Path) -> None:
    loss = "class DiceLoss(nn.Module):\n    def forward(self, x, y):\n        return (x - y).mean()\n"
    assert only(script(tmp_path, IMPORTS + loss + MODEL + "DiceLoss()\n")).name == "LeNet5"
