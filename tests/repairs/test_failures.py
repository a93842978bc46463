"""Models that do not run: each mistake has one repair, which undoes it and brings all of its points."""

from pathlib import Path

import pytest

from grader.checks import Assignment
from tests.repairs.submissions import LENET, UNET_OF_BLOCKS, repaired, wrong

Edits = tuple[tuple[str, str], ...]

CLASSIFIER = """

class UNetClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.unet = UNet()
        self.fc = nn.Linear(3072, 10)

    def forward(self, x):
        return self.fc(self.unet(x))
"""
LOOP = """import torch
from torch import nn


class CifarMLP(nn.Module):
    def __init__(self):
        super().__init__()
        layers = [nn.Linear(3072, 100), nn.ReLU()]
        for _ in range(3):
            layers += [nn.Linear(100, 100), nn.ReLU()]
        self.net = nn.Sequential(*layers, nn.Linear(100, 10))

    def forward(self, x):
        return self.net(torch.flatten(x, 1))
"""
INIT = "        super().__init__()\n"
FC3 = "self.fc3 = nn.Linear(84, 10)"
CONV1 = "        self.conv1 = nn.Conv2d(3, 6, 5)\n"
RELU = "F.relu(self.fc1(x))"
LENETS: dict[str, Edits] = {
    "super of another class": ((INIT, "        super(LeNet, self).__init__()\n"),),
    "super not called": ((INIT, "        super.__init__()\n"),),
    "super's init not called": ((INIT, "        super(LeNet5, self)\n"),),
    "the module's init without self": ((INIT, "        nn.Module.__init__()\n"),),
    "comma after a layer": ((FC3, f"{FC3},"),),
    "super's init misspelt": ((INIT, "        super().__init()\n"),),
    "super after a layer": ((INIT + CONV1, CONV1 + INIT),),
    "init without self": (("__init__(self)", "__init__()"),),
    "layer made without self": (("self.conv1 = ", "conv1 = "),),
    "layer read without self": (("F.relu(self.conv1(x))", "F.relu(conv1(x))"),),
    "variable of another name": ((RELU, "F.relu(self.fc1(y))"),),
    "layer in place of a function": ((RELU, "nn.ReLU(self.fc1(x))"),),
    "layer with a setting": (("self.pool(F.relu(self.conv1(x)))", "nn.MaxPool2d(F.relu(self.conv1(x)), 2)"),),
    "layer never made": ((RELU, "self.relu(self.fc1(x))"),),
    "layer returned": (("return self.fc3(x)", "return self.fc3"),),
    "result printed": (("return self.fc3(x)", "print(self.fc3(x))"),),
    "compared": (("self.fc3 = nn", "self.fc3 == nn"),),
    "misspelt argument": (("kernel_size=5", "kernal_size=5"),),
    "another type": ((RELU, "F.relu(self.fc1(x.double()))"),),
    "another order": (("self.conv1(x)", "self.conv1(x.permute(0, 2, 3, 1))"),),
}  # fmt: skip
UNETS: dict[str, Edits] = {
    "a block of one channel": (("Block(3, 8)", "Block(1, 8)"),),
    "a block that forgets the skip": (("Block(32, 16)", "Block(16, 16)"),),
    "batch norm of the inputs": (("nn.BatchNorm2d(outputs)", "nn.BatchNorm2d(inputs)"),),
    "a block that returns nothing": (("return self.layers(x)", "self.layers(x)"),),
    "a block in small letters": (("Block(3, 8)", "block(3, 8)"),),
    "no padding": (("5, padding=2", "5"),),
    "transposed of another size": (("(32, 16, 4, stride=2", "(32, 16, 3, stride=2"),),
    "a class among layers": (("nn.ReLU(),", "nn.ReLU,"),),
    "a function among layers": (("nn.ReLU(),", "F.relu,"),),
    "a list of layers": (
        ("nn.Sequential(", "nn.ModuleList(["),
        ("nn.ReLU(),\n        )", "nn.ReLU(),\n        ])"),
    ),
    "joined along the batch": (("torch.cat([x, two], dim=1)", "torch.cat([x, two])"),),
    "joined without a list": (("torch.cat([x, two], dim=1)", "torch.cat(x, two)"),),
}


@pytest.mark.parametrize("name", LENETS)
def test_search_lets_a_lenet_run(name: str, assignment1: Assignment, tmp_path: Path) -> None:
    repairs, _, gained = repaired(wrong(LENET, *LENETS[name]), assignment1, tmp_path)
    assert len(repairs) == 1
    assert gained == pytest.approx(repairs[0].gain, abs=0.01) == 72


@pytest.mark.parametrize("name", UNETS)
def test_search_lets_a_unet_of_blocks_run(name: str, assignment3: Assignment, tmp_path: Path) -> None:
    repairs, _, gained = repaired(wrong(UNET_OF_BLOCKS, *UNETS[name]), assignment3, tmp_path)
    assert len(repairs) == 1
    assert gained == pytest.approx(repairs[0].gain, abs=0.01) == 90


def test_search_makes_the_layers_of_a_loop_once_more(assignment0: Assignment, tmp_path: Path) -> None:
    repairs, after, gained = repaired(wrong(LOOP, ("range(3)", "range(2)")), assignment0, tmp_path)
    assert after == LOOP
    assert gained == pytest.approx(repairs[0].gain, abs=0.01)
    assert repairs[0].what is not None
    assert repairs[0].what.en == "A loop makes its layers 2 times; 3 times is right."


@pytest.mark.parametrize(
    "end", ["return self.last(x).permute(0, 2, 3, 1)", "x = self.last(x).flatten(2)\n        return x"]
)
def test_search_leaves_the_output_in_its_shape(end: str, assignment3: Assignment, tmp_path: Path) -> None:
    text = wrong(UNET_OF_BLOCKS, ("return self.last(x)", end))
    repairs, _, gained = repaired(text, assignment3, tmp_path)
    assert [each.what and each.what.en for each in repairs] == ["forward gives its output another shape."]
    assert gained == pytest.approx(repairs[0].gain, abs=0.01)


def test_search_makes_the_classifier_follow_the_unet(assignment2: Assignment, tmp_path: Path) -> None:
    ends = (("class SegUNet", "class UNet"), ("nn.Conv2d(8, 11, 1)", "nn.Conv2d(8, 3, 5, padding=2)"))
    flat = ("return self.last(x)", "return self.last(x).view(-1, 3072)")
    repairs, after, gained = repaired(wrong(UNET_OF_BLOCKS, *ends, flat) + CLASSIFIER, assignment2, tmp_path)
    assert "return self.fc(torch.flatten(self.unet(x), 1))" in after
    assert gained == pytest.approx(repairs[0].gain, abs=0.01) == 4


def test_search_adds_a_skip_from_a_block(assignment3: Assignment, tmp_path: Path) -> None:
    text = wrong(UNET_OF_BLOCKS, ("torch.cat([x, two], dim=1)", "x"), ("Block(32, 16)", "Block(16, 16)"))
    repairs, after, gained = repaired(text, assignment3, tmp_path)
    assert len(repairs) == 1
    assert gained == pytest.approx(repairs[0].gain, abs=0.01) == 7.5
    assert "self.join2 = Block(32, 16)" in after


def test_search_tells_one_mistake_made_twice_once(assignment3: Assignment, tmp_path: Path) -> None:
    text = wrong(UNET_OF_BLOCKS, ("[x, two], dim=1", "[x, two]"), ("[x, one], dim=1", "[x, one]"))
    (repair,), _, _ = repaired(text, assignment3, tmp_path)
    assert repair.what is not None
    assert repair.what.en == "torch.cat does not join the maps along the channels (dim=1)."


def test_search_names_the_block_whose_call_sets_the_size(assignment3: Assignment, tmp_path: Path) -> None:
    repairs, _, _ = repaired(wrong(UNET_OF_BLOCKS, *UNETS["a block of one channel"]), assignment3, tmp_path)
    assert repairs[0].what is not None
    assert repairs[0].what.en == "down1 gets 3 input channels, but was made for 1."
