"""Why a model could not be made or run, explained to fit the mistake."""

import pytest

from grader.base.text import Text
from grader.checks import Failed, diagnose, exception_hints
from grader.checks.evidence import Attempt
from grader.checks.exception_hints import IMPORTS
from grader.checks.verdict import Finding
from grader.records.capture_protocol import Broken
from grader.records.source import Candidate, Line, Problem
from tests.capture.submissions import believed, run_one

CANDIDATE = Candidate("Net", "class", Line(0, 4), (), (), written=True)


def told(attempt: Attempt) -> Finding:
    with pytest.raises(Failed) as caught:
        diagnose.runs(attempt)
    return caught.value.finding


def problem(text: str, at: Line | None = None, class_name: str = "") -> Problem:
    return Problem(Text(ko=text, en=text), at, class_name)


MODEL = """
class Net(nn.Module):
    def __init__(self):
        {super}
        self.conv = nn.Conv2d(3, 4, 3)
        self.fc = nn.Linear({inputs}, 10)

    def forward(self, x):
        {forward}
"""
RIGHT = {"super": "super().__init__()", "inputs": 144, "forward": "return self.fc(self.conv(x).flatten(1))"}


@pytest.mark.parametrize(
    ("change", "message", "hint"),
    [
        ({"super": "pass"}, "__init__) raises", "super().__init__()"),
        ({"inputs": 100}, "Running forward", "expects 100 numbers, nn.Linear(100, 10), but is given 144"),
        (
            {"forward": "return self.fc(self.conv(x).view(-1, 100))"},
            "The sizes until then: 8x8x3 → 6x6x4",
            "6x6x4 = 144 numbers",
        ),
        ({"forward": "return self.fc(self.cnov(x).flatten(1))"}, "Running forward", "Did you mean 'conv'?"),
        ({"forward": "return nn.Linear(192, 10)(x.flatten(1))"}, "makes a new layer", "in __init__"),
        ({"super": "super().__init__(); open('log.txt', 'w')"}, "__init__) raises", "neither read nor write"),
        ({"super": "super().__init__(); import tempfile; tempfile.TemporaryFile()"}, "raises", "temporary"),
        ({"super": "super().__init__(); torch.save({}, 'first.pth')"}, "raises", "neither read nor write"),
        ({"forward": "return x + torch.rand(1)"}, "draws random numbers", "same output"),
        ({"forward": "return x"}, "computes nothing", "one after another"),
        ({"forward": "self.conv(x)"}, "returns nothing", "return x"),
        ({"forward": "return x, x"}, "returns a tuple of 2 values", "alone"),
    ],
)
def test_runs_gives_each_mistake_its_own_hint(change: dict[str, object], message: str, hint: str) -> None:
    outcome = believed(run_one(MODEL.format(**(RIGHT | change))))
    finding = told(Attempt("Net", CANDIDATE, outcome, ()))
    assert message in finding.message.en
    assert finding.hint is not None
    assert hint in finding.hint.en


def test_runs_hints_at_a_perceptrons_view_without_naming_maps() -> None:
    text = "class Net(nn.Module):\n    def forward(self, x):\n        return x.view(x.size(0), 100)\n"
    finding = told(Attempt("Net", CANDIDATE, believed(run_one(text, (784,))), ()))
    assert finding.hint is not None
    assert "an image has 784 numbers, which do not fit into (N, 100)" in finding.hint.en


def test_runs_names_what_is_no_tensor_in_good_korean() -> None:
    outcome = believed(run_one(MODEL.format(**(RIGHT | {"forward": "return 3.0"}))))
    assert "float를 반환합니다" in told(Attempt("Net", CANDIDATE, outcome, ())).message.ko


def test_runs_passes_a_right_model() -> None:
    diagnose.runs(Attempt("Net", CANDIDATE, run_one(MODEL.format(**RIGHT)), ()))


LEFT_OUT = problem("This part was left out", Line(0, 1))


def test_runs_tells_of_a_class_that_could_not_be_read_as_the_finding() -> None:
    unread = problem("The class Net could not be read", Line(2, 3), "Net")
    finding = told(Attempt("Net", None, None, (LEFT_OUT, unread)))
    assert finding.message == unread.message
    assert finding.at == (Line(2, 3),)


def test_runs_looks_for_a_missing_model_in_what_was_unreadable() -> None:
    other = problem("The class MLP could not be read", Line(2, 3), "MLP")
    finding = told(Attempt("CifarMLP", None, None, (other, LEFT_OUT)))
    assert finding.found == LEFT_OUT.message
    assert "Put the marked line right" in (finding.hint.en if finding.hint else "")


def test_runs_explains_no_missing_model_by_what_was_read() -> None:
    finding = told(Attempt("Net", None, None, (problem("line 3 is Python 2"),)))
    assert finding.found is None
    assert "is called Net" in (finding.hint.en if finding.hint else "")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (MODEL.replace("(nn.Module)", ""), "is a Net, not an nn.Module", "class Net(nn.Module):"),
        (MODEL.replace("def forward", "def foward"), "has foward", "Call it forward"),
        (MODEL.replace("def __init__", "def __int__"), "no __init__ but __int__", "two underscores"),
        (MODEL.replace("nn.Conv2d(3,", "nn.Conv2d(1,"), "8x8x3", "have 3 channels (RGB)"),
        (MODEL.replace("nn.Linear({inputs}", "nn.linear({inputs}"), "raises an error", "'Linear'"),
        (MODEL.replace("def forward(self, x)", "def forward(self, x, y)"), "forward", "the images alone"),
    ],
)
def test_runs_tells_of_a_slip_in_the_class_itself(text: str, message: str, hint: str) -> None:
    right = RIGHT | {"super": "super().__init__() if isinstance(self, nn.Module) else None"}
    finding = told(Attempt("Net", CANDIDATE, believed(run_one(text.format(**right))), ()))
    assert message in finding.message.en
    assert hint in (finding.hint.en if finding.hint else "")


@pytest.mark.parametrize(("name", "line"), sorted(IMPORTS.items()))
def test_hint_on_a_name_that_is_not_imported_is_its_import(name: str, line: str) -> None:
    missing = Broken("define", "exception", "NameError", f"name '{name}' is not defined")
    assert line in exception_hints.hint(missing).en
