"""An autograd.Function whose backward is not the derivative of its forward is seen."""

from functools import cache

import pytest

from grader.records.graph import Graph, Remark
from grader.records.source import Line

from .submissions import graph_of, run

FUNCTION = """
class {name}Function(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return {forward}
    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors
        return {backward}
class {name}(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
    def forward(self, x):
        return {name}Function.apply(self.conv(x))
"""
RIGHT = {
    "Relu": ("x.clamp(min=0)", "g * (x > 0)"),
    "WithoutGraph": ("x.detach().clamp(min=0)", "g * (x > 0)"),
    "Square": ("x * x", "2 * x * g"),
    "Scale": ("100 * x", "100 * g"),
    "InFloat": ("x.float().tanh().to(x.dtype)", "g * (1 - x.tanh() ** 2)"),
}
WRONG = {
    "Zero": ("x.clamp(min=0)", "g * 0"),
    "Nothing": ("x * 2", "None"),
    "Straight": ("x.clamp(min=0)", "g"),
    "Negated": ("x * x", "-2 * x * g"),
    "Half": ("100 * x", "50 * g"),
    "Sign": ("x.sign()", "g"),
}


@cache
def graphs() -> dict[str, Graph]:
    bodies = {
        name: FUNCTION.format(name=name, forward=f, backward=b) for name, (f, b) in (RIGHT | WRONG).items()
    }
    found = run("".join(bodies.values()))
    return {name: graph_of(found[name]) for name in bodies}


@pytest.mark.parametrize("name", RIGHT)
def test_backward_that_derives_its_forward_is_not_remarked(name: str) -> None:
    assert graphs()[name].remarks == ()


@pytest.mark.parametrize("name", WRONG)
def test_backward_that_derives_something_else_is_remarked_at_its_call(name: str) -> None:
    (remark,) = graphs()[name].remarks
    assert isinstance(remark.at, Line)
    assert remark == Remark("backward", remark.at, f"{name}Function")
