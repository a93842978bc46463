"""The right tensor is found in whatever forward returns."""

from collections import namedtuple
from dataclasses import dataclass
from typing import Any

import pytest
import torch

from grader.capture import results
from grader.records.graph import Remark

from .submissions import graph_of, run_one

RIGHT, OTHER = torch.zeros(2, 10), torch.zeros(2, 8, 4, 4)
Pair = namedtuple("Pair", ["code", "out"])


@dataclass
class Result:
    """What some forward returns."""

    features: torch.Tensor
    scores: torch.Tensor


@pytest.mark.parametrize(
    ("result", "name"),
    [
        ((RIGHT, OTHER), "0"),
        ([OTHER, RIGHT], "1"),
        ({"code": OTHER, "classes": RIGHT}, "classes"),
        (Pair(OTHER, RIGHT), "out"),
        (Result(OTHER, RIGHT), "scores"),
        ((RIGHT, None), "0"),
        ((RIGHT, RIGHT), "0"),
        ({"features": RIGHT, "logits": RIGHT}, "logits"),
        ({"features": OTHER, "logits": OTHER}, "logits"),
        ((OTHER, OTHER), None),
        ([], None),
        (1.5, None),
    ],
)
def test_right_finds_a_tensor_by_its_shape_or_by_a_natural_name(result: Any, name: str | None) -> None:
    assert results.right(results.named(result), ((10,),), 2) == name


def test_child_remarks_which_value_it_takes_and_where_it_is_returned() -> None:
    graph = graph_of(
        run_one(
            "class Net(nn.Module):\n"
            "    def __init__(self):\n"
            "        super().__init__()\n"
            "        self.conv = nn.Conv2d(3, 4, 3)\n"
            "    def forward(self, x):\n"
            "        if x.dim() == 3:\n"
            "            return x\n"
            "        return {'out': self.conv(x), 'image': x}\n"
        )
    )
    (remark,) = graph.remarks
    assert remark.at is not None
    assert remark == Remark("returns_several", remark.at, "dict 2 out")
    assert remark.at.line == 11
