"""A weight in direction and size is a weight."""

import pytest

from grader.analysis.rules.simplify import simplify
from grader.records.graph import Weight
from tests.analysis.rules.models import operations
from tests.capture.submissions import believed, graph_of, run_one

NORMALISED = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = {made}
        self.v = nn.Parameter(torch.randn(3, 3, 3, 3))
        self.g = nn.Parameter(torch.rand(3, 1, 1, 1) + 1)
    def forward(self, x):
        return {used}
"""


@pytest.mark.parametrize(
    ("made", "used"),
    [
        ("nn.utils.weight_norm(nn.Conv2d(3, 3, 3))", "self.c(x)"),
        ("nn.utils.parametrizations.weight_norm(nn.Conv2d(3, 3, 3))", "self.c(x)"),
        ("None", "F.conv2d(x, self.g * self.v / torch.linalg.vector_norm(self.v, 2, (1, 2, 3), True))"),
        ("None", "F.conv2d(x, self.g * (self.v / self.v.flatten(1).norm(dim=1).view(3, 1, 1, 1)))"),
    ],
)
def test_simplify_takes_a_weight_in_direction_and_size_for_a_weight(made: str, used: str) -> None:
    after = simplify(graph_of(believed(run_one(NORMALISED.format(made=made, used=used)))))
    last = after.nodes[-1]
    assert operations(after)[-1] == "conv2d"
    assert isinstance(last.args[1], Weight) == ("flatten" not in used)  # a norm that is reshaped is not known


@pytest.mark.parametrize(
    "used",
    [
        "F.conv2d(x, self.v / torch.linalg.vector_norm(self.v, 2, (1, 2, 3), True))",  # of size 1 alone
        "F.conv2d(x, self.g * self.v * torch.linalg.vector_norm(self.v, 2, (1, 2, 3), True))",
        "F.conv2d(x, self.g * self.v / torch.linalg.vector_norm(self.v, 1, (1, 2, 3), True))",
        "F.conv2d(x, self.g * self.v)",
    ],
)
def test_simplify_keeps_other_weights_that_are_computed(used: str) -> None:
    after = simplify(graph_of(believed(run_one(NORMALISED.format(made="None", used=used)))))
    assert not isinstance(after.nodes[-1].args[1], Weight)
