"""Graphs of one operation on tensors that are others for other batches, and the child that computes them.

A trial computes at two batch sizes. What is right there may be wrong at others: a size that stays the same up
to three images and grows from four on, an index that runs out of range, a divisor that changes its sign.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any

import torch
from hypothesis import strategies as st

from grader.capture import measuring
from grader.capture.measuring import ENTRY, Measuring, Unmeasured
from grader.capture.operations import ALLOWED, BROADCASTING, resolve
from grader.capture.validate import Invalid
from grader.confinement.host import Host
from grader.records.graph import Argument, Batch, Dtype, Graph, Input, Node, Tensor, Value, Weight
from tests.capture.graphs import node
from tests.fuzzing.graphs import values_of

SIZES = (4, 33)
"""Of batches that the trial has not seen."""
DIMENSIONS = st.sampled_from([1, 2, 3, 4, 8, 8, 4, 0])
GROWING = st.sampled_from(
    [Batch(1), Batch(2), Batch(1, -1), Batch(1, 1), Batch(4), Batch(-1, 4), Batch(1, -2)]
)
RANKS = {
    "mm": 2, "addmm": 2, "linear": 2, "bilinear": 2, "embedding": 2, "mv": 2, "bmm": 3, "baddbmm": 3,
    "scaled_dot_product_attention": 4, "pixel_shuffle": 4, "pixel_unshuffle": 4, "im2col": 4, "col2im": 3,
    "dot": 1,
}  # fmt: skip
"""How many dimensions an operation wants; for those with a digit in their name, that says it."""
WHOLE_ONLY = {"div.Tensor_mode", "pow.Tensor_Tensor", "cumsum.default", "sum.dim_IntList"}
"""Operations that do something else with whole numbers."""
WEIGHT = Tensor("w", "parameter", (), None)
IMAGE = (3, 8, 8)


class Nodes:
    """The nodes of a Graph that grows."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []

    def add(self, op: str, *args: Argument) -> Value:
        self.nodes.append(node(op, *args))
        return Value(len(self.nodes) - 1)


@st.composite
def operations(draw: st.DrawFn) -> Graph:
    """Any operation of the table, on tensors of which most go together."""
    op = draw(st.sampled_from(sorted(ALLOWED)))
    made = Nodes()
    wide = next((int(digit) for digit in "123" if f"{digit}d" in op), 0)
    shape = draw(_shapes(wide + 2 if wide else RANKS.get(op.split(".")[0])))
    references: list[Argument] = [_tensor(draw, made, shape) for _ in range(draw(st.integers(1, 4)))]
    whole: list[Argument] = [_like(made, shape, _last), *(each(made) for each in draw(st.lists(WHOLE)))]
    references += draw(st.sampled_from([[], [Input()], whole]))
    if op in BROADCASTING:
        references += draw(st.sampled_from([[], [0], [-1], [2.5]]))
    if op in WHOLE_ONLY and draw(st.booleans()):
        references = whole
    given: dict[str, list[Argument]] = {
        "index": whole,
        "indices": whole,
        "condition": [_flags(made)],
        "mask": [_flags(made)],
    }
    args = [
        _argument(draw, each, given.get(each.name, references), wide)
        for each in resolve(op)._schema.arguments
    ]
    made.nodes.append(Node(op, tuple(args), ((),)))
    last = Value(len(made.nodes) - 1)
    return Graph((Batch(1), *IMAGE), tuple(made.nodes), last, last, (WEIGHT,), ())


def _shapes(rank: int | None) -> st.SearchStrategy[list[int]]:
    """Mostly of the rank that is wanted, and often with all sizes alike: then tensors go together."""
    any_rank = st.lists(DIMENSIONS, max_size=5)
    if rank is None:
        return any_rank
    alike = DIMENSIONS.map(lambda size: [size] * rank)
    return alike | alike | st.lists(DIMENSIONS, min_size=rank, max_size=rank) | any_rank


def _tensor(draw: st.DrawFn, made: Nodes, shape: list[int]) -> Argument:
    """A tensor that gets a gradient, of a shape, or of one that differs from it for some batches."""
    sizes: list[Any] = list(shape)
    change = draw(st.sampled_from(["no", "no", "step", "step", "grow", "other"]))
    at = draw(st.integers(0, len(shape) - 1)) if shape else 0
    if change == "other" or (change == "grow" and not sizes):
        sizes = list(draw(st.lists(DIMENSIONS | GROWING, max_size=5)))
    elif change == "grow":
        sizes[at] = draw(GROWING)
    if change != "step" or not sizes:
        ones = made.add("ones.default", tuple(sizes))
    else:
        ones = _stepping(made, sizes, at)
    return made.add("mul.Tensor", ones, Weight(0))


def _stepping(made: Nodes, shape: list[int], at: int) -> Value:
    """Ones of a shape up to three images, of which one size is twice as large from four on."""
    ones = made.add("ones.default", (*shape[:at], Batch(1), *shape[at + 1 :]))
    pairs = made.add("unfold.default", ones, at, 2, 2)
    halves = made.add("mean.dim", pairs, (len(shape),), False)
    times = tuple(shape[at] if index == at else 1 for index in range(len(shape)))
    return made.add("repeat.default", halves, times)


# -- whole numbers ---------------------------------------------------------------------------------------


def _counted(made: Nodes) -> Value:
    return made.add("arange.default", Batch(1))


def _rows(made: Nodes) -> Value:
    return made.add("reshape.default", _counted(made), (-1, 1))


def _many(made: Nodes) -> Value:
    """1 from four images on, else 0."""
    most = made.add("amax.default", _counted(made))
    return made.add("to.dtype", made.add("ge.Scalar", most, 3), Dtype("int64"))


def _sign(made: Nodes) -> Value:
    """-1 from four images on, else 1."""
    return made.add("rsub.Scalar", made.add("mul.Scalar", _many(made), 2), 1)


def _least(made: Nodes) -> Value:
    return made.add("sub.Scalar", made.add("full.default", (1,), -(2**63 - 1), Dtype("int64")), 1)


def _flags(made: Nodes) -> Value:
    return made.add("gt.Scalar", _counted(made), 1)


def _last(made: Nodes) -> Value:
    return made.add("amax.default", _counted(made))


def _like(made: Nodes, shape: list[int], number: Callable[[Nodes], Value]) -> Value:
    """A shape full of one whole number."""
    ones = made.add("ones.default", tuple(shape), Dtype("int64"))
    return made.add("mul.Tensor", ones, number(made))


WHOLE: st.SearchStrategy[Callable[[Nodes], Value]] = st.sampled_from(
    [_counted, _counted, _rows, _many, _sign, _sign, _least, _last, _flags]
)


def _argument(draw: st.DrawFn, expected: Any, references: list[Argument], wide: int) -> Argument:
    if expected.has_default_value() and draw(st.integers(0, 2)):
        value = expected.default_value
        return tuple(value) if isinstance(value, list) else value
    argument: Argument = draw(values_of(str(expected.real_type), references, wide))
    return argument


# -- computing -------------------------------------------------------------------------------------------


@cache
def _measuring() -> Measuring:
    return Measuring(Host(ENTRY))


def computes(graph: Graph) -> None:
    """Compute a Graph in a child, in both modes and at sizes that its trial did not see.

    Raises:
        AssertionError: it ends the child.
    """
    child = _measuring()
    child.known.clear()
    child._left = measuring.ALL_SECONDS
    with suppress(Invalid):
        if not _holds(lambda: child.shapes(graph)):
            return
        for size in SIZES:
            images = torch.randn(size, *IMAGE, generator=torch.Generator().manual_seed(size))
            _holds(lambda images=images: child.outputs(graph, images, 0))  # type: ignore[misc]
            _holds(lambda images=images: child.gradients(graph, images, 0))  # type: ignore[misc]


def _holds(asked: Callable[[], object]) -> bool:
    """Whether there is an answer; none is as well, but for the death of the child."""
    try:
        asked()
    except Unmeasured as none:
        if none.reason == "died":
            raise AssertionError("it ends the process that computes it") from none
        return False
    return True
