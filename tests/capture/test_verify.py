"""A child's messages are decoded strictly, and nothing that it measured is trusted."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.capture.capture import decode
from grader.capture.replay import Replay
from grader.capture.shapes import shapes_of
from grader.capture.validate import Invalid
from grader.capture.verify import with_shapes
from grader.records.capture_protocol import Broken, Captured
from grader.records.graph import Batch, Graph, Input, Value, Weight

from .graphs import CLASSIFIER, graph, node, replaced, weight, with_arg
from .submissions import believed

SHAPES = (
    ((Batch(1), 4, 6, 6),),
    ((Batch(1), 4, 6, 6),),
    ((Batch(1), 144),),
    ((Batch(1), 144),),
    ((Batch(1), 10),),
)
HONEST = msgspec.json.encode(Captured(CLASSIFIER, "Net()"))
CALL = b'{"type":"captured","made_by":"","graph":'


def with_own_shapes(graph: Graph) -> Graph:
    return with_shapes(graph, shapes_of(graph))


def test_with_shapes_replaces_shapes_the_child_lies_about() -> None:
    assert tuple(n.shapes for n in CLASSIFIER.nodes) != SHAPES
    assert tuple(n.shapes for n in with_own_shapes(CLASSIFIER).nodes) == SHAPES


def test_with_shapes_works_at_a_graphs_only_batch_size() -> None:
    fixed = with_own_shapes(msgspec.structs.replace(with_arg(2, 1, (16, 144)), batch=16))
    assert fixed.nodes[-1].shapes == ((16, 10),)


def test_with_shapes_refuses_a_batch_size_that_does_not_work() -> None:
    with pytest.raises(Invalid):
        with_own_shapes(with_arg(2, 1, (16, 144)))


def test_trusted_counts_what_is_too_large_to_be_computed() -> None:
    large = graph(
        *[
            node("expand.default", Input(), (Batch(1), 3, 8, 8)),
            *[node("expand.default", Weight(0), (7_000, 8_000))] * 5,
            node("linear.default", Input(), Weight(1)),
        ],
        tensors=(weight(1, 1, values=0.0), weight(200_000, 8)),
    )
    outcome = believed(Captured(large, "Net()"))
    assert isinstance(outcome, Captured)
    assert outcome.graph.nodes[-1].shapes == ((Batch(1), 3, 8, 200_000),)


@pytest.mark.parametrize(
    "lie",
    [
        with_arg(2, 1, (Batch(1), 145)),
        with_arg(4, 1, Input()),
        with_arg(0, 3, (0, 0)),
        with_arg(0, 3, (2**62, 1)),
        with_arg(0, 4, (-1, -1)),
        with_arg(0, 6, 0),
        with_arg(3, 1, 2.5),
        graph(node("expand.default", Input(), (5_000, 3, 2_000, 8))),
        graph(node("repeat.default", Input(), (60_000, 60_000, 1, 1))),
        graph(node("zeros.default", (60_000, 60_000))),
        graph(node("constant_pad_nd.default", Input(), (2_000_000, 2_000_000))),
        graph(node("cat.default", (Input(),) * 200_000)),
        graph(node("softmax.int", Input(), 9)),
        graph(node("split.Tensor", Input(), 0)),
        graph(node("cat.default", ())),
        graph(node("split.Tensor", Input(), 4, 3, outputs=4), output=Value(0, 3)),
    ],
)
def test_trusted_marks_a_model_with_misfit_arguments_broken(lie: Graph) -> None:
    outcome = believed(Captured(lie, "Net()"))
    assert isinstance(outcome, Broken)
    assert outcome.reason in ("invalid", "beyond")


def test_trusted_leaves_broken_what_is_broken() -> None:
    outcome = Broken("make", "exception", "ValueError")
    assert believed(outcome) == outcome


# -- decoding --------------------------------------------------------------------------------------------


def changed(change: Callable[[Any], None]) -> bytes:
    told = json.loads(HONEST)
    change(told)
    return json.dumps(told).encode()


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"ready",
        b"null",
        b"\x00\xff\xfe",
        b'{"type":"\xff"}',
        b"[]",
        b"{}",
        b'{"type":"captured"}',
        b'{"type":"pickle","data":"cos"}',
        b'{"type":"broken","stage":"make","reason":"full marks"}',
        HONEST[:-1],
        HONEST + b"x",
        HONEST.replace(b'"made_by"', b'"made_by":"","points":100,"earned"'),
        CALL + b"[" * 100_000,
        CALL + b'{"nodes":' * 50_000,
        changed(lambda told: told.update(points=100)),
        changed(lambda told: told["graph"].update(score=100)),
        changed(lambda told: told["graph"]["nodes"][0].update(run="os.system")),
        changed(lambda told: told["graph"].update(batch="64")),
        changed(lambda told: told["graph"].update(batch=1.5)),
        changed(lambda told: told["graph"]["nodes"][0].update(when="never")),
        changed(lambda told: told["graph"]["nodes"][0].update(args=[{"type": "value", "node": "0"}])),
        changed(lambda told: told["graph"]["nodes"][0].update(args=[[[1]]])),
        changed(lambda told: told["graph"]["tensors"][0].update(kind="trained")),
        changed(lambda told: told["graph"]["tensors"][0].update(values=["1"])),
    ],
)
def test_decode_calls_invalid_what_is_no_outcome(line: bytes) -> None:
    assert decode(line) == Broken("trace", "invalid")


def test_decode_reads_an_honest_line() -> None:
    assert decode(HONEST) == Captured(CLASSIFIER, "Net()")


# -- mutations -------------------------------------------------------------------------------------------

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 12),
    st.sampled_from([2**31, 2**62, -(2**62), 2**64, 65_536]),
    st.floats(),
    st.sampled_from(
        ["", "relu.default", "softmax.int", "split.Tensor", "matmul.default", "train", "float64"]
    ),
    st.builds(lambda index: {"type": "weight", "index": index}, st.integers(-1, 5)),
    st.builds(lambda index: {"type": "value", "node": index, "out": 0}, st.integers(-1, 5)),
    st.builds(lambda times, plus: {"type": "batch", "times": times, "plus": plus}, *[st.integers(-2, 9)] * 2),
    st.just({"type": "mode"}),
    st.just({"type": "input"}),
)
VALUES = st.one_of(LEAVES, st.lists(LEAVES, max_size=4))


def places(told: Any) -> list[tuple[Any, Any]]:
    """Every container in a JSON value with each of its keys or indices."""
    keys = list(told) if isinstance(told, dict) else list(range(len(told))) if isinstance(told, list) else []
    found = [(told, key) for key in keys]
    return found + [place for key in keys for place in places(told[key])]


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.data())
def test_trusted_refuses_or_computes_a_mutant_and_never_raises(data: st.DataObject) -> None:
    told = json.loads(HONEST)
    for _ in range(data.draw(st.integers(1, 3))):
        container, key = data.draw(st.sampled_from(places(told["graph"])))
        change = data.draw(st.sampled_from(["replace", "delete", "repeat"]))
        if change == "replace":
            container[key] = data.draw(VALUES)
        elif change == "delete":
            del container[key]
        elif isinstance(container, list):
            container.insert(key, container[key])
    outcome = believed(decode(json.dumps(told).encode()))
    if isinstance(outcome, Broken):
        assert outcome.reason == "invalid"
    else:
        assert with_own_shapes(outcome.graph) == outcome.graph


def test_trusted_accepts_an_output_of_the_input_alone() -> None:
    assert isinstance(believed(Captured(replaced(output=Input()), "Net()")), Captured)
    assert isinstance(believed(Captured(replaced(output=Value(0)), "Net()")), Captured)


def test_replay_makes_its_tensors_where_the_batch_is() -> None:
    made = graph(node("ones.default", (Batch(1), 3, 8, 8)), node("mul.Tensor", Input(), Value(0)))
    found = Replay(made)(torch.zeros(2, 3, 8, 8, device="meta"))
    assert found.device.type == "meta"
