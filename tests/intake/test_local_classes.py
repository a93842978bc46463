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


@pytest.mark.parametrize(
    ("parameters", "call", "made"),
    [
        ("n", "main(4)", 4),
        ("epochs, n=2", "main(9)", 2),
        ("n, *, lr", "main(lr=0.1, n=N)", 7),
        ("k, n", "", None),
    ],
)
def test_the_parameters_of_a_function_around_everything_are_what_it_is_called_with(
    tmp_path: Path, parameters: str, call: str, made: int | None
) -> None:
    text = f"{IMPORTS}N = 7\ndef main({parameters}):\n{INSIDE}    print(LeNet5())\n{call}\n"
    source = script(tmp_path, text)
    assert source.position(only(source).at).line == 5
    if made is not None:
        assert build(source, "LeNet5").fc.out_features == made


def test_a_factory_does_not_hide_the_class_of_the_same_name_outside(tmp_path: Path) -> None:
    source = script(tmp_path, IMPORTS + MODEL + "def build(n=3):\n" + INSIDE + "    return LeNet5()\n")
    assert [each.kind for each in source.candidates] == ["class", "object"]
    assert named(source, "LeNet5").written
