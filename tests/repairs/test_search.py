"""From a wrong submission to repairs: what they change, what they bring, and that they keep their promise."""

from itertools import pairwise
from pathlib import Path

import pytest

from grader.checks import Assignment
from grader.grading import course
from tests.repairs.submissions import LENET, SEQUENTIAL, UNET, repaired, wrong

RIGHT = {"lenet": LENET, "sequential": SEQUENTIAL}

Edits = tuple[tuple[str, str], ...]

RELU = "x = self.pool(F.relu(self.conv1(x)))"
FC1, VIEW, FC3 = "fc1 = nn.Linear(16 * 5 * 5", "view(-1, 16 * 5 * 5)", "self.fc3 = nn.Linear(84, 10)"
RESNET = "import torchvision; self.resnet = torchvision.models.resnet18(num_classes=10)"
FLAT = "        x = x.view(-1, 16 * 5 * 5)\n"
THEN = "        x = F.relu(self.fc1(x))\n"
SECOND = "            nn.Conv2d(6, 16, 5),\n"


def sides(number: int) -> Edits:
    """Return the edits by which the flattened map has sides of another length."""
    product = f"16 * {number} * {number}"
    return (FC1, f"fc1 = nn.Linear({product}"), (VIEW, f"view(-1, {product})")


LENETS: dict[str, Edits] = {
    "filters": (("(3, 6, 5)", "(3, 8, 5)"), ("(6, 16, ", "(8, 16, ")),
    "padding": (("kernel_size=5", "kernel_size=5, padding=2"), *sides(7)),
    "average pooling": (("nn.MaxPool2d(2)", "nn.AvgPool2d(2)"),),
    "softmax": (("return self.fc3(x)", "return F.softmax(self.fc3(x), dim=1)"),),
    "no activation": ((RELU, "x = self.pool(self.conv1(x))"),),
    "no pooling": ((RELU, "x = F.relu(self.conv1(x))"), *sides(12)),
    "inputs": ((FC1, "fc1 = nn.Linear(16 * 4 * 4"),),
    "channels": (("(6, 16, ", "(3, 16, "),),
    "view": ((VIEW, "view(-1, 16 * 4 * 4)"),),
    "super": (("        super().__init__()\n", ""),),
    "return": (("return self.fc3(x)", "x = self.fc3(x)"),),
    "misspelt": (("self.conv1 = ", "self.covn1 = "),),
    "import": (("import torch.nn.functional as F\n", ""),),
    "order": ((FLAT + THEN, THEN + FLAT),),
    "frozen": ((FC3, f"{FC3}\n        self.conv1.weight.requires_grad = False"),),
}
SEQUENTIALS: dict[str, Edits] = {
    "filters": (("nn.Conv2d(3, 6, 5)", "nn.Conv2d(3, 8, 5)"), ("nn.Conv2d(6, 16, 5)", "nn.Conv2d(8, 16, 5)")),
    "activation": ((f"{SECOND}            nn.ReLU(),\n", SECOND),),
    "softmax": (("nn.Linear(84, classes)", "nn.Linear(84, classes), nn.Softmax(dim=1)"),),
    "default": (("classes=10", "classes=100"),),
    "inputs": (("nn.Linear(400, 120)", "nn.Linear(256, 120)"),),
}
CASES = [("lenet", name, edits) for name, edits in LENETS.items()]
CASES += [("sequential", name, edits) for name, edits in SEQUENTIALS.items()]
OTHERWISE = {"padding", "no pooling", "return"}
"""Mistakes whose repair is right, but written in another way than the right model."""


@pytest.mark.parametrize(
    ("base", "name", "edits"), CASES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_search_undoes_a_mistake_and_keeps_its_promise(
    base: str, name: str, edits: Edits, assignment1: Assignment, tmp_path: Path
) -> None:
    repairs, after, gained = repaired(wrong(RIGHT[base], *edits), assignment1, tmp_path)
    assert len(repairs) == 1
    assert gained == pytest.approx(repairs[0].gain, abs=0.01)
    assert sorted(after.split()) == sorted(RIGHT[base].split()) or name in OTHERWISE


def test_search_finds_one_repair_for_each_of_several_mistakes(
    assignment1: Assignment, tmp_path: Path
) -> None:
    text = wrong(
        LENET,
        ("nn.MaxPool2d(2)", "nn.AvgPool2d(2)"),
        ("return self.fc3(x)", "return torch.softmax(self.fc3(x), 1)"),
        ("(120, 84)", "(120, 100)"),
        ("(84, 10)", "(100, 10)"),
    )
    repairs, after, gained = repaired(text, assignment1, tmp_path)
    assert after == LENET
    assert len(repairs) == 3
    assert gained == pytest.approx(sum(each.gain for each in repairs), abs=0.01)
    assert all(one.gain >= other.gain for one, other in pairwise(repairs))


def test_search_says_which_expected_layers_a_repair_brings_back(
    assignment1: Assignment, tmp_path: Path
) -> None:
    text = wrong(
        LENET,
        ("F.relu(self.conv2(x))", "self.conv2(x)"),
        ("(120, 84)", "(120, 100)"),
        ("(84, 10)", "(100, 10)"),
    )
    repairs, _, _ = repaired(text, assignment1, tmp_path)
    relu_after_conv2, layer_120x84 = 4, 9
    assert {tuple(each.place for each in repair.mends) for repair in repairs} == {
        (relu_after_conv2,),
        (layer_120x84,),
    }


def test_search_finds_nothing_for_a_right_model_or_where_nothing_helps(
    assignment1: Assignment, tmp_path: Path
) -> None:
    borrowed = wrong(LENET, (RELU, "return self.resnet(x)"), (FC3, f"{FC3}\n        {RESNET}"))
    assert repaired(LENET, assignment1, tmp_path)[0] == ()
    assert repaired(borrowed, assignment1, tmp_path)[0] == ()


CNN = """class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 32, 5)
        self.second = nn.Conv2d(32, 32, 5)
        self.head = nn.Linear(32 * 24 * 24, 10)

    def forward(self, x):
        return self.head(self.second(self.first(x)).flatten(1))


class LeNet5"""


def test_search_says_whose_layer_it_means_where_there_are_two_models(
    assignment1: Assignment, tmp_path: Path
) -> None:
    text = wrong(LENET, ("(3, 6, 5)", "(3, 8, 5)"), ("(6, 16, ", "(8, 16, "))
    (alone,), *_ = repaired(text, assignment1, tmp_path)
    (beside,), *_ = repaired(text.replace("class LeNet5", CNN), assignment1, tmp_path)
    assert alone.what is not None
    assert beside.what is not None
    assert alone.what.en.startswith("conv1 has 8 filters")
    assert (beside.what.ko, beside.what.en) == (f"LeNet5 · {alone.what.ko}", f"LeNet5 · {alone.what.en}")


def test_search_adds_an_import_although_that_moves_another_model(
    assignment1: Assignment, tmp_path: Path
) -> None:
    text = wrong(LENET, ("import torch.nn.functional as F\n", ""), ("class LeNet5", CNN))
    repairs, _, gained = repaired(text, assignment1, tmp_path)
    assert [each.gain for each in repairs] == pytest.approx([gained], abs=0.01)
    assert gained == 72


JOIN, DEC2 = "torch.cat([self.up2(m), e2], dim=1)", "self.dec2 = nn.Conv2d(32, 16,"
NARROW = (DEC2, "self.dec2 = nn.Conv2d(16, 16,")
UP2 = "nn.ConvTranspose2d(32, 16, 4, stride=2, padding=1)"
ENC2 = "nn.Conv2d(8, 16, 5, padding=2)"

UNETS: dict[str, Edits] = {
    "kernel": (("nn.Conv2d(16, 32, 5, padding=2)", "nn.Conv2d(16, 32, 3, padding=1)"),),
    "transposed": ((UP2, "nn.ConvTranspose2d(32, 16, 2, stride=2)"),),
    "sum": ((JOIN, "self.up2(m) + e2"), NARROW),
    "no skip": ((JOIN, "self.up2(m)"), NARROW),
    "concatenated channels": (NARROW,),
    "detached": (("d2 = F.relu(self.dec2(d2))", "d2 = F.relu(self.dec2(d2)).detach()"),),
    "classes": (("nn.Conv2d(8, 11, 1)", "nn.Conv2d(8, 10, 1)"),),
    "strided": (
        (ENC2, "nn.Conv2d(8, 16, 5, stride=2, padding=2)"),
        ("self.enc2(F.max_pool2d(e1, 2))", "self.enc2(e1)"),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", UNETS)
def test_search_undoes_what_breaks_a_rule(name: str, tmp_path: Path) -> None:
    task = course.load("assignment3")
    repairs, _, gained = repaired(wrong(UNET, *UNETS[name]), task, tmp_path)
    assert len(repairs) == 1
    assert gained == pytest.approx(repairs[0].gain, abs=0.01)
    assert repaired(UNET, task, tmp_path)[0] == ()
