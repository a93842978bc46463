"""A model is trained on the requested device, or on the CPU if that device has too little memory."""

from typing import Any

import msgspec
import pytest
import torch

from grader.base.progress import silent
from grader.capture.verify import trusted
from grader.checks import Assignment
from grader.datasets import Dataset, load
from grader.grading import course
from grader.grading import trainer as trainers
from grader.grading.grade import grade
from grader.grading.trainer import Need, Settings, Trainer
from grader.intake import read
from grader.records.assignment import Recipe
from grader.records.capture_protocol import Captured
from grader.records.graph import Graph
from grader.records.report import Curve
from grader.training import DeviceTooSmall, train_confined
from tests.capture.submissions import graph_of, run_one
from tests.grading.test_grade import EXAMPLES
from tests.hosts import measuring, shared

RECIPE = Recipe(train_images=64, test_images=20, epochs=1, batch=16, learning_rate=1e-3)
TEXT = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.fc = nn.Linear(8 * 30 * 30, 10)
    def forward(self, x):
        return self.fc(F.relu(self.conv(x)).flatten(1))
"""
gpu = pytest.mark.gpu
there_is_none = pytest.mark.skipif(not torch.cuda.is_available(), reason="not run: there is no GPU")


@pytest.fixture(scope="module")
def graph() -> Graph:
    (captured,) = trusted([Captured(graph_of(run_one(TEXT, (3, 32, 32))), "Net()")], measuring())
    assert isinstance(captured, Captured)
    return captured.graph


def trainer(device: str) -> Trainer:
    return Trainer(Settings(data=("standin",), device=device), shared(), silent)


def _but_for_the_time(curve: Curve, seconds: float) -> Curve:
    return msgspec.structs.replace(curve, seconds=seconds)


def test_trainer_turns_to_the_cpu_when_the_device_lacks_memory(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    def out_of_memory(*args: Any, device: str, **named: Any) -> Curve:
        if device == "cuda":
            raise DeviceTooSmall
        return train_confined(*args, device=device, **named)

    monkeypatch.setattr(trainers, "choose", lambda _name: torch.device("cuda"))
    monkeypatch.setattr(trainers, "train_confined", out_of_memory)
    short = trainer("cuda")
    curve = short.train(graph, RECIPE, 0)
    assert curve == _but_for_the_time(trainer("cpu").train(graph, RECIPE, 0), curve.seconds)
    assert [notice.en for notice in short.notices] == [
        "The cuda device has too little memory, so the training was done on the CPU."
    ]


@gpu
@there_is_none
def test_trainer_gives_the_same_curve_twice_on_a_gpu(graph: Graph) -> None:
    first, second = (trainer("cuda").train(graph, RECIPE, 0) for _ in range(2))
    assert first.device == "cuda"
    assert first == _but_for_the_time(second, first.seconds)


@gpu
@there_is_none
def test_trainer_turns_to_the_cpu_when_a_real_gpu_lacks_memory(graph: Graph) -> None:
    free, _ = torch.cuda.mem_get_info()
    filled = torch.empty(free - 100_000_000, dtype=torch.uint8, device="cuda")
    short = trainer("cuda")
    assert short.train(graph, RECIPE, 0).device == "cpu"
    assert len(short.notices) == 1
    del filled


@gpu
@there_is_none
@pytest.mark.slow
def test_grade_gives_a_right_submission_full_marks_on_a_gpu(assignment1: Assignment) -> None:
    settings = Settings(data=("standin",), device="cuda")
    report = grade(read(EXAMPLES / "right_lab_notebook.ipynb"), assignment1, settings, shared(), silent)
    assert (report.device, report.earned) == ("cuda", report.points)
    assert "on cuda" in report.confinement.en


def test_trainer_reads_the_images_of_a_class_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def loading(kind: str, *where: object, **more: object) -> Dataset:
        asked.append(kind)
        return load("mnist", ["standin"], train=20, test=10)

    monkeypatch.setattr("grader.grading.trainer.load", loading)
    recipe = course.load("assignment1").parts[-1].recipe
    assert recipe is not None
    images: dict[Need, Dataset] = {}
    one, other, alone = (Trainer(Settings(), shared(), silent, kept) for kept in (images, images, None))
    first = one.data(recipe)
    assert not other.loaded  # a report names the data that its own submission needed
    assert other.data(recipe) is first
    assert other.loaded == (first,)
    assert asked == [recipe.data]
    assert alone.data(recipe) is not first
