"""Recurrent operations on arguments that do not fit one another are refused, not run."""

from dataclasses import dataclass, replace

import pytest
import torch
from torch import Tensor

from grader.capture.guards import GUARDS
from grader.capture.operations import resolve


@dataclass(frozen=True)
class Call:
    """The arguments of an LSTM of two layers in both directions on 2 sequences of 5 vectors of 3."""

    source: Tensor
    state: list[Tensor]
    weights: list[Tensor]
    biases: bool = True
    layers: int = 2
    dropout: float = 0.0
    both: bool = True

    def arguments(self) -> tuple[object, ...]:
        return (
            self.source,
            self.state,
            self.weights,
            self.biases,
            self.layers,
            self.dropout,
            False,
            self.both,
        )


def shapes(inputs: int) -> list[tuple[int, ...]]:
    return [(16, inputs), (16, 4), (16,), (16,)] * 2


RIGHT = Call(
    torch.zeros(2, 5, 3),
    [torch.zeros(4, 2, 4)] * 2,
    [torch.zeros(shape) for shape in (*shapes(3), *shapes(8))],
)
WRONG = {
    "a weight of other inputs": replace(RIGHT, weights=[torch.zeros(16, 4), *RIGHT.weights[1:]]),
    "a weight that is missing": replace(RIGHT, weights=RIGHT.weights[:-1]),
    "a bias that is short": replace(RIGHT, weights=[*RIGHT.weights[:-1], torch.zeros(4)]),
    "no weights": replace(RIGHT, weights=[]),
    "more layers than weights": replace(RIGHT, layers=3),
    "no layers": replace(RIGHT, layers=0),
    "a state of another batch": replace(RIGHT, state=[torch.zeros(4, 1, 4)] * 2),
    "a state of one direction": replace(RIGHT, state=[torch.zeros(2, 2, 4)] * 2),
    "one state": replace(RIGHT, state=RIGHT.state[:1]),
    "a flat state": replace(RIGHT, state=[torch.zeros(4, 4)] * 2),
    "whole numbers": replace(RIGHT, source=RIGHT.source.long()),
    "doubles": replace(RIGHT, source=RIGHT.source.double()),
    "an image": replace(RIGHT, source=torch.zeros(2, 5, 3, 3)),
    "biases that are not there": replace(RIGHT, biases=False),
    "a dropout above 1": replace(RIGHT, dropout=2.0),
}


def test_guard_lets_a_right_lstm_pass() -> None:
    GUARDS["lstm.input"](*RIGHT.arguments(), True)
    packed = torch.tensor([2, 2, 1])
    GUARDS["lstm.data"](torch.zeros(5, 3), packed, *RIGHT.arguments()[1:])


@pytest.mark.parametrize("name", WRONG)
def test_guard_refuses_a_wrong_lstm(name: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        GUARDS["lstm.input"](*WRONG[name].arguments(), True)


@pytest.mark.parametrize(
    "sizes",
    [[2, 3], [2, 2], [2, 2, 0, 1], [-1, 6], []],
    ids=["grow", "other rows", "none", "negative", "empty"],
)
def test_guard_refuses_packed_sizes_of_other_rows(sizes: list[int]) -> None:
    packed = torch.tensor(sizes, dtype=torch.int64)
    with pytest.raises(ValueError, match=r"."):
        GUARDS["lstm.data"](torch.zeros(5, 3), packed, *RIGHT.arguments()[1:])
    with pytest.raises(ValueError, match=r"."):
        GUARDS["_pad_packed_sequence.default"](torch.zeros(5, 3), packed, True, 0.0, -1)


@pytest.mark.parametrize("lengths", [[5, 6], [3, 5], [3, 0], [3], [3, -1]])
def test_guard_refuses_lengths_beyond_the_sequences(lengths: list[int]) -> None:
    with pytest.raises(ValueError, match=r"."):
        GUARDS["_pack_padded_sequence.default"](torch.zeros(2, 5, 3), torch.tensor(lengths), True)


@pytest.mark.parametrize(
    ("indices", "offsets"),
    [([0, 9], [0]), ([0, -1], [0]), ([0, 1], [0, 3]), ([0, 1], [1]), ([0, 1], [0, 2, 1]), ([0], [])],
)
def test_guard_refuses_bags_beyond_the_table_or_the_indices(indices: list[int], offsets: list[int]) -> None:
    whole = [torch.tensor(each, dtype=torch.int64) for each in (indices, offsets)]
    with pytest.raises(ValueError, match=r"."):
        GUARDS["embedding_bag.default"](torch.zeros(9, 4), *whole, False, 0, False, None, False)


def test_guard_refuses_cells_of_other_sizes() -> None:
    vectors, state = torch.zeros(2, 3), torch.zeros(2, 4)
    right = [torch.zeros(shape) for shape in ((12, 3), (12, 4), (12,), (12,))]
    GUARDS["gru_cell.default"](vectors, state, *right)
    for index in range(4):
        wrong = [*right[:index], torch.zeros(5), *right[index + 1 :]]
        with pytest.raises(ValueError, match=r"."):
            GUARDS["gru_cell.default"](vectors, state, *wrong)
    with pytest.raises(ValueError, match=r"."):
        GUARDS["gru_cell.default"](vectors, state[:1], *right)


def test_every_recurrent_operation_has_a_guard() -> None:
    names = ("lstm", "gru", "rnn_tanh", "rnn_relu")
    for name in (*(f"{each}.input" for each in names), *(f"{each}_cell.default" for each in names)):
        assert len(resolve(name)._schema.arguments) > 0
        assert name in GUARDS
