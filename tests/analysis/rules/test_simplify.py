"""Whole models compute what they did, and are rewritten soon."""

import time
from pathlib import Path

import msgspec
import pytest

from grader.analysis.rules.simplify import simplify
from grader.capture.validate import NODES as VALIDATED_NODES
from grader.records.capture_protocol import Captured
from grader.records.graph import Batch, Graph, Node, Value
from tests.analysis.rules.models import assert_alike, operations
from tests.capture.submissions import believed
from tests.capture.test_zoo import files, outcomes


@pytest.mark.parametrize("path", files("models"), ids=lambda path: path.stem)
def test_simplify_changes_no_model_of_the_zoo(path: Path) -> None:
    outcome = believed(outcomes()[path])
    assert isinstance(outcome, Captured)
    assert_alike(outcome.graph, simplify(outcome.graph))


def test_simplify_is_done_at_once(references: dict[str, Graph]) -> None:
    for reference in references.values():
        once = simplify(reference)
        assert simplify(once) == once
        assert operations(once) == operations(reference)


def test_simplify_takes_a_chain_of_thousands_of_operations(lenet: Graph) -> None:
    """Of ReLUs one is left; a forward that tells the truth never gets so long, a hostile one may."""
    relu = [
        Node("relu.default", (Value(index),), ((Batch(1), 10),))
        for index in range(len(lenet.nodes) - 1, VALIDATED_NODES - 2)
    ]
    last = Value(VALIDATED_NODES - 2)
    detached = Node("detach.default", (last,), ((Batch(1), 10),))
    output = Value(VALIDATED_NODES - 1)
    long = msgspec.structs.replace(
        lenet, nodes=(*lenet.nodes, *relu, detached), output=output, output_training=output
    )
    start = time.monotonic()
    found = simplify(long)
    assert time.monotonic() - start < 10
    assert operations(found) == [*operations(lenet), "relu", "detach"]
