"""Layers in the lab's notation, next to the expected ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.analysis.alignment import align
from grader.analysis.layers import Layer, averaged, layers, output_shape, parameters, written
from grader.grading import course
from grader.records.graph import Batch

CAPTURED = course.load("assignment1").references
REFERENCES = {**CAPTURED, "averaged": averaged(CAPTURED["LeNet5"])}
LENET = layers(REFERENCES["LeNet5"])


def test_layers_write_lenet_as_the_lecture_does() -> None:
    assert [(layer.notation, layer.map) for layer in LENET] == [
        ("[5x5x3]x6, s1, p0", "28x28x6"),
        ("ReLU", "28x28x6"),
        ("MaxPool, k2, s2", "14x14x6"),
        ("[5x5x6]x16, s1, p0", "10x10x16"),
        ("ReLU", "10x10x16"),
        ("MaxPool, k2, s2", "5x5x16"),
        ("Flatten", "400"),
        ("400x120", "120"),
        ("ReLU", "120"),
        ("120x84", "84"),
        ("ReLU", "84"),
        ("84x10", "10"),
    ]


def test_parameters_count_biases_and_weights_do_not() -> None:
    assert (LENET[0].weights, LENET[0].biases) == (450, 6)
    assert parameters(REFERENCES["LeNet5"]) == 62_006


def test_written_shape_has_n_for_the_batch() -> None:
    assert written(output_shape(REFERENCES["LeNet5"])) == "(N, 10)"
    assert written((Batch(25), 16)) == "(25N, 16)"


@given(st.integers(0, len(LENET) - 1))
def test_align_keeps_the_rest_in_line_when_a_layer_is_missing(index: int) -> None:
    student = LENET[:index] + LENET[index + 1 :]
    kinds = [pair.kind for pair in align(student, LENET)[1]]
    assert sorted(kinds) == ["missing"] + ["same"] * (len(LENET) - 1)


@given(st.integers(0, len(LENET)))
def test_align_marks_an_added_layer_extra_and_the_rest_the_same(index: int) -> None:
    dropout = Layer("Dropout", (0.5,), (1,), 0, 0, 0, None, None)
    kinds = [pair.kind for pair in align((*LENET[:index], dropout, *LENET[index:]), LENET)[1]]
    assert sorted(kinds) == ["extra"] + ["same"] * len(LENET)


@pytest.mark.parametrize("name", ["CNN", "CNNReLU", "averaged"])
def test_align_finds_each_reference_nearest_to_itself(name: str) -> None:
    costs = {other: align(layers(REFERENCES[name]), layers(graph))[0] for other, graph in REFERENCES.items()}
    assert min(costs, key=lambda other: costs[other]) == name
    assert costs[name] == 0
