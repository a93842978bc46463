"""What the grader cannot follow is withheld with its reason, in the mode that it matters in."""

import msgspec
import pytest

from grader.checks.verdict import Withheld
from grader.grading.limits import must_be_known, must_be_small_enough
from grader.records.graph import OPAQUE, Batch, Dtype, Graph, Node, Remark, Tensor, Value, Weight
from grader.records.source import Line
from tests.capture.graphs import CLASSIFIER, replaced, weight

AT = Line(0, 7)
LSTM = Node(OPAQUE, ("lstm", (Value(4),), (Dtype("float32"),)), ((Batch(1), 10),), at=AT)


def with_lstm(node: Node) -> Graph:
    return replaced(nodes=(*CLASSIFIER.nodes, node))


def test_must_be_known_names_an_unknown_operation_and_its_line() -> None:
    with pytest.raises(Withheld, match="lstm") as caught:
        must_be_known(with_lstm(LSTM))
    assert caught.value.finding.at == (AT,)


def test_must_be_known_asks_of_training_alone_what_only_training_does() -> None:
    graph = with_lstm(msgspec.structs.replace(LSTM, when="train"))
    must_be_known(graph)
    with pytest.raises(Withheld, match="lstm"):
        must_be_known(graph, training=True)


def test_must_be_known_withholds_a_table_that_is_read() -> None:
    table = Tensor("pe", "buffer", (10, 144), None)
    must_be_known(replaced(tensors=(*CLASSIFIER.tensors, table)))
    read = msgspec.structs.replace(CLASSIFIER.nodes[4], args=(Value(3), Weight(4), None))
    graph = replaced(tensors=(*CLASSIFIER.tensors, table), nodes=(*CLASSIFIER.nodes[:4], read))
    with pytest.raises(Withheld, match="10x144"):
        must_be_known(graph)


def test_must_be_known_withholds_a_training_that_dice_decide() -> None:
    graph = replaced(remarks=(Remark("random_training"),))
    must_be_known(graph)
    with pytest.raises(Withheld, match="Python's own"):
        must_be_known(graph, training=True)


def test_must_be_small_enough_says_how_large_a_model_is() -> None:
    must_be_small_enough(CLASSIFIER)
    with pytest.raises(Withheld, match="200,000,000 parameters"):
        must_be_small_enough(replaced(tensors=(weight(5_000, 10_000),) * 4))
