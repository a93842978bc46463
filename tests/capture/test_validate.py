"""Graphs that no honest child would send are refused before anything is computed on them."""

import math

import msgspec
import pytest

from grader.capture.replay import Replay
from grader.capture.validate import NODES, Invalid, TooLarge, validate
from grader.records.graph import (
    OPAQUE,
    Batch,
    Dtype,
    Graph,
    Input,
    Mode,
    Node,
    Scalar,
    Shape,
    Tensor,
    Value,
    Weight,
)

from .graphs import CLASSIFIER, graph, node, replaced, weight, with_arg, with_node, with_tensor

RESHAPE, DROPOUT, LINEAR = 2, 3, 4
ZEROS = node("zeros.default", (Batch(1), 4))


def dead(when: str) -> Graph:
    """The output in evaluation mode is a node of another mode."""
    own = msgspec.structs.replace(CLASSIFIER.nodes[-1], when=when)
    return replaced(nodes=(*CLASSIFIER.nodes[:-1], own))


def opaque(name: Scalar, read: tuple[Scalar, ...], shapes: tuple[Shape, ...], types: int = -1) -> Node:
    """An operation that is not known."""
    count = len(shapes) if types < 0 else types
    return Node(OPAQUE, (name, read, (Dtype("float32"),) * count), shapes)


HOSTILE: dict[str, Graph] = {
    "no nodes": replaced(nodes=()),
    "too many nodes": graph(*[node("relu.default", Input())] * (NODES + 1)),
    "too many tensors": replaced(tensors=(weight(1),) * (NODES + 1)),
    "an unknown operation": with_node(1, Node("relu_.default", (Value(0),), ((1,),))),
    "an operation that reads a file": with_node(1, Node("from_file.default", (), ((1,),))),
    "no operation at all": with_node(1, Node("__class__", (Value(0),), ((1,),))),
    "a reference forward": with_arg(1, 0, Value(3)),
    "a reference to itself": with_arg(1, 0, Value(1)),
    "a reference below zero": with_arg(1, 0, Value(-1)),
    "a result that is not there": with_arg(1, 0, Value(0, 1)),
    "a result below zero": with_arg(1, 0, Value(0, -1)),
    "a weight that is not there": with_arg(LINEAR, 1, Weight(4)),
    "a weight below zero": with_arg(LINEAR, 1, Weight(-1)),
    "an output that is not there": replaced(output=Value(5)),
    "a training output that is not there": replaced(output_training=Value(5)),
    "an output of the other mode": dead("train"),
    "a training output of the other mode": dead("eval"),
    "a reference to the other mode": with_node(3, msgspec.structs.replace(CLASSIFIER.nodes[3], when="train")),
    "too few arguments": with_node(1, Node("relu.default", (), ((1,),))),
    "too many arguments": with_node(1, Node("relu.default", (Value(0), 1), ((1,),))),
    "a number for a tensor": with_arg(LINEAR, 1, 3),
    "a tensor for a number": with_arg(DROPOUT, 1, Value(0)),
    "a number for a flag": with_arg(DROPOUT, 2, 1),
    "a mode for a number": with_arg(DROPOUT, 1, Mode()),
    "a word for a list": with_arg(RESHAPE, 1, "144"),
    "a flag in a list of numbers": with_arg(RESHAPE, 1, (True, 144)),
    "a fraction in a list of numbers": with_arg(RESHAPE, 1, (1.5, 144)),
    "nothing for a tensor": with_arg(1, 0, None),
    "a number for a type": with_node(0, node("zeros.default", (Batch(1), 4), 6)),
    "a type that is not in the list": with_node(0, node("zeros.default", (Batch(1), 4), Dtype("complex128"))),
    "an attribute of torch for a type": with_node(0, node("zeros.default", (Batch(1), 4), Dtype("load"))),
    "a device": with_node(0, node("zeros.default", (Batch(1), 4), None, None, "cuda")),
    "an infinite number": with_arg(DROPOUT, 1, math.inf),
    "not a number": with_arg(DROPOUT, 1, math.nan),
    "a whole number beyond 64 bits": with_arg(RESHAPE, 1, (2**63, 144)),
    "a number that grows too fast": with_arg(RESHAPE, 1, (Batch(2**40), 144)),
    "a dimension below zero": with_tensor(weight(-1)),
    "too many dimensions": with_tensor(weight(1, 1, 1, 1, 1, 1, 1)),
    "a tensor that nobody counts": with_tensor(weight(60_000_000, 60_000_000)),
    "a weight of an unknown type": with_tensor(Tensor("w", "parameter", (2,), None, "complex64")),
    "too few values": with_tensor(Tensor("w", "constant", (3,), (1.0, 2.0))),
    "values that are no numbers": with_tensor(Tensor("w", "constant", (2,), (1.0, math.nan))),
    "a value that is no number": with_tensor(Tensor("w", "constant", (2,), math.nan)),
    "an infinite value": with_tensor(Tensor("w", "constant", (2,), math.inf)),
    "no batch dimension": replaced(input=()),
    "a huge input": replaced(input=(Batch(1), 3, 70_000, 8)),
    "an empty input": replaced(input=(Batch(1), 0, 8, 8)),
    "an input of a fixed batch that fits into no memory": replaced(batch=65_536, input=(65_536, 3, 999, 999)),
    "random weights of a type that nothing is drawn of": with_tensor(
        Tensor("w", "parameter", (2,), None, "bool")
    ),
    "a value that its type cannot hold": with_tensor(Tensor("w", "buffer", (2,), -1.0, "uint8")),
    "memory that CUDA pins": with_node(0, node("zeros.default", (Batch(1), 4), None, None, None, True)),
    "a dimension that grows with the batch": with_node(1, node("softmax.int", Value(0), Batch(1, -2))),
    "a kernel beyond 32 bits": with_node(1, node("max_pool1d.default", Value(0), (2**32,))),
    "more numbers than fit into memory": with_node(1, node("arange.start", 0, 2**31 - 1)),
    "an unknown operation of other results": with_node(1, opaque("lstm", (Value(0),), ((1,), (1,)), 1)),
    "an unknown operation of no name": with_node(1, opaque("", (Value(0),), ((1,),))),
    "an unknown operation whose name is no text": with_node(1, opaque(Value(0), (Value(0),), ((1,),))),
    "an unknown operation on numbers": with_node(1, opaque("lstm", (3,), ((1,),))),
    "an unknown operation on what comes later": with_node(1, opaque("lstm", (Value(4),), ((1,),))),
    "an unknown operation of a huge result": with_node(1, opaque("lstm", (), ((60_000_000, 2),))),
    "an unknown operation of a huge batch": with_node(1, opaque("lstm", (), ((Batch(65_536), 999),))),
    "an unknown operation of many results": with_node(1, opaque("lstm", (), ((1,),) * 65)),
    "an unknown operation of many dimensions": with_node(1, opaque("lstm", (), ((1,) * 7,))),
    "a batch of none": replaced(batch=0),
    "a huge batch": replaced(batch=10**9),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_validate_refuses_a_hostile_graph(name: str) -> None:
    with pytest.raises(Invalid):
        validate(HOSTILE[name])
    with pytest.raises(Invalid):
        Replay(HOSTILE[name])


@pytest.mark.parametrize(
    "good",
    [
        CLASSIFIER,
        with_arg(DROPOUT, 2, Mode()),
        with_arg(DROPOUT, 1, 0),
        with_arg(RESHAPE, 1, (-1, 144)),
        with_node(1, node("mul.Tensor", Value(0), 2)),
        with_tensor(weight(4, 3, 3, 3, values=0.5)),
        graph(ZEROS),
        replaced(batch=64),
        with_node(1, opaque("lstm", (Value(0), Weight(0)), ((Batch(1), 4, 6, 6), (3,)))),
        with_node(1, node("slice.Tensor", Value(0), 1, 0, 2**63 - 1)),
        with_node(1, node("masked_fill.Scalar", Value(0), Value(0), -(10**9))),
    ],
)
def test_validate_accepts_an_honest_graph(good: Graph) -> None:
    validate(good)


@pytest.mark.parametrize(
    ("large", "size"),
    [
        (replaced(tensors=(weight(5_000, 10_000),) * 4), "200,000,000 parameters"),
        (with_tensor(weight(9_000, 9_000)), "81,000,000 parameters in w"),
    ],
)
def test_validate_counts_a_large_model_that_the_replay_does_not_compute(large: Graph, size: str) -> None:
    validate(large)
    with pytest.raises(TooLarge, match=size):
        Replay(large)
