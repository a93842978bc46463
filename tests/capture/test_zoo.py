"""Models in many idioms are captured, replayed with their own weights, and compared with torch."""

import re
import runpy
import warnings
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import torch
from torch import nn

from grader.analysis.noise import draws_in_evaluation
from grader.capture.replay import Replay
from grader.checks.verdict import Withheld
from grader.grading.limits import must_be_known
from grader.records.capture_protocol import Broken, Captured, Outcome
from tests.hosts import measuring

from .submissions import believed, graph_of, run_files

ZOO = Path(__file__).parents[1] / "zoo"
FOLDERS = ("models", "unsupported", "unknown", "remarked", "random", "fixed_batch")
HEADER = re.compile(r"# model: (\w+)  input: ([\dx]+)(?:  (?:reason|batch): (\w+))?\s*$")


class Header(NamedTuple):
    """The first line of a file of the zoo."""

    model: str
    shape: tuple[int, ...]
    expected: str
    """The reason of a refusal, what the grader does not know, what is remarked, or the only batch size."""


def header(path: Path) -> Header:
    with path.open(encoding="utf-8") as file:
        found = HEADER.match(file.readline())
    assert found is not None, path
    return Header(found[1], tuple(map(int, found[2].split("x"))), found[3] or "")


def files(folder: str) -> list[Path]:
    return sorted((ZOO / folder).glob("*.py"))


@cache
def outcomes() -> dict[Path, Outcome]:
    """Every file of the zoo, run in one child."""
    paths = [path for folder in FOLDERS for path in files(folder)]
    return run_files({path: header(path)[:2] for path in paths})


def own_module(path: Path) -> nn.Module:
    """The module as Python alone makes it."""
    torch.manual_seed(0)
    name, shape, _ = header(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what torch thinks of a student's style is not tested
        found = runpy.run_path(str(path))[name]
        module = found if isinstance(found, nn.Module) else found()
        if any(nn.parameter.is_lazy(parameter) for parameter in module.parameters()):
            module(torch.zeros(2, *shape))
    assert isinstance(module, nn.Module)
    return module


def replay_of(path: Path, module: nn.Module) -> Replay:
    """The captured model with the module's own weights and buffers."""
    outcome = believed(outcomes()[path])
    assert isinstance(outcome, Captured), outcome
    replay = Replay(outcome.graph)
    own = dict(module.named_parameters()) | dict(module.named_buffers())
    with torch.no_grad():
        for index, tensor in enumerate(outcome.graph.tensors):
            if tensor.kind in ("parameter", "buffer"):
                replay.weight(index).copy_(own[tensor.name])
    return replay


def largest_error(path: Path, module: nn.Module, replay: Replay, batch: int) -> float:
    """The largest difference of the outputs in evaluation mode, relative to outputs above 1."""
    module.eval()
    replay.eval()
    images = torch.randn(batch, *header(path).shape, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        expected, found = module(images), replay(images)
    assert found.shape == expected.shape
    return float(((found - expected).abs() / expected.abs().clamp_min(1)).max())


@pytest.mark.parametrize("path", files("models"), ids=lambda path: path.stem)
def test_replay_computes_as_the_module_and_can_be_trained(path: Path) -> None:
    module = own_module(path)
    replay = replay_of(path, module)
    for batch in (1, 2, 7):
        assert largest_error(path, module, replay, batch) < 1e-5
    replay.train()
    replay(torch.randn(4, *header(path).shape)).float().square().sum().backward()
    assert any(p.grad is not None and bool(p.grad.any()) for p in replay.parameters())


@pytest.mark.parametrize("path", files("unsupported"), ids=lambda path: path.stem)
def test_capture_refuses_for_its_reason_what_no_graph_can_hold(path: Path) -> None:
    outcome = outcomes()[path]
    assert isinstance(outcome, Broken)
    assert outcome.reason == header(path).expected


@pytest.mark.parametrize("path", files("unknown"), ids=lambda path: path.stem)
def test_capture_follows_a_model_around_what_the_grader_does_not_know(path: Path) -> None:
    graph = graph_of(believed(outcomes()[path]))
    assert any(tensor.kind == "parameter" for tensor in graph.tensors)
    with pytest.raises(Withheld, match=header(path).expected):
        must_be_known(graph)


@pytest.mark.parametrize("path", files("remarked"), ids=lambda path: path.stem)
def test_capture_remarks_that_forward_may_take_another_way(path: Path) -> None:
    graph = graph_of(believed(outcomes()[path]))
    assert [remark.kind for remark in graph.remarks] == [header(path).expected]


@pytest.mark.parametrize("path", files("random"), ids=lambda path: path.stem)
def test_capture_records_noise_that_is_the_same_for_the_same_seed(path: Path) -> None:
    graph = graph_of(believed(outcomes()[path]))
    assert draws_in_evaluation(graph)
    images = torch.rand(3, *header(path).shape)
    child = measuring()
    one = child.outputs(graph, images, 0).values
    child.known.clear()
    assert torch.equal(one, child.outputs(graph, images, 0).values)


@pytest.mark.parametrize("path", files("fixed_batch"), ids=lambda path: path.stem)
def test_capture_takes_a_model_of_one_batch_size_at_that_size(path: Path) -> None:
    outcome = outcomes()[path]
    batch = int(header(path).expected)
    assert isinstance(outcome, Captured)
    assert outcome.graph.batch == batch
    module = own_module(path)
    assert largest_error(path, module, replay_of(path, module), batch) < 1e-5
