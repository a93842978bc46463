"""A template that is still open is told from what somebody wrote."""

from pathlib import Path

import pytest

from .submissions import IMPORTS, MODEL, build, named, notebook, only, script

HEAD = "class LeNet5(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
LAYER = "        self.fc = nn.Linear(4, 2)\n"
FORWARD = "    def forward(self, x):\n"


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "        pass\n",
        HEAD + LAYER,
        HEAD + LAYER + FORWARD + "        pass\n",
        HEAD + LAYER + FORWARD + "        ...\n",
        HEAD + LAYER + FORWARD + '        """여기에 작성하세요"""\n        raise NotImplementedError\n',
        HEAD + LAYER + FORWARD + "        return x\n",
        HEAD + LAYER + FORWARD + "        x = None\n        return x\n",
        HEAD + LAYER + FORWARD + "        y = x\n        print(y)\n        return y\n",
        HEAD + "        self.fc = None\n" + FORWARD + "        return self.fc(x)\n",
        HEAD + "        self.fc = nn.Linear(____, 10)\n" + FORWARD + "        return self.fc(x)\n",
    ],
)
def test_open_gap(tmp_path: Path, text: str) -> None:
    assert not only(script(tmp_path, IMPORTS + text)).written


@pytest.mark.parametrize(
    "text",
    [
        HEAD + LAYER + FORWARD + "        return self.fc(x)\n",
        HEAD + LAYER + FORWARD + "        self.fc(x)\n",
        HEAD + LAYER + "    def foward(self, x):\n        return self.fc(x)\n",
        HEAD + LAYER + "        def forward(self, x):\n            return self.fc(x)\n",
        "class LeNet5(nn.Sequential):\n    pass\n",
        HEAD + LAYER + "def forward(self, x):\n    return self.fc(x)\nLeNet5.forward = forward\n",
        HEAD + "        self.fc = None\n" + LAYER + FORWARD + "        return self.fc(x)\n",
    ],
)
def test_written_right_or_wrong(tmp_path: Path, text: str) -> None:
    assert only(script(tmp_path, IMPORTS + text)).written


def test_forward_of_the_students_own_base_counts(tmp_path: Path) -> None:
    base = "class Base(nn.Module):\n" + FORWARD + "        return self.fc(x)\n"
    derived = HEAD.replace("nn.Module", "Base") + LAYER
    source = script(tmp_path, IMPORTS + base + derived)
    assert named(source, "LeNet5").written


def test_gap_that_comes_after_does_not_replace_what_was_written(tmp_path: Path) -> None:
    source = notebook(tmp_path, IMPORTS, MODEL, HEAD + FORWARD + "        pass\n", "net = LeNet5()")
    assert only(source).written
    assert build(source, "LeNet5").fc.out_features == 10


def test_class_that_goes_on_in_the_next_cell_keeps_its_beginning(tmp_path: Path) -> None:
    source = notebook(
        tmp_path,
        IMPORTS,
        HEAD + LAYER + FORWARD + "        pass\n",
        "class LeNet5(LeNet5):\n" + FORWARD + "        return self.fc(x)\n",
    )
    assert only(source).written
    assert source.position(only(source).at).cell == 3
    assert build(source, "LeNet5").fc.out_features == 2
