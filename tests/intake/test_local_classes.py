"""Models whose classes stand inside a function."""

import textwrap
from pathlib import Path

import pytest

from .submissions import IMPORTS, MODEL, build, expressions, named, notebook, only, script

INSIDE = textwrap.indent(MODEL, "    ").replace("10)", "n)")


@pytest.mark.parametrize(
    ("end", "calls", "made"),
    [
        ("    return LeNet5()\nmodel = build(4)\n", ["build(4)", "build()"], 4),
        ("    net = LeNet5().to('cpu')\n    return net\n", ["build()"], 3),
        ("    return LeNet5\nNet = build(5)\nnet = Net()\n", ["build(5)()", "build()()"], 5),
        ("    return LeNet5\n", ["build()()"], 3),
    ],
)
def test_a_factory_makes_the_model_of_its_class(
    tmp_path: Path, end: str, calls: list[str], made: int
) -> None:
    source = script(tmp_path, IMPORTS + "def build(n=3):\n" + INSIDE + end)
    assert list(dict.fromkeys(expressions(source, "LeNet5"))) == calls
    assert build(source, "LeNet5").fc.out_features == made
    assert source.position(only(source).at).text == "class LeNet5(nn.Module):"


@pytest.mark.parametrize(
    "end", ["    for x in open('data'):\n        LeNet5()(x)\n    return 0\nmain()\n", ""]
)
def test_a_function_around_everything_is_opened_up(tmp_path: Path, end: str) -> None:
    source = notebook(tmp_path, IMPORTS, "def main(n=6):\n" + INSIDE + end)
    assert build(source, "LeNet5").fc.out_features == 6
    assert source.position(only(source).at).line == 2


def test_a_class_inside_a_function_with_open_parameters_is_left(tmp_path: Path) -> None:
    source = script(tmp_path, IMPORTS + "def main(n):\n" + INSIDE + "    print(LeNet5())\n")
    assert not source.candidates


def test_a_factory_does_not_hide_the_class_of_the_same_name_outside(tmp_path: Path) -> None:
    source = script(tmp_path, IMPORTS + MODEL + "def build(n=3):\n" + INSIDE + "    return LeNet5()\n")
    assert [each.kind for each in source.candidates] == ["class", "object"]
    assert named(source, "LeNet5").written
