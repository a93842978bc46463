"""The student's own ways of making a model, with values for every argument."""

from pathlib import Path

import pytest

from .submissions import IMPORTS, MODEL, build, expressions, named, script

SIZED = IMPORTS + MODEL.replace("(self)", "(self, n, act=None)").replace("10)", "n)")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("net = LeNet5(10)\n", ["LeNet5(10)"]),
        ("net = LeNet5(n=10).to(device)\n", ["LeNet5(n=10)"]),
        ("net = nn.DataParallel(LeNet5(10)).cuda()\n", ["LeNet5(10)"]),
        ("LeNet5(3)\nLeNet5(4)\nLeNet5(3)\n", ["LeNet5(3)", "LeNet5(4)"]),
        ("def main():\n    net = LeNet5(10)\n    train(net)\n", ["LeNet5(10)"]),
        ("def main():\n    n = 5 * 2\n    net = LeNet5(n)\n", ["LeNet5(5 * 2)"]),
        ("class Trainer:\n    def __init__(self):\n        self.net = LeNet5(10)\n", ["LeNet5(10)"]),
        ("Net = LeNet5\nnet = Net(10)\n", ["LeNet5(10)"]),
        ("sizes = [3, 4]\nnet = LeNet5(*sizes, act=lambda x: x)\n", ["LeNet5(*sizes, act=lambda x: x)"]),
        ("optimizer = torch.optim.SGD(LeNet5(10).parameters(), lr=0.1)\n", ["LeNet5(10)"]),
        ("def main(n):\n    return LeNet5(n)(None)\n", []),
        ("for n in (3, 4):\n    net = LeNet5(n)\n", ["LeNet5(3)"]),
        (
            "sizes = {'a': 3}\nfor _, n in sizes.items():\n    LeNet5(n)\n",
            ["LeNet5(next(iter(sizes.items()))[1])"],
        ),
        ("for _, n in enumerate([3, 4]):\n    LeNet5(n)\n", ["LeNet5(next(iter(enumerate([3, 4])))[1])"]),
        ("for images, _ in loader():\n    LeNet5(images.shape[1])\n", []),
        ("def experiment(n):\n    train(LeNet5(n))\n\nexperiment(7)\nexperiment(n=8)\n", ["LeNet5(8)"]),
        (
            "def experiment(config):\n    train(LeNet5(config['n']))\n\n"
            "for wide in [3, 4]:\n    config = {'lr': 0.1, 'n': wide}\n    experiment(config)\n",
            ["LeNet5(3)"],
        ),
        ("def experiment(n):\n    train(LeNet5(n))\n\nexperiment(len(open('x').read()))\n", []),
        ("nets = [LeNet5(n) for n in (3, 4)]\n", ["LeNet5(3)"]),
        ("nets = {a: LeNet5(n, a) for n in (3, 4) for a in 'xy'}\n", ["LeNet5(3, next(iter('xy')))"]),
        (
            "sizes = {'small': {'n': 3}}\nfor name, size in sizes.items():\n    train(LeNet5(**size))\n",
            ["LeNet5(**next(iter(sizes.items()))[1])"],
        ),
        ("for n in range(len(open('x').read())):\n    LeNet5(n)\n", []),
        ("while True:\n    n = 3\n    LeNet5(n)\n", ["LeNet5(3)"]),
        ("class T:\n    def go(self):\n        LeNet5(self.n)\n", []),
        (
            "import argparse\nargs = argparse.ArgumentParser().parse_args()\nnet = LeNet5(args.n)\n",
            ["LeNet5(args.n)"],
        ),
        ("train = open('x')\nnet = LeNet5(len(train))\n", []),
        ("train = open('x')\nnum_classes = len(train)\nnet = LeNet5(num_classes)\n", ["LeNet5(num_classes)"]),
        ("net = LeNet5(num_classes)\n", ["LeNet5(num_classes)"]),
        ("net = LeNet5(config.n)\n", []),
        ("def main():\n    n = 3\n    n = 4\n    LeNet5(n)\n", []),
    ],
)
def test_makers_are_calls_whose_arguments_have_values(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert expressions(script(tmp_path, SIZED + text), "LeNet5") == expected


def test_makers_bring_the_statements_of_their_arguments(tmp_path: Path) -> None:
    text = "import torch.nn.functional as F\nwidths = [1]\nwidths.append(6)\n"
    source = script(tmp_path, SIZED + text + "net = LeNet5(widths[1], act=F.relu)\n")
    assert build(source, "LeNet5").fc.out_features == 6
    assert len(named(source, "LeNet5").makers[0].statements) == 3


def test_makers_know_their_line(tmp_path: Path) -> None:
    source = script(tmp_path, SIZED + "\n\nnet = LeNet5(10).to('cuda:0')\n")
    (maker,) = named(source, "LeNet5").makers
    assert maker.at is not None
    assert source.position(maker.at).text == "net = LeNet5(10).to('cuda:0')"


def test_makers_at_module_level_use_the_values_of_that_moment(tmp_path: Path) -> None:
    assert build(script(tmp_path, SIZED + "n = 4\nnet = LeNet5(n)\nn = 9\n"), "LeNet5").fc.out_features == 4


def test_makers_of_a_function_are_calls_of_it(tmp_path: Path) -> None:
    text = "def make(n):\n    return nn.Sequential(nn.Linear(4, n))\nmodel = make(3).to('cuda')\n"
    source = script(tmp_path, IMPORTS + text)
    assert expressions(source, "make") == ["make(3)"]
    assert build(source, "make")[0].out_features == 3


def test_makers_of_an_object_are_its_own_name(tmp_path: Path) -> None:
    assert expressions(script(tmp_path, IMPORTS + "m = nn.Sequential(nn.Flatten()).cuda()\n"), "m") == ["m"]


TWO = IMPORTS + MODEL.replace("(self)", "(self, inputs, n=10)").replace("3072, 10)", "inputs, n)")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = open('x')\nnet = LeNet5(x.size, 4)\n", ["LeNet5(inputs=inputs, n=4)", "LeNet5(n=4)"]),
        ("x = open('x')\nnet = LeNet5(8, n=len(x))\n", ["LeNet5(inputs=8, n=n)", "LeNet5(inputs=8)"]),
        ("x = open('x')\nnet = LeNet5(*x)\n", []),
        ("def main(n):\n    LeNet5(8, n)\n", ["LeNet5(inputs=8, n=n)", "LeNet5(inputs=8)"]),
    ],
)
def test_makers_keep_the_arguments_that_have_values(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert expressions(script(tmp_path, TWO + text), "LeNet5") == expected


def test_makers_note_what_their_arguments_lack(tmp_path: Path) -> None:
    source = script(tmp_path, TWO + "x = open('x')\nwidth = x.size\nnet = LeNet5(width, 4)\n")
    (lacking,) = named(source, "LeNet5").left_out
    assert (lacking.name, source.position(lacking.at).text) == ("width", "width = x.size")
