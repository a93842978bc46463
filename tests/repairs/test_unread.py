"""Code that is no Python, and methods in the wrong place: one repair lets the model be read, and run."""

import json
from pathlib import Path

import pytest

from grader.base.progress import silent
from grader.checks import Assignment
from grader.grading.grade import grade
from grader.intake import read
from tests.hosts import shared
from tests.repairs.submissions import (
    LENET,
    NO_TRAINING,
    SEQUENTIAL,
    UNET,
    UNET_OF_BLOCKS,
    graded,
    repaired,
    wrong,
)

Edits = tuple[tuple[str, str], ...]

FORWARD = LENET[LENET.index("    def forward") :]
VIEW = "        x = x.view(-1, 16 * 5 * 5)\n"
DEF, CONV1, FC3 = "def forward(self, x):", "nn.Conv2d(3, 6, 5)", "nn.Linear(84, 10)"
LENETS: dict[str, tuple[str, Edits]] = {
    "no colon": ("A colon (:) is missing.", ((DEF, "def forward(self, x)"),)),
    "semicolon": ("There is ; where : belongs.", ((DEF, "def forward(self, x);"),)),
    "no comma": ("A comma is missing.", ((FC3, "nn.Linear(84 10)"),)),
    "no product": ("A multiplication sign (*) is missing.", (("16 * 5 * 5, 120", "16 5 * 5, 120"),)),
    "open bracket": ("A closing ) is missing.", ((CONV1, "nn.Conv2d(3, 6, 5"),)),
    "bracket too many": ("There is one ) too many.", ((FC3, f"{FC3})"),)),
    "other bracket": ("There is ] where ) belongs.", ((FC3, "nn.Linear(84, 10]"),)),
    "wide comma": ("There is ， where , belongs.", ((FC3, "nn.Linear(84， 10)"),)),
    "misspelt word": ("There is no retrun; it is spelled return.", (("return", "retrun"),)),
    "equals": (
        "Two values are compared with ==; = assigns.",
        ((VIEW, f"        if x.dim() = 4:\n            pass\n{VIEW}"),),
    ),
    "quotation mark": ("A quotation mark (') is missing.", ((VIEW, f"        print('shape)\n{VIEW}"),)),
    "note": ("There is no # before a note.", ((VIEW, f"        flatten the maps\n{VIEW}"),)),
    "indented too far": ("The indentation is wrong.", ((VIEW, f"    {VIEW}"),)),
    "indented too little": ("The indentation is wrong.", ((VIEW, VIEW[4:]),)),
    "at the margin": ("The indentation is wrong.", ((VIEW, VIEW.lstrip()),)),
    "return at the margin": (
        "return is not indented as far as the body of forward.",
        (("        return", "return"),),
    ),
    "forward outside": (
        "forward stands outside the class LeNet5.",
        ((FORWARD, "\n".join(line[4:] for line in FORWARD.split("\n"))),),
    ),
    "forward inside another": (
        "forward stands inside __init__.",
        ((FORWARD, "\n".join(f"    {line}" if line else "" for line in FORWARD.split("\n"))),),
    ),
    "no module": ("The class LeNet5 does not inherit from nn.Module.", (("(nn.Module)", ""),)),
    "two errors": (
        "A closing ) is missing. A colon (:) is missing.",
        ((CONV1, "nn.Conv2d(3, 6, 5"), (DEF, "def forward(self, x)")),
    ),
    "and another mistake": (
        "A colon (:) is missing. __init__ does not call that of nn.Module.",
        ((DEF, "def forward(self, x)"), ("        super().__init__()\n", "")),
    ),
}
UNETS: dict[str, Edits] = {
    "dot": (("self.enc1(x)", "self enc1(x)"),),
    "list": (("torch.cat([self.up2(m), e2], dim=1)", "torch.cat([self.up2(m), e2), dim=1)"),),
    "indented": (("        super().__init__()", "    super().__init__()"),),
}


@pytest.mark.parametrize("name", LENETS)
def test_search_makes_python_of_a_lenet(name: str, assignment1: Assignment, tmp_path: Path) -> None:
    said, edits = LENETS[name]
    (repair,), _, gained = repaired(wrong(LENET, *edits), assignment1, tmp_path)
    assert repair.what is not None
    assert repair.what.en == said
    assert gained == pytest.approx(repair.gain, abs=0.01) == 72


@pytest.mark.parametrize("name", UNETS)
def test_search_makes_python_of_a_unet(name: str, assignment3: Assignment, tmp_path: Path) -> None:
    (repair,), after, gained = repaired(wrong(UNET, *UNETS[name]), assignment3, tmp_path)
    assert after == UNET
    assert gained == pytest.approx(repair.gain, abs=0.01) == 90


def test_search_closes_a_bracket_of_several_lines_at_its_end(assignment1: Assignment, tmp_path: Path) -> None:
    text = wrong(SEQUENTIAL, ("nn.MaxPool2d(2),\n        )\n        self", "nn.MaxPool2d(2),\n        self"))
    (repair,), after, _ = repaired(text, assignment1, tmp_path)
    assert "            nn.MaxPool2d(2),)\n        self.classifier" in after
    assert [edit.new for edit in repair.edits] == [")"]


def test_search_makes_python_of_a_block_and_of_the_model_of_it(
    assignment3: Assignment, tmp_path: Path
) -> None:
    edits = (("class Block(nn.Module):", "class Block(nn.Module)"), ("(8, 11, 1)", "(8, 11, 1"))
    _, after, gained = repaired(wrong(UNET_OF_BLOCKS, *edits), assignment3, tmp_path)
    assert after == UNET_OF_BLOCKS
    assert gained == pytest.approx(90, abs=0.01)


def test_search_goes_on_once_the_code_is_python(assignment1: Assignment, tmp_path: Path) -> None:
    filters = ((CONV1, "nn.Conv2d(3, 8, 5)"), ("(6, 16, ", "(8, 16, "), (DEF, "def forward(self, x)"))
    repairs, after, gained = repaired(wrong(LENET, *filters), assignment1, tmp_path)
    assert after == LENET
    assert [each.what and each.what.en for each in repairs] == [
        "A colon (:) is missing.",
        "conv1 has 8 filters; 6 are asked for.",
    ]
    assert gained == pytest.approx(sum(each.gain for each in repairs), abs=0.01) == 72


def test_search_moves_a_forward_from_the_next_cell_into_its_class(
    assignment1: Assignment, tmp_path: Path
) -> None:
    above = LENET.removesuffix(FORWARD)
    below = "\n".join(line[4:] for line in FORWARD.split("\n"))
    cells: list[dict[str, object]] = [
        {"cell_type": "code", "source": text, "metadata": {}, "outputs": [], "execution_count": None}
        for text in (above, below)
    ]
    path = tmp_path / "lenet.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    before, (repair,) = graded(read(path), assignment1)
    assert before.earned == 0
    assert repair.gain == pytest.approx(72)
    assert {each.cell for each in repair.edits} == {1, 2}


def test_search_leaves_what_no_small_change_makes_python(assignment1: Assignment, tmp_path: Path) -> None:
    path = tmp_path / "lenet.py"
    path.write_text("this is my homework\nclass LeNet5 is what I wanted to write\n")
    assert graded(read(path), assignment1)[1] == ()
    assert grade(read(path), assignment1, NO_TRAINING, shared(), silent).earned == 0
