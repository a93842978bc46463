"""Graphs of a few operations whose arguments have the right types and often the right sizes."""

from typing import Any

from hypothesis import strategies as st

from grader.capture.operations import ALLOWED, BROADCASTING, resolve
from grader.capture.validate import DTYPES
from grader.records.graph import Argument, Batch, Dtype, Graph, Input, Mode, Node, Tensor, Value, Weight

NODES = 5
SMALL = st.integers(-2, 9)
ODD = st.sampled_from([2**31 - 1, -(2**31), 2**32, 2**62, -(2**63), 65_535, 1_000])
WHOLE = st.one_of(
    st.integers(0, 3), SMALL, SMALL, st.builds(Batch, st.integers(-1, 2), st.integers(-2, 4)), ODD
)
NUMBERS = st.one_of(st.floats(-2, 2), st.floats(allow_nan=False, allow_infinity=False), SMALL, ODD)
WORDS = st.sampled_from(
    ["zeros", "same", "valid", "reflect", "none", "tanh", "trunc", "floor", "mean", "", "x"]
)
SHAPES = st.lists(st.sampled_from([1, 2, 3, 4, 8, 0]), max_size=5).map(tuple)
WEIGHTS = (
    (4,), (8,), (3,), (), (4, 3, 3, 3), (3, 4, 2, 2), (8, 8), (4, 8), (10, 192), (12, 8), (32, 8), (3, 8, 8),
    (4, 3, 1),
)  # fmt: skip
"""Shapes that fit the input, or each other, in one operation or another."""
KINDS: st.SearchStrategy[Any] = st.sampled_from(["parameter", "buffer", "constant", "unregistered"])


@st.composite
def tensors(draw: st.DrawFn) -> Tensor:
    """A weight, random or with one value."""
    shape = draw(st.sampled_from(WEIGHTS) | SHAPES)
    dtype = draw(st.sampled_from(["float32"] * 12 + sorted(DTYPES)))
    if dtype.startswith(("float", "bfloat")):
        return Tensor("w", draw(KINDS), shape, draw(st.none() | st.floats(-2, 9, width=16)), dtype)
    return Tensor("w", draw(KINDS), shape, float(draw(st.integers(0, 1))), dtype)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """A Graph that passes validation, but for a bound here and there."""
    weights = tuple(draw(st.lists(tensors(), max_size=5)))
    nodes: list[Node] = []
    for _ in range(draw(st.integers(1, NODES))):
        nodes.append(draw(calls(len(nodes), len(weights))))
    shape = draw(st.sampled_from([(3, 8, 8), (8,), (4, 8), (3, 4, 4, 4)]))
    batch = draw(st.none() | st.none() | st.sampled_from([1, 2, 5]))
    last = Value(len(nodes) - 1)
    return Graph((Batch(1) if batch is None else batch, *shape), tuple(nodes), last, last, weights, (), batch)


@st.composite
def calls(draw: st.DrawFn, nodes: int, weights: int) -> Node:
    """A call of any operation on what was computed before."""
    op = draw(st.sampled_from(sorted(ALLOWED)))
    references: list[Argument] = [Value(nodes - 1)] * 2 if nodes else [Input()]
    references += [Input(), *map(Weight, range(weights)), *map(Value, range(nodes))]
    if op in BROADCASTING:
        references.append(draw(NUMBERS))
    wide = next((int(digit) for digit in "123" if f"{digit}d" in op), 0)
    args = [_argument(draw, each, references, wide) for each in resolve(op)._schema.arguments]
    return Node(op, tuple(args), ((),))


def _argument(draw: st.DrawFn, expected: Any, references: list[Argument], wide: int) -> Argument:
    if expected.has_default_value() and draw(st.booleans()):
        value = expected.default_value
        return tuple(value) if isinstance(value, list) else value
    argument: Argument = draw(values_of(str(expected.real_type), references, wide))
    return argument


def values_of(kind: str, references: list[Argument], wide: int) -> st.SearchStrategy[Any]:
    """What a type allows; lists of whole numbers are mostly as long as the operation has dimensions."""
    if kind.startswith("Optional["):
        return st.none() | values_of(kind[len("Optional[") : -1], references, wide)
    if kind.startswith("List["):
        each = values_of(kind[len("List[") : -1], references, wide)
        of_any = st.lists(each, max_size=4)
        return (st.lists(each, min_size=wide, max_size=wide) | of_any if wide else of_any).map(tuple)
    return {
        "Tensor": st.sampled_from(references),
        "bool": st.booleans() | st.builds(Mode, st.booleans()),
        "int": WHOLE,
        "SymInt": WHOLE,
        "float": NUMBERS,
        "number": NUMBERS,
        "Scalar": NUMBERS,
        "str": WORDS,
        "ScalarType": st.sampled_from(sorted(DTYPES)).map(Dtype),
    }.get(kind, st.none())
