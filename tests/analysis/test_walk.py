"""One walk for all that follow values back: each value once, and nothing beyond the bounds."""

from collections.abc import Callable, Sequence

import pytest

from grader.analysis.walk import DEEPEST, PLACES, STEP, WORK, Budget, NotFollowed, Walk, back
from grader.records.graph import Node, Reference, Value


def chain(length: int) -> Callable[[Reference], Sequence[Reference]]:
    """Each value reads the one before, twice."""

    def reads(reference: Reference) -> Sequence[Reference]:
        assert isinstance(reference, Value)
        return (Value(reference.node - 1),) * 2 if 0 < reference.node < length else ()

    return reads


def test_walk_works_each_value_out_once_after_those_that_it_reads() -> None:
    asked: list[Reference] = []

    def work_out(reference: Reference) -> int:
        asked.append(reference)
        before = [walk.of(each) for each in chain(5)(reference)]
        return 1 + sum(each for each in before if each is not None)

    walk: Walk[int] = Walk(chain(5), work_out, Budget())
    assert walk.of(Value(4)) == 31
    assert walk.of(Value(2)) == 7
    assert asked == [Value(node) for node in range(5)]


def test_walk_knows_nothing_of_what_is_too_deep() -> None:
    asked: list[Reference] = []
    walk: Walk[None] = Walk(chain(100_000), asked.append, Budget())
    assert walk.of(Value(99_999)) is None
    assert len(asked) == DEEPEST


def test_walk_knows_nothing_of_what_is_not_followed() -> None:
    def work_out(reference: Reference) -> int:
        if reference == Value(0):
            raise NotFollowed
        return 1

    walk: Walk[int] = Walk(chain(3), work_out, Budget())
    assert [walk.of(Value(node)) for node in range(3)] == [None, 1, 1]


def test_walk_ends_when_the_work_is_spent() -> None:
    asked: list[Reference] = []
    budget = Budget()
    walk: Walk[None] = Walk(lambda reference: (), asked.append, budget)
    for node in range(2 * WORK // STEP):
        walk.of(Value(node))
    assert budget.is_spent
    assert len(asked) == WORK // STEP


def test_budget_refuses_one_tensor_that_is_too_large() -> None:
    with pytest.raises(NotFollowed):
        Budget().spend(PLACES + 1)


def test_back_ends_at_a_bound_and_where_several_are_read() -> None:
    nodes = [Node("relu.default", (Value(max(node - 1, 0)),), ((1,),)) for node in range(1000)]
    nodes.append(Node("add.Tensor", (Value(999), Value(5), 1), ((1,),)))

    def producer(reference: Reference) -> Node:
        assert isinstance(reference, Value)
        return nodes[reference.node]

    assert len(list(back(Value(1000), producer))) == DEEPEST
    assert list(back(Value(1000), producer, alone=True)) == [Value(1000)]
