"""Mistakes in other styles: loops over lists, named elements, helper blocks, classes with swapped names."""

from pathlib import Path

import pytest

from grader.checks import Assignment
from grader.grading import course
from tests.repairs.submissions import LENET, UNET, repaired, wrong

Edits = tuple[tuple[str, str], ...]

LOOP = """from torch import nn


class LeNet5(nn.Module):
    def __init__(self, filters=(6, 16), hidden=[120, 84]):
        super().__init__()
        layers, channels, inputs = [], 3, 400
        for count in filters:
            layers += [nn.Conv2d(channels, count, 5), nn.ReLU(), nn.MaxPool2d(2)]
            channels = count
        layers.append(nn.Flatten())
        for count in hidden:
            layers += [nn.Linear(inputs, count), nn.ReLU()]
            inputs = count
        self.layers = nn.Sequential(*layers, nn.Linear(inputs, 10))

    def forward(self, x):
        return self.layers(x)
"""
NAMED = """from collections import OrderedDict

import torch
from torch import nn


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(OrderedDict([
            ("conv1", nn.Conv2d(3, 6, 5)),
            ("relu1", nn.ReLU()),
            ("pool1", nn.MaxPool2d(2)),
            ("conv2", nn.Conv2d(6, 16, 5)),
            ("relu2", nn.ReLU()),
            ("pool2", nn.MaxPool2d(2)),
        ]))
        self.head = nn.Sequential(
            nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)
        )

    def forward(self, x):
        return self.head(torch.flatten(self.layers(x), 1))
"""
BLOCKS = """import torch
import torch.nn as nn
import torch.nn.functional as F


def twice(inputs, width, kernel=5):
    return nn.Sequential(
        nn.Conv2d(inputs, width, kernel, padding=kernel // 2), nn.ReLU(),
        nn.Conv2d(width, width, kernel, padding=kernel // 2), nn.ReLU(),
    )


class Up(nn.Module):
    def __init__(self, inputs, width):
        super().__init__()
        self.up = nn.ConvTranspose2d(inputs, width, 4, 2, 1)
        self.convs = twice(2 * width, width)

    def forward(self, x, skip):
        x = self.up(x)
        return self.convs(torch.cat([x, skip], dim=1))


class SegUNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.one, self.two, self.low = twice(3, 8), twice(8, 16), twice(16, 32)
        self.up2, self.up1 = Up(32, 16), Up(16, 8)
        self.last = nn.Conv2d(8, 11, 1)

    def forward(self, x):
        a = self.one(x)
        b = self.two(F.max_pool2d(a, 2))
        x = self.low(F.max_pool2d(b, 2))
        return self.last(self.up1(self.up2(x, b), a))
"""
JOIN, TWICE = "torch.cat([x, skip], dim=1)", "twice(2 * width, width)"

LENETS: dict[str, tuple[str, Edits]] = {
    "width in a list": (LOOP, (("[120, 84]", "[100, 84]"),)),
    "width missing in a list": (LOOP, (("[120, 84]", "[84]"),)),
    "width too many in a list": (LOOP, (("[120, 84]", "[120, 84, 84]"),)),
    "named element missing": (NAMED, (('            ("relu2", nn.ReLU()),\n', ""),)),
    "named element too many": (
        NAMED,
        (("Conv2d(6, 16, 5)),\n", 'Conv2d(6, 16, 5)),\n            ("t", nn.Tanh()),\n'),),
    ),
    "batch flattened": (NAMED, (("self.layers(x), 1)", "self.layers(x))"),)),
    "map not flattened": (
        LENET,
        (("        x = x.view(-1, 16 * 5 * 5)\n", ""), ("16 * 5 * 5, 120", "5, 120")),
    ),
}
UNETS: dict[str, tuple[str, Edits]] = {
    "sum in a block": (BLOCKS, ((JOIN, "x + skip"), (TWICE, "twice(width, width)"))),
    "no skip in a block": (BLOCKS, ((JOIN, "x"), (TWICE, "twice(width, width)"))),
    "kernel of a helper": (BLOCKS, (("kernel=5", "kernel=3"),)),
    "one level": (
        UNET,
        (
            ("        self.enc2 = nn.Conv2d(8, 16, 5, padding=2)\n", ""),
            ("nn.Conv2d(16, 32, 5, padding=2)", "nn.Conv2d(8, 16, 5, padding=2)"),
            ("        self.up2 = nn.ConvTranspose2d(32, 16, 4, stride=2, padding=1)\n", ""),
            ("        self.dec2 = nn.Conv2d(32, 16, 5, padding=2)\n", ""),
            ("        e2 = F.relu(self.enc2(F.max_pool2d(e1, 2)))\n", ""),
            ("self.mid(F.max_pool2d(e2, 2))", "self.mid(F.max_pool2d(e1, 2))"),
            ("        d2 = torch.cat([self.up2(m), e2], dim=1)\n", ""),
            ("        d2 = F.relu(self.dec2(d2))\n", ""),
            ("self.up1(d2), e1", "self.up1(m), e1"),
        ),
    ),
    "two levels up at once": (
        UNET,
        (
            ("        self.up2 = nn.ConvTranspose2d(32, 16, 4, stride=2, padding=1)\n", ""),
            ("        self.dec2 = nn.Conv2d(32, 16, 5, padding=2)\n", ""),
            ("nn.ConvTranspose2d(16, 8, 4, stride=2, padding=1)", "nn.ConvTranspose2d(32, 8, 8, 4, 2)"),
            ("        d2 = torch.cat([self.up2(m), e2], dim=1)\n", ""),
            ("        d2 = F.relu(self.dec2(d2))\n", ""),
            ("self.up1(d2), e1", "self.up1(m), e1"),
        ),
    ),
    "skip after the pooling": (
        UNET,
        (
            ("e1 = F.relu(self.enc1(x))", "e1 = F.max_pool2d(F.relu(self.enc1(x)), 2)"),
            ("self.enc2(F.max_pool2d(e1, 2))", "self.enc2(e1)"),
        ),
    ),
}


@pytest.mark.parametrize("name", LENETS)
def test_search_repairs_lenets_of_every_style(name: str, assignment1: Assignment, tmp_path: Path) -> None:
    right, edits = LENETS[name]
    _keeps_its_promise(right, edits, assignment1, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", UNETS)
def test_search_repairs_u_nets_of_every_style(name: str, tmp_path: Path) -> None:
    right, edits = UNETS[name]
    _keeps_its_promise(right, edits, course.load("assignment3"), tmp_path)


def _keeps_its_promise(right: str, edits: Edits, task: Assignment, folder: Path) -> None:
    assert repaired(right, task, folder)[0] == ()
    repairs, _, gained = repaired(wrong(right, *edits), task, folder)
    assert len(repairs) == 1
    assert gained == pytest.approx(repairs[0].gain, abs=0.01)


def test_search_exchanges_the_names_of_two_classes(assignment1: Assignment, tmp_path: Path) -> None:
    cnn = """

class LeNet5(nn.Module):
    def __init__(self):
        super(LeNet5, self).__init__()
        self.first = nn.Conv2d(3, 32, 5)
        self.second = nn.Conv2d(32, 32, 5)
        self.head = nn.Linear(32 * 24 * 24, 10)

    def forward(self, x):
        return self.head(self.second(self.first(x)).flatten(1))
"""
    filters = (("(3, 6, 5)", "(3, 8, 5)"), ("(6, 16, ", "(8, 16, "))
    text = wrong(LENET, ("class LeNet5", "class CNN"), *filters) + cnn
    repairs, after, gained = repaired(text, assignment1, tmp_path)
    repair = repairs[0]
    assert repair.what is not None
    assert repair.what.en == "The classes CNN and LeNet5 bear each other's names."
    assert "class CNN(nn.Module):\n    def __init__(self):\n        super(CNN, self)" in after
    assert gained == pytest.approx(sum(each.gain for each in repairs), abs=0.01)
