"""A model that belongs to another assignment of the course."""

from pathlib import Path

import pytest

from grader.base.progress import silent
from grader.checks import Assignment
from grader.grading import course
from grader.grading.grade import grade
from grader.grading.other_assignments import find, wanted
from grader.grading.trainer import Settings
from grader.intake import read
from grader.records.capture_protocol import Broken, Captured, Outcome
from grader.records.source import Candidate, Line
from tests.capture import submissions
from tests.hosts import shared

NO_TRAINING = Settings(data=("standin",), device="cpu", training=False)
ALL = {name: course.load(name) for name in ("assignment0", "assignment1", "assignment2", "assignment3")}


def owner(asked: str, name: str, computes: tuple[str, str] | None) -> str | None:
    """The other assignment that a model is told to belong to.

    Args:
        asked: the assignment that is graded.
        name: the model's name.
        computes: an assignment and its reference that the model computes; None if it does not run.
    """
    model = Candidate(name, "class", Line(0, 1), (), (), True, made=True)
    outcomes: dict[tuple[Candidate, tuple[int, ...]], Outcome] = {}
    for part in ALL[asked].parts:
        graph = ALL[computes[0]].references[computes[1]] if computes else None
        fits = graph is not None and graph.input[1:] == part.input
        outcomes[model, part.input] = (
            Captured(graph, "") if fits and graph else Broken("forward", "exception")
        )
    found = find(ALL[asked], [model], outcomes).assignments
    return found[model].id if found else None


@pytest.mark.parametrize(
    ("asked", "name", "computes", "expected"),
    [
        ("assignment0", "LeNet5", ("assignment1", "LeNet5"), "assignment1"),
        ("assignment0", "Net", ("assignment1", "LeNet5"), "assignment1"),
        ("assignment0", "LeNet5", ("assignment0", "CifarMLP"), None),  # what it is, not what it is called
        ("assignment0", "MLP", ("assignment1", "LeNet5"), None),  # its own name
        ("assignment0", "Net", ("assignment0", "CifarMLP"), None),
        ("assignment1", "SLP", None, "assignment0"),
        ("assignment1", "Net", None, None),
        ("assignment1", "UNetClassifier", ("assignment2", "UNetClassifier"), "assignment2"),
        ("assignment2", "SegUNet", ("assignment3", "SegUNet"), "assignment3"),
        ("assignment2", "Model", ("assignment1", "CNN"), "assignment1"),
        ("assignment2", "SegUNet", ("assignment2", "UNet"), None),
        ("assignment2", "CNN", ("assignment2", "UNetClassifier"), None),
        ("assignment3", "UNet", ("assignment3", "SegUNet"), None),
        ("assignment3", "UNet", ("assignment2", "UNet"), "assignment2"),
        ("assignment3", "UNet", None, None),  # may well be its U-Net
    ],
)
def test_find_tells_models_of_other_assignments(
    asked: str, name: str, computes: tuple[str, str] | None, expected: str | None
) -> None:
    assert owner(asked, name, computes) == expected


@pytest.mark.parametrize(("name", "expected"), [("UNet", None), ("LeNet5", "assignment1")])
def test_find_goes_by_the_name_of_what_fits_no_assignment(name: str, expected: str | None) -> None:
    """A U-Net that returns masks of one channel may well be the segmentation's."""
    text = (
        f"class {name}(nn.Conv2d):\n    def __init__(self):\n        super().__init__(3, 1, 5, padding=2)\n"
    )
    shape = (3, 32, 32)
    (model,) = submissions.read(text).candidates
    outcome = submissions.believed(submissions.run(text, shape)[name])
    assert isinstance(outcome, Captured)
    found = find(ALL["assignment3"], [model], {(model, shape): outcome}).assignments
    assert (found[model].id if found else None) == expected


def test_notice_names_the_models_alone_and_no_blocks(tmp_path: Path) -> None:
    file = tmp_path / "nets.py"
    file.write_text(
        "from torch import nn\n"
        "class Block(nn.Sequential):\n    def __init__(self):\n        super().__init__(nn.Linear(784, 10))\n"
        "class SLP(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.block = Block()\n    def forward(self, x):\n        return self.block(x.flatten(1))\n",
        encoding="utf-8",
    )
    report = grade(read(file), ALL["assignment1"], NO_TRAINING, shared(), silent)
    assert [
        notice.en for notice in report.notices if "This is assignment0" in notice.en and ": SLP." in notice.en
    ]


def test_wanted_names_the_models_of_all_assignments() -> None:
    told = wanted(ALL["assignment2"])
    assert told.models == ("UNet", "UNetClassifier")
    assert set(told.others) == {"assignment0", "assignment1", "assignment3"}
    assert {"LeNet5", "SegUNet"} <= set(told.other_models)


def test_grade_gives_nothing_for_another_assignment_and_names_it(tmp_path: Path) -> None:
    example = Path("assignments/assignment1/examples/right_functional.py")
    path = tmp_path / "hw.py"
    path.write_bytes((Path(__file__).parents[2] / example).read_bytes())
    asked: Assignment = ALL["assignment2"]
    report = grade(read(path), asked, NO_TRAINING, shared(), silent)
    (doubt,) = report.doubts or ()
    assert report.earned == 0
    assert "assignment1" in doubt.en
    assert "CNN, LeNet5" in doubt.ko
    assert "`grade assignment1 hw.py`" in doubt.en
    assert doubt in report.notices
