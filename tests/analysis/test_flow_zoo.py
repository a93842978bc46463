"""Queries and checks run on every Graph of the zoo, encoder and decoder or not."""

from pathlib import Path

import pytest

from grader.analysis.encoder_decoder import encoder_decoder
from grader.analysis.flow import IMAGE
from grader.records.capture_protocol import Captured
from grader.records.graph import Graph, Input, Weight
from tests.capture import graphs
from tests.capture.submissions import believed
from tests.capture.test_zoo import files, outcomes
from tests.checks.test_flow_checks import CHECKS, answer

PATHS = [*files("models"), *files("fixed_batch")]


def graph_at(path: Path) -> Graph:
    outcome = believed(outcomes()[path])
    assert isinstance(outcome, Captured)
    return outcome.graph


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_flow_checks_answer_for_every_model(path: Path) -> None:
    graph = graph_at(path)
    for check in CHECKS.values():
        share, finding = answer(check, graph)
        assert 0 <= share <= 1
        assert (finding is None) == (share == 1)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_encoder_decoder_is_consistent_for_every_model(path: Path) -> None:
    net = encoder_decoder(graph_at(path))
    assert next(iter(net.flow.sources)) == IMAGE
    assert net.resolutions.keys() == net.flow.sources.keys()
    assert not net.encoder & net.bottleneck
    assert not net.encoder & net.decoder
    assert bool(net.bottleneck) == bool(net.up)
    assert all(join.node in net.decoder for join in net.joins)


@pytest.mark.parametrize("output", [Input(), Weight(0)], ids=["the image", "a weight"])
def test_flow_checks_answer_for_an_output_nothing_computes(output: Input | Weight) -> None:
    graph = graphs.replaced(output=output)
    assert [answer(check, graph)[0] for name, check in CHECKS.items() if name in ("levels", "skips")] == [
        0,
        0,
    ]
