"""Outputs with the same weights: equal, different because of a layer, or different for another reason."""

from dataclasses import replace

import msgspec
import pytest
import torch

from grader.analysis.alignment import align, right
from grader.analysis.layers import layers
from grader.capture.replay import Replay
from grader.checks import Failed, Share
from grader.checks.evidence import Attempt, Comparison, Curve, Forward
from grader.checks.forward import equals_reference
from grader.checks.verdict import Finding
from grader.grading import course
from grader.grading.evidence import Evidence
from grader.records.capture_protocol import Captured
from grader.records.graph import Batch, Graph, Node, Reference, Value, Weight, map_references
from tests.hosts import measuring

OUTPUTS = torch.tensor([[1.0, -2.0], [0.5, 3.0]])
MISFIT = ((6, 3, 3, 3), (6, 3, 5, 5))


def compared(graph: Graph, reference: Graph) -> Comparison:
    student, expected = layers(graph), layers(reference)
    return Comparison(student, expected, align(student, expected)[1], graph, reference)


@pytest.fixture
def same(lenet: Graph) -> Comparison:
    """All twelve layers are right."""
    return compared(lenet, lenet)


@pytest.fixture
def without_relu(same: Comparison) -> Comparison:
    """The first ReLU is missing: ten of eleven layers are right, flattening aside."""
    student = same.student[:1] + same.student[2:]
    return replace(same, student=student, pairs=align(student, same.expected)[1])


def share(forward: Forward, comparison: Comparison) -> Share:
    answer = equals_reference(forward, comparison)
    assert answer is not None
    return answer


def failure(forward: Forward, comparison: Comparison) -> Finding:
    with pytest.raises(Failed) as caught:
        equals_reference(forward, comparison)
    return caught.value.finding


def test_equals_reference_passes_outputs_within_the_tolerance(
    same: Comparison, without_relu: Comparison
) -> None:
    assert equals_reference(Forward(OUTPUTS + 1e-5, OUTPUTS), same) is None
    assert equals_reference(Forward(OUTPUTS[:, :, None], OUTPUTS), same) is None
    assert equals_reference(Forward(OUTPUTS, OUTPUTS), without_relu) is None


OTHERS = [
    OUTPUTS + 1e-2,
    OUTPUTS.softmax(1),
    OUTPUTS.relu(),
    OUTPUTS * float("nan"),
    OUTPUTS[:, :1],
    OUTPUTS[0],
]


@pytest.mark.parametrize("outputs", OTHERS)
def test_equals_reference_fails_other_outputs_of_the_same_layers(
    outputs: torch.Tensor, same: Comparison
) -> None:
    assert failure(Forward(outputs, OUTPUTS), same).hint is not None


@pytest.mark.parametrize("outputs", [*OTHERS, None])
def test_equals_reference_charges_wrong_layers_without_a_new_hint(
    outputs: torch.Tensor | None, without_relu: Comparison
) -> None:
    answer = share(Forward(outputs, OUTPUTS, MISFIT), without_relu)
    assert answer.fraction == pytest.approx(10 / 11)
    assert "10 of 11 layers are the same" in answer.finding.message.en
    assert ("cannot be compared" in answer.finding.message.en) == (outputs is None)
    assert answer.finding.hint is None


def test_equals_reference_names_the_shapes_of_misfit_weights(same: Comparison) -> None:
    finding = failure(Forward(None, OUTPUTS, MISFIT), same)
    assert finding.expected is not None
    assert finding.found is not None
    assert (finding.found.en, finding.expected.en) == ("(6, 3, 3, 3)", "(6, 3, 5, 5)")


# -- whole models ----------------------------------------------------------------------------------------


def evidence(graph: Graph) -> Evidence:
    """What is known of a model of LeNet-5's part."""
    part = course.load("assignment1").parts[1]
    return Evidence(part, Attempt(part.model, None, Captured(graph, ""), ()), _no_training, measuring())


def _no_training(*_: object) -> Curve:
    raise AssertionError("nothing is trained here")


def test_equals_reference_notices_an_added_softmax(lenet: Graph) -> None:
    softmax = Node("softmax.int", (lenet.output, 1, None), ((Batch(1), 10),))
    last = Value(len(lenet.nodes))
    found = evidence(
        msgspec.structs.replace(lenet, nodes=(*lenet.nodes, softmax), output=last, output_training=last)
    )
    assert share(found.forward, found.comparison).fraction == pytest.approx(11 / 12)
    found = evidence(lenet)
    assert equals_reference(found.forward, found.comparison) is None


def test_equals_reference_treats_truth_values_as_other_outputs(lenet: Graph) -> None:
    positive = Node("gt.Scalar", (lenet.output, 0), ((Batch(1), 10),))
    last = Value(len(lenet.nodes))
    found = evidence(
        msgspec.structs.replace(lenet, nodes=(*lenet.nodes, positive), output=last, output_training=last)
    )
    with pytest.raises(Failed, match="is done besides"):
        equals_reference(found.forward, found.comparison)


def test_equals_reference_passes_a_convolution_equal_to_a_linear(lenet: Graph) -> None:
    """The weights have as many numbers, in another shape: (120, 16, 5, 5) for (120, 400)."""
    linear = lenet.nodes[7]
    weight = linear.args[1]
    assert isinstance(weight, Weight)
    tensors = list(lenet.tensors)
    tensors[weight.index] = msgspec.structs.replace(tensors[weight.index], shape=(120, 16, 5, 5))
    shape = ((Batch(1), 120, 1, 1),)
    nodes = (
        *lenet.nodes[:6],
        Node("conv2d.default", (Value(5), *linear.args[1:], (1, 1), (0, 0), (1, 1), 1), shape),
        Node("relu.default", (Value(6),), shape),
        Node("reshape.default", (Value(7), (Batch(1), 120)), ((Batch(1), 120),)),
        *lenet.nodes[9:],
    )
    found = evidence(msgspec.structs.replace(lenet, nodes=nodes, tensors=tuple(tensors)))
    assert right(found.comparison.pairs) == (11, 11)
    assert equals_reference(found.forward, found.comparison) is None


def test_equals_reference_fails_right_layers_wrongly_connected(lenet: Graph) -> None:
    """The last map is pooled in another shape: 16 maps of 10x10 as 8 of 10x20."""
    mixed = Node("reshape.default", (Value(4), (Batch(1), 8, 10, 20)), ((Batch(1), 8, 10, 20),))
    pool, *later = (map_references(node, _one_later) for node in lenet.nodes[5:])
    pool = msgspec.structs.replace(pool, shapes=((Batch(1), 8, 5, 10),))
    last = Value(len(lenet.nodes))
    graph = msgspec.structs.replace(
        lenet, nodes=(*lenet.nodes[:5], mixed, pool, *later), output=last, output_training=last
    )
    found = evidence(graph)
    assert right(found.comparison.pairs) == (11, 11)
    assert "All layers are right" in failure(found.forward, found.comparison).message.en


def _one_later(reference: Reference) -> Reference:
    """What stood from the last pooling on stands one node later."""
    if isinstance(reference, Value) and reference.node >= 4:
        return Value(reference.node + 1)
    return reference


def test_equals_reference_takes_a_layer_whose_result_is_unused_for_missing(lenet: Graph) -> None:
    """The last layer reads what went into the last ReLU."""
    relu, last = lenet.nodes[-2:]
    skipped = map_references(last, lambda ref: relu.args[0] if ref == Value(10) else ref)  # type: ignore[arg-type, return-value]
    graph = msgspec.structs.replace(lenet, nodes=(*lenet.nodes[:-1], skipped))
    found = evidence(graph)
    with torch.no_grad():
        assert Replay(graph).eval()(torch.zeros(1, 3, 32, 32)).shape == (1, 10)
    answer = share(found.forward, found.comparison)
    assert answer.fraction == pytest.approx(10 / 11)
    assert "10 of 11 layers are the same" in answer.finding.message.en
