"""The brief training in a confined process: the same result as here, without the answers, and bounded."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
import torch
from safetensors import safe_open

from grader.base.progress import silent
from grader.base.text import Text
from grader.capture.replay import Replay
from grader.checks import Failed, learning
from grader.confinement.tiers import TIERS, Name, possible
from grader.datasets import Dataset
from grader.records.assignment import Threshold
from grader.records.graph import Batch, Graph, Value
from grader.records.report import Curve
from grader.training import confined, train, train_confined, write_material
from tests.capture.graphs import node
from tests.capture.submissions import graph_of, run_one
from tests.hosts import shared
from tests.training.test_unconfined import CPU, RECIPE, data

TEXT = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(48, 16)
        self.fc2 = nn.Linear(16, 2)
    def forward(self, x):
        return self.fc2(F.dropout(F.relu(self.fc1(x.flatten(1))), 0.3, self.training))
"""


LINE = Threshold(zero_below=0.5, full_from=0.9, chance=0.5, noise=0.01)


@pytest.fixture(scope="module")
def graph() -> Graph:
    return graph_of(run_one(TEXT, (3, 4, 4)))


@pytest.fixture
def material(tmp_path: Path) -> Path:
    """Where the host's children may read, whatever the tier."""
    path = shared().folder / f"{tmp_path.name}.safetensors"
    write_material(data(), RECIPE, path)
    return path


def trained(graph: Graph, material: Path, images: Dataset | None = None, **more: object) -> Curve:
    recipe = msgspec.structs.replace(RECIPE, **more)
    return train_confined(graph, recipe, images or data(), material, shared(), silent, seed=0)


def test_train_confined_gives_the_curve_of_train_with_channels_last(graph: Graph, material: Path) -> None:
    images = data()
    last = {
        name: getattr(images, name).contiguous(memory_format=torch.channels_last)
        for name in ("train_images", "test_images")
    }
    here = train(Replay(graph, 0), RECIPE, replace(images, **last), CPU, silent, seed=0)
    there = trained(graph, material)
    assert msgspec.structs.replace(there, seconds=0.0) == msgspec.structs.replace(here, seconds=0.0)
    assert there.score > 0.9


def test_write_material_leaves_the_test_labels_with_the_grader(material: Path) -> None:
    with safe_open(material, "pt") as file:
        assert {name: len(file.get_tensor(name)) for name in file.keys()} == {  # noqa: SIM118 - no mapping
            "inputs": len(data().train_images),
            "targets": len(data().train_labels),
            "questions": len(data().test_images),
        }


def test_train_confined_reports_its_progress(graph: Graph, material: Path) -> None:
    told: list[tuple[int, int | None]] = []

    def tell(_what: Text, done: int, total: int | None) -> None:
        told.append((done, total))

    recipe = msgspec.structs.replace(RECIPE, epochs=200)
    train_confined(graph, recipe, data(), material, shared(), tell, seed=0)
    assert told == sorted(told)
    assert {total for _, total in told} == {8 * 200}


def test_train_confined_cuts_a_long_training_short_and_says_so(
    graph: Graph, material: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confined, "WHOLE_SECONDS", 1.0)
    curve = trained(graph, material, epochs=1_000_000)
    assert curve.stopped == "timeout"
    assert curve.before is not None
    assert curve.score > curve.before


def test_train_confined_refuses_answers_of_another_number(graph: Graph, material: Path) -> None:
    fewer = data()
    object.__setattr__(fewer, "test_labels", fewer.test_labels[:-1])
    curve = trained(graph, material, fewer)
    assert curve.stopped == "invalid"
    assert (curve.before, curve.epochs) == (None, ())


@pytest.mark.parametrize("tier", ["T2", "T3", "unconfined"])
def test_train_confined_says_that_a_model_fails_on_a_batch_in_each_tier(
    graph: Graph, tier: Name, tmp_path: Path
) -> None:
    """It counts up to the size of the batch, and reads there from a table of three."""
    if TIERS[tier] not in possible():
        pytest.skip(f"not run: this machine cannot do {tier}")
    host = shared(tier)
    material = host.folder / f"{tmp_path.name}.safetensors"
    write_material(data(), RECIPE, material)
    at = len(graph.nodes)
    more = (
        node("ones.default", (3,)),
        node("arange.default", Batch(1)),
        node("index_select.default", Value(at), 0, Value(at + 1)),
        node("mean.default", Value(at + 2)),
        node("add.Tensor", graph.output, Value(at + 3)),
    )
    last = Value(at + 4)
    reading = msgspec.structs.replace(graph, nodes=graph.nodes + more, output=last, output_training=last)
    curve = train_confined(reading, RECIPE, data(), material, host, silent, seed=0)
    assert curve.stopped == "exception"
    with pytest.raises(Failed, match="could not compute the batches"):
        learning.reaches(curve, LINE)


def test_train_confined_shares_nothing_between_two_trainings(graph: Graph, material: Path) -> None:
    first, second = trained(graph, material), trained(graph, material)
    assert first.epochs == second.epochs
