"""Models that take and return more than one image's tensor, and sequences: replay equals torch."""

import re
import runpy
import warnings
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
import torch
from torch import nn

from grader import intake
from grader.capture.capture import capture
from grader.capture.replay import Replay, joined
from grader.capture.results import chosen, named
from grader.capture.rows import cut, noise
from grader.records.capture_protocol import Outcome
from grader.records.signature import Given, lengths, numbers, padding, row, tokens
from tests.hosts import shared

from .submissions import believed, graph_of, job

FOLDER = Path(__file__).parents[1] / "zoo" / "signatures"
PATHS = sorted(FOLDER.glob("*.py"))
HEADER = re.compile(r"# model: (\w+)  input: (.*?)(?:  returns: (.*))?\s*$")
PAGE = Path(__file__).parents[2] / "docs" / "zoo.md"


class Called(NamedTuple):
    """The first line of a file."""

    model: str
    given: tuple[Given, ...]
    returns: tuple[str, ...]


def called(path: Path) -> Called:
    found = HEADER.match(path.read_text(encoding="utf-8").split("\n")[0])
    assert found is not None, path
    names = tuple(found[3].split(", ")) if found[3] else ()
    return Called(found[1], tuple(map(_given, found[2].split(", "))), names)


def _given(word: str) -> Given:
    if word == "lengths":
        return lengths()
    if word.startswith("padding"):
        return padding(int(word.removeprefix("padding")))
    shape, _, below = word.partition("<")
    sizes = tuple(map(int, shape.split("x"))) if shape else ()
    return tokens(*sizes, below=int(below)) if below else numbers(*sizes)


@cache
def outcome(path: Path) -> Outcome:
    source = intake.read(path)
    model, given, returns = called(path)
    candidate = next(each for each in source.candidates if each.name == model)
    asked = msgspec.structs.replace(job(candidate, row(given)), given=given, returns=returns)
    (found,) = capture(source, (asked,), shared())
    return believed(found)


def own_module(path: Path) -> nn.Module:
    torch.manual_seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what torch thinks of a student's style is not tested
        found = runpy.run_path(str(path))[called(path).model]()
    assert isinstance(found, nn.Module)
    return found


def returned(path: Path, module: nn.Module, inputs: tuple[torch.Tensor, ...]) -> torch.Tensor:
    found = module(*inputs)
    if called(path).returns:
        tensors = chosen(named(found), called(path).returns)
        assert tensors is not None
        return joined(tuple(tensors))
    assert isinstance(found, torch.Tensor)
    return found


def assert_equal(path: Path, module: nn.Module, replay: Replay) -> None:
    for size in (1, 2, 7):
        rows = noise(replay.graph, size, seed=size)
        torch.manual_seed(5)
        expected = returned(path, module, cut(rows, replay.graph.given))
        torch.manual_seed(5)
        found = joined(replay(rows))
        assert found.shape == expected.shape
        assert float(((found - expected).abs() / expected.abs().clamp_min(1)).max()) < 1e-5


@pytest.mark.filterwarnings("ignore::FutureWarning")
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_replay_computes_as_the_module_in_both_modes_and_can_be_trained(path: Path) -> None:
    module = own_module(path)
    graph = graph_of(outcome(path))
    replay, own = Replay(graph), dict(module.named_parameters()) | dict(module.named_buffers())
    with torch.no_grad():
        for index, tensor in enumerate(graph.tensors):
            if tensor.kind in ("parameter", "buffer"):
                replay.weight(index).copy_(own[tensor.name])
        for training in (False, True):
            assert_equal(path, module.train(training), replay.train(training))
    joined(replay(noise(graph, 4, seed=0))).square().sum().backward()
    assert any(p.grad is not None and bool(p.grad.any()) for p in replay.parameters())


def test_page_lists_every_model_of_the_zoo() -> None:
    listed = set(re.findall(r"^\| `(\w+)`", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert listed == {path.stem for path in FOLDER.parent.glob("*/*.py")}
