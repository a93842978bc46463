"""Layers in the lab's notation, aligned side by side as in a diff."""

from collections import Counter
from dataclasses import replace

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from grader.analysis.alignment import LayerPair, align, right
from grader.analysis.layers import Layer, layers, output_shape, parameters, shown, written
from grader.records.graph import Batch, Graph, Value


def layer(kind: str, *settings: int) -> Layer:
    return Layer(kind, settings, (8,), 0, 0, 0, None, None)


def kinds(pairs: tuple[LayerPair, ...]) -> list[str]:
    return [pair.kind for pair in pairs]


def test_layers_write_lenet_as_the_lecture_does(lenet: Graph) -> None:
    assert [layer.notation for layer in layers(lenet)] == [
        *("[5x5x3]x6, s1, p0", "ReLU", "MaxPool, k2, s2"),
        *("[5x5x6]x16, s1, p0", "ReLU", "MaxPool, k2, s2"),
        *("Flatten", "400x120", "ReLU", "120x84", "ReLU", "84x10"),
    ]
    assert [layer.map for layer in layers(lenet)] == [
        *("28x28x6", "28x28x6", "14x14x6", "10x10x16", "10x10x16", "5x5x16"),
        *("400", "120", "120", "84", "84", "10"),
    ]


def test_parameters_count_biases_and_weights_do_not(lenet: Graph) -> None:
    rows = [shown(layer, None) for layer in layers(lenet) if layer.weights]
    assert [(row.weights, row.parameters) for row in rows] == [
        (450, 456),
        (2_400, 2_416),
        (48_000, 48_120),
        (10_080, 10_164),
        (840, 850),
    ]
    assert parameters(lenet) == 62_006


def test_written_output_has_n_for_the_batch(lenet: Graph) -> None:
    assert written(output_shape(lenet)) == "(N, 10)"
    assert written((Batch(2, -1), 3)) == "(2N-1, 3)"
    assert written((4,)) == "(4,)"


def test_align_treats_relu_after_pooling_as_before_it(lenet: Graph) -> None:
    """The first ReLU and the first pooling change places: both read and give what the other did."""
    conv, relu, pool, *rest = lenet.nodes
    nodes = (
        conv,
        msgspec.structs.replace(pool, args=(relu.args[0], *pool.args[1:])),
        msgspec.structs.replace(relu, args=(Value(1),), shapes=pool.shapes),
    )
    swapped = msgspec.structs.replace(
        lenet, nodes=(*nodes, msgspec.structs.replace(rest[0], args=lenet.nodes[3].args), *rest[1:])
    )
    assert kinds(align(layers(swapped), layers(lenet))[1]) == ["same"] * 12
    assert [layer.shape for layer in layers(swapped)] == [layer.shape for layer in layers(lenet)]


def test_layers_read_relu_after_flattening_as_before_pooling(lenet: Graph) -> None:
    """Pooling and flattening keep which of the numbers is larger, and each number, in turn."""
    *before, relu, pool, flat = lenet.nodes[:7]
    conv = relu.args[0]
    nodes = (
        *before,
        msgspec.structs.replace(pool, args=(conv, *pool.args[1:])),
        msgspec.structs.replace(flat, args=(Value(4), *flat.args[1:])),
        msgspec.structs.replace(relu, args=(Value(5),), shapes=flat.shapes),
        *lenet.nodes[7:],
    )
    moved = msgspec.structs.replace(lenet, nodes=nodes)
    assert [(layer.notation, layer.shape) for layer in layers(moved)] == [
        (layer.notation, layer.shape) for layer in layers(lenet)
    ]


def test_align_keeps_the_rest_in_line_when_a_layer_is_missing(lenet: Graph) -> None:
    expected = layers(lenet)
    for index in range(len(expected)):
        cost, pairs = align(expected[:index] + expected[index + 1 :], expected)
        assert Counter(kinds(pairs)) == {"same": 11, "missing": 1}
        assert 1.0 <= cost <= 1.5  # an activation may be left without the layer that it followed


def test_align_marks_an_added_layer_extra(lenet: Graph) -> None:
    expected = layers(lenet)
    _, pairs = align((*expected[:4], layer("Dropout", 1), *expected[4:]), expected)
    assert kinds(pairs) == ["same"] * 4 + ["extra"] + ["same"] * 8


def test_align_marks_a_layer_with_other_numbers_changed(lenet: Graph) -> None:
    expected = layers(lenet)
    other = replace(expected[3], settings=((16, 6, 3, 3), *expected[3].settings[1:]))
    _, pairs = align((*expected[:3], other, *expected[4:]), expected)
    assert kinds(pairs) == ["same"] * 3 + ["changed"] + ["same"] * 8


def test_align_matches_layers_that_differ_only_in_inputs(lenet: Graph) -> None:
    """They follow from the layers before; of several that are the same, that on the same inputs is taken."""
    wide, narrow, again = (
        Layer("Linear", ((100, inputs), True), (100,), 0, 0, node, None, None)
        for node, inputs in enumerate((784, 100, 100))
    )
    assert kinds(align((narrow,), (wide,))[1]) == ["same"]
    assert kinds(align((wide, narrow), (wide, narrow, again))[1]) == ["same", "same", "missing"]
    assert kinds(align((narrow,), (wide, narrow))[1]) == ["missing", "same"]
    map_, vector = (replace(wide, shape=shape) for shape in ((8, 8, 100), (100,)))
    assert kinds(align((map_,), (vector,))[1]) == ["changed"]


def test_align_marks_what_follows_from_earlier_layers(lenet: Graph) -> None:
    expected = layers(lenet)
    other = replace(expected[3], settings=((16, 8, 5, 5), *expected[3].settings[1:]))
    smaller = replace(expected[4], shape=(16, 9, 9))
    _, pairs = align((*expected[:3], other, smaller, *expected[5:]), expected)
    assert kinds(pairs) == ["same"] * 12
    assert [pair.follows for pair in pairs] == [*[False] * 3, True, True, *[False] * 7]
    wrong = replace(expected[0], settings=((8, 3, 5, 5), *expected[0].settings[1:]))
    first = align((wrong, *expected[1:]), expected)[1][0]
    assert (first.kind, first.follows) == ("changed", False)


def test_align_leaves_the_last_of_equals_missing_or_extra() -> None:
    fc, relu = layer("Linear", 3), layer("ReLU")
    assert kinds(align((fc, relu), (fc, relu, fc, relu))[1]) == ["same", "same", "missing", "missing"]
    assert kinds(align((fc, relu, relu, fc), (fc, relu, fc))[1]) == ["same", "same", "extra", "same"]


def test_right_does_not_count_flattening(lenet: Graph) -> None:
    expected = layers(lenet)
    moved = (*expected[:6], *expected[7:9], expected[6], *expected[9:])
    assert right(align(moved, expected)[1]) == (11, 11)
    assert right(align(expected[:2], expected)[1]) == (2, 11)


def test_align_pairs_another_activation_not_an_unrelated_layer() -> None:
    assert kinds(align((layer("Tanh"),), (layer("ReLU"),))[1]) == ["changed"]
    assert kinds(align((layer("Linear", 3),), (layer("Conv2d", 3),))[1]) == ["changed"]
    assert Counter(kinds(align((layer("Cat"),), (layer("ReLU"),))[1])) == {"missing": 1, "extra": 1}


def test_align_with_nothing_is_all_missing_or_extra(lenet: Graph) -> None:
    assert align((), ()) == (0.0, ())
    assert kinds(align((), layers(lenet))[1]) == ["missing"] * 12
    assert kinds(align(layers(lenet), ())[1]) == ["extra"] * 12


LAYERS = st.lists(
    st.builds(layer, st.sampled_from(["Conv2d", "ReLU", "MaxPool2d", "Linear", "Add"]), st.integers(0, 3)),
    min_size=1,
    max_size=12,
).map(tuple)


@given(LAYERS, st.data())
def test_align_without_one_layer_finds_exactly_one_missing(
    expected: tuple[Layer, ...], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(expected) - 1))
    _, pairs = align(expected[:index] + expected[index + 1 :], expected)
    assert Counter(kinds(pairs)) - Counter({"same": len(expected) - 1}) == {"missing": 1}


@given(LAYERS, LAYERS)
def test_align_keeps_order_and_costs_the_same_both_ways(
    one: tuple[Layer, ...], other: tuple[Layer, ...]
) -> None:
    cost, pairs = align(one, other)
    assert tuple(pair.student for pair in pairs if pair.student) == one
    assert tuple(pair.expected for pair in pairs if pair.expected) == other
    assert abs(cost - align(other, one)[0]) < 1e-9


def test_align_forces_no_convolution_into_the_place_of_a_linear_layer(lenet: Graph) -> None:
    """A third convolution with ReLU and pooling is too many, and the linear layer is missing: five gaps."""
    first, relu, pool, *rest = layers(lenet)
    linear = next(index for index, each in enumerate(rest) if each.kind == "Linear")
    student = (first, relu, pool, *rest[:3], first, relu, pool, *rest[3:linear], *rest[linear + 2 :])
    pairs = align(student, layers(lenet))[1]
    assert Counter(kinds(pairs)) == {"same": 10, "extra": 3, "missing": 2}
    assert all(pair.expected for pair in pairs if pair.student and pair.student.kind == "Flatten")


def test_align_pairs_a_convolution_that_makes_as_many_numbers_as_the_linear_layer(lenet: Graph) -> None:
    expected = layers(lenet)
    convolution = replace(expected[3], shape=(120, 1, 1))
    student = tuple(convolution if each.notation == "400x120" else each for each in expected)
    assert Counter(kinds(align(student, expected)[1])) == {"same": 11, "changed": 1}
