"""An unfilled template is distinguished from code that somebody wrote."""

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
def test_template_gap_is_seen(tmp_path: Path, text: str) -> None:
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
def test_template_gap_is_not_seen_in_what_is_written_right_or_wrong(tmp_path: Path, text: str) -> None:
    assert only(script(tmp_path, IMPORTS + text)).written


def test_template_gap_is_filled_by_the_forward_of_ones_own_base(tmp_path: Path) -> None:
    base = "class Base(nn.Module):\n" + FORWARD + "        return self.fc(x)\n"
    derived = HEAD.replace("nn.Module", "Base") + LAYER
    source = script(tmp_path, IMPORTS + base + derived)
    assert named(source, "LeNet5").written


def test_template_gap_does_not_replace_what_was_written_before(tmp_path: Path) -> None:
    source = notebook(tmp_path, IMPORTS, MODEL, HEAD + FORWARD + "        pass\n", "net = LeNet5()")
    assert only(source).written
    assert build(source, "LeNet5").fc.out_features == 10


def test_template_gap_may_be_filled_by_a_subclass_in_the_next_cell(tmp_path: Path) -> None:
    source = notebook(
        tmp_path,
        IMPORTS,
        HEAD + LAYER + FORWARD + "        pass\n",
        "class LeNet5(LeNet5):\n" + FORWARD + "        return self.fc(x)\n",
    )
    assert only(source).written
    assert source.position(only(source).at).cell == 3
    assert build(source, "LeNet5").fc.out_features == 2
