"""A short run of `python -m tests.fuzzing`, and every input that it ever found."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.records.graph import Graph
from tests.fuzzing.graphs import graphs
from tests.fuzzing.operations import computes, operations
from tests.fuzzing.seeds import failures, seeds, words
from tests.fuzzing.targets import TARGETS, graph

KNOWN = [(target, path) for target in TARGETS for path in failures(target)]


@pytest.mark.parametrize(("target", "path"), KNOWN, ids=lambda value: getattr(value, "stem", value))
def test_fuzzing_target_still_holds_where_it_once_failed(target: str, path: Path) -> None:
    TARGETS[target](path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_fuzzing_target_reads_or_refuses_any_change_of_an_honest_input(target: str) -> None:
    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(changed(target))
    def holds(data: bytes) -> None:
        TARGETS[target](data)

    holds()


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(graphs())
def test_fuzzing_graph_computes_or_is_refused(found: Graph) -> None:
    graph(found)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(operations())
def test_no_operation_ends_the_process_that_computes_it(found: Graph) -> None:
    computes(found)


@pytest.mark.parametrize("path", failures("operations"), ids=lambda path: path.stem)
def test_fuzzing_fixtures_end_their_process_no_more(path: Path) -> None:
    computes(msgspec.json.decode(path.read_bytes(), type=Graph))


@st.composite
def changed(draw: st.DrawFn, target: str) -> bytes:
    """An honest input with a few pieces taken out, put in, or doubled."""
    data = draw(st.sampled_from(seeds(target)))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 40)))
        piece = draw(st.sampled_from(words(target)) | st.binary(max_size=4) | st.just(data[start:end] * 2))
        data = data[:start] + piece + data[end:]
    return data
