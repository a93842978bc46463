"""Which feature maps a layer joins."""

from grader.analysis.layers import joins, layers
from grader.records.graph import Graph
from tests.checks.unets import right


def joined(graph: Graph) -> list[list[str]]:
    """The layers that each join brings together, in the lab's notation, with the maps after them."""
    listed = layers(graph)
    return [
        [f"{listed[place].notation} {listed[place].map}" for place in places]
        for places in joins(graph, listed)
        if places
    ]


def test_joins_of_a_unet_connect_encoder_and_decoder_maps() -> None:
    assert joined(right()["Plain"]) == [
        ["Up [4x4x8]x6, s2, p1 16x16x6", "ReLU 16x16x6"],
        ["Up [4x4x6]x4, s2, p1 32x32x4", "ReLU 32x32x4"],
    ]


def test_joins_take_the_layer_that_stands_on_a_skip() -> None:
    (_, lateral), (_, top) = joined(right()["OnTheSkip"])
    assert lateral == "Dropout 0.2 16x16x6"
    assert top.endswith("32x32x4")


def test_joins_are_none_for_layers_in_a_row(lenet: Graph) -> None:
    assert joined(lenet) == []
