"""What follows the last layer is computed: of logits it is nothing, a view, or an average of them."""

import pytest

from grader.analysis.modes import passes
from grader.analysis.rules.simplify import simplify
from grader.checks import logits
from grader.checks.evidence import Tail
from grader.checks.verdict import Failed
from grader.grading import measured
from grader.records.graph import Graph
from tests.capture.submissions import believed, graph_of, run_one
from tests.hosts import measuring

MODEL = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.fc = nn.Linear(4 * 6 * 6, 10)
        self.fc2 = nn.Linear(10, 10)
        self.norm = nn.BatchNorm1d(10)
        self.drop = nn.Dropout(0.3)
    def forward(self, x):
        m = self.conv(x)
        y = self.fc(m.flatten(1))
        """


def graph(line: str) -> Graph:
    return simplify(graph_of(believed(run_one(MODEL + line + "\n"))))


def tail(line: str) -> Tail:
    return measured.tail(measuring(), graph(line))


@pytest.mark.parametrize(
    "line",
    [
        "return y",
        "return y * 1 + 0",
        "return y.view(-1, 10)",
        "return y.unsqueeze(2).unsqueeze(3).reshape(y.size(0), -1)",
        "return y.flip(1)",
        "return m.mean((2, 3))",
        "return F.adaptive_avg_pool2d(m, 1).flatten(1)",
        "return F.interpolate(m, scale_factor=2)",
        "return F.interpolate(m, size=(8, 8), mode='bilinear')",
        "return m.permute(0, 2, 3, 1)",
        "return self.norm(y)",
        "return y + self.fc2(y)",
    ],
)
def test_are_returned_passes_what_leaves_them_logits(line: str) -> None:
    logits.are_returned(tail(line))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("return y.softmax(1)", "Softmax"),
        ("return F.log_softmax(y, 1)", "LogSoftmax"),
        ("e = (y - y.amax(1, True)).exp()\n        return e / e.sum(1, keepdim=True)", "is changed"),
        ("return torch.log(y.softmax(1))", "is changed"),
        ("return 1 / (1 + (-y).exp())", "Sigmoid"),
        ("return -y", "is changed"),
        ("return y * 100", "is changed"),
        ("return y.exp()", "is changed"),
        ("return y.clamp(0, 1)", "is changed"),
        ("return y - y.mean(1, keepdim=True)", "is changed"),
        ("return y + 1", "is changed"),
        ("return y.abs()", "is changed"),
        ("return y * y", "is changed"),
        ("return self.drop(y)", "Dropout"),
        ("return self.drop(y.softmax(1))", "Dropout"),
        ("return m.softmax(1).mean((2, 3))", "is changed"),
        ("return y.softmax(0)", "Softmax"),
        ("return F.normalize(y, dim=1)", "is changed"),
        ("return m.amax((2, 3))", "is changed"),
    ],
)
def test_are_returned_fails_every_disguise_of_a_change(line: str, said: str) -> None:
    with pytest.raises(Failed, match=said):
        logits.are_returned(tail(line))


def test_are_returned_says_what_becomes_of_a_number() -> None:
    with pytest.raises(Failed) as failed:
        logits.are_returned(tail("return y * -100"))
    assert failed.value.finding.found is not None
    assert "a 3 becomes -300" in failed.value.finding.found.en
    assert failed.value.finding.at[0] is not None


@pytest.mark.parametrize("size", [1, 5, 64])
def test_are_returned_judges_a_model_of_one_batch_size(size: int) -> None:
    view = f"y.view({size}, 10)"
    logits.are_returned(tail(f"return {view} * 1"))
    with pytest.raises(Failed, match="is changed"):
        logits.are_returned(tail(f"return {view} * 2"))


@pytest.mark.parametrize(
    "line",
    [
        "return self.drop(y)",
        "return self.norm(y)",
        "return F.dropout(y, 0.4, self.training)",
        "return self.fc2(self.drop(y)) if self.training else self.fc2(y)",
    ],
)
def test_passes_are_one_where_only_dropout_and_norms_differ(line: str) -> None:
    assert len(passes(graph(line))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "return y.softmax(1) if self.training else y",
        "return y if self.training else y.softmax(1)",
        "return self.fc2(y) if self.training else y",
        "return F.dropout(y, 1.0, self.training) + self.fc2(y)",
    ],
)
def test_passes_are_two_where_forward_does_something_else_in_training(line: str) -> None:
    assert len(passes(graph(line))) == 2
