"""What names refer to, by the statements that bind and import them."""

import ast

import pytest

from grader.intake.name_usage import live_names, uses
from grader.intake.scope import Scope


def scope(text: str) -> Scope:
    tree = ast.parse(text)
    live = live_names([tree])
    found = Scope(live)
    for place, node in enumerate(tree.body):
        found.enter(place, node, uses(node, live))
    return found


@pytest.mark.parametrize(
    ("line", "written", "meant"),
    [
        ("import torch.nn as nn", "nn.Linear", "torch.nn.Linear"),
        ("import torch.nn", "torch.nn.Linear", "torch.nn.Linear"),
        ("from torch import nn", "nn.Linear", "torch.nn.Linear"),
        ("from torch.nn import Linear as Dense", "Dense", "torch.nn.Linear"),
        ("x = 1", "own.Linear", "own.Linear"),
    ],
)
def test_scope_spells_a_name_out_as_it_was_imported(line: str, written: str, meant: str) -> None:
    assert scope(line).full_name(ast.parse(written, mode="eval").body) == meant


def test_scope_places_are_where_a_name_is_bound_and_changed() -> None:
    found = scope("net = Net()\nnet.layer = 1\nfrom torch.nn import *\nnet = Other()\n")
    assert (found.bound["net"], found.mutated["net"], found.stars) == ([0, 3], [1], [2])


def test_scope_drops_definitions_that_are_only_a_gap() -> None:
    found = scope("class Net: x = 1\nnet = Net()\nclass Net: ...\n")
    found.forget("Net", after=0, places={0, 2})
    assert found.bound["Net"] == [0]
