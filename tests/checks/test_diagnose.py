"""Why a model could not be made or run, explained to fit the mistake."""

import pytest
from msgspec.structs import replace

from grader.base.text import Text
from grader.checks import Failed, diagnose, exception_hints
from grader.checks.evidence import Attempt
from grader.checks.exception_hints import IMPORTS
from grader.checks.verdict import Finding, Withheld
from grader.records.capture_protocol import Broken
from grader.records.source import Candidate, LeftOut, Line, Problem
from tests.capture.submissions import believed, run_one

CANDIDATE = Candidate("Net", "class", Line(0, 4), (), (), written=True)


def told(attempt: Attempt) -> Finding:
    with pytest.raises(Failed) as caught:
        diagnose.runs(attempt)
    return caught.value.finding


def problem(text: str, at: Line | None = None, name: str = "", *, newer: bool = False) -> Problem:
    return Problem(Text(ko=text, en=text), at, name, is_newer_syntax=newer)


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
        ({"forward": "return fc(self.conv(x).flatten(1))"}, "Running forward", "self before it: self.fc"),
        ({"forward": "return self.fc(self.relu(x))"}, "Running forward", "__init__ makes no self.relu"),
        (
            {"super": "super().__init__(); pool = nn.ReLU()", "forward": "self.pool(x)"},
            "",
            "before pool: self.pool",
        ),
        ({"forward": "return self.fc(nn.ReLU(self.conv(x)))"}, "Running forward", "apply it: nn.ReLU()(x)"),
        ({"forward": "return self.conv(nn.ReLU(x))"}, "Running forward", "apply it: nn.ReLU()(x)"),
        ({"forward": "return self.conv(nn.MaxPool2d(x))"}, "Running forward", "apply it: nn.MaxPool2d(…)(x)"),
        ({"forward": "return self.fc"}, "returns a Linear", "Return what the layer makes of its input"),
        ({"forward": "return nn.Sequential(nn.ReLU)(x)"}, "Running forward", "with brackets: nn.ReLU()"),
        ({"forward": "return nn.Sequential([self.fc])(x)"}, "Running forward", "nn.Sequential(*layers)"),
        ({"forward": "return [self.fc](x)"}, "Running forward", "nn.Sequential(*layers)"),
        ({"forward": "return x\n    return x"}, "code raises an error", "Indent the line of return"),
        ({"super": "nn.Module.__init__()"}, "__init__) raises", "super().__init__()"),
        ({"forward": "return (self.fc,)(x)"}, "Running forward", "ends with a comma"),
        ({"forward": "return self.conv()"}, "Running forward", "Conv2d lacks an argument: input"),
        (
            {"forward": "return nn.functional.max_pool2d(x)"},
            "Running forward",
            "max_pool2d lacks an argument: kernel_size",
        ),
        ({"forward": "return self.conv(x.double())"}, "Running forward", "All should be float32"),
        (
            {"forward": "x = print(x); return self.conv(x)"},
            "Running forward",
            "given None in place of a tensor",
        ),
        ({"forward": "x = print(x); return x.flatten(1)"}, "Running forward", "given None in place of a"),
        ({"super": "super().__init__(); nn.Conv2d(3, 4)"}, "", "nn.Conv2d lacks an argument: kernel_size"),
        ({"super": "super().__init__(); nn.MaxPool2d(kernal_size=2)"}, "", "Did you mean 'kernel_size'?"),
        ({"forward": "return self.conv(torch.cat([x[:, :1], x[:, :1]]))"}, "", "become 4 instead of 2"),
        ({"forward": "return torch.cat(x, x)"}, "", "in a list: torch.cat([a, b], dim=1)"),
        ({"forward": "return torch.cat([x, x[:, :, 1:]], 1)"}, "", "here it is 8 and 7"),
        ({"super": "super.__init__()"}, "__init__) raises", "super().__init__()"),
        (
            {
                "super": "super().__init__(); self.norm = nn.BatchNorm2d(3)",
                "forward": "self.norm(self.conv(x))",
            },
            "",
            "expects 3 channels (num_features), but the map that it is given has 4",
        ),
        ({"forward": "return nn.Linear(192, 10)(x.flatten(1))"}, "makes a new layer", "in __init__"),
        ({"super": "super().__init__(); open('log.txt', 'w')"}, "__init__) raises", "neither read nor write"),
        ({"super": "super().__init__(); import tempfile; tempfile.TemporaryFile()"}, "raises", "temporary"),
        ({"super": "super().__init__(); torch.save({}, 'first.pth')"}, "raises", "neither read nor write"),
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
    alike = problem("The class CifarMPL could not be read", Line(4, 1), "CifarMPL")
    finding = told(Attempt("CifarMLP", None, None, (LEFT_OUT, other, alike)))
    assert (finding.found, finding.at) == (alike.message, (Line(4, 1),))
    assert "Put the marked line right" in (finding.hint.en if finding.hint else "")


def test_runs_explains_no_missing_model_by_what_was_read() -> None:
    finding = told(Attempt("Net", None, None, (problem("line 3 is Python 2"),)))
    assert finding.found is None
    assert "is called Net" in (finding.hint.en if finding.hint else "")


def test_runs_expects_no_model_where_no_class_begins() -> None:
    finding = told(Attempt("Net", None, None, (LEFT_OUT,)))
    assert (finding.found, finding.at) == (None, ())


def test_runs_tells_of_a_forward_outside_its_class() -> None:
    outside = problem("The forward of Net stands outside", Line(2, 3), "Net")
    finding = told(Attempt("Net", replace(CANDIDATE, written=False), None, (outside,)))
    assert (finding.message, finding.at) == (outside.message, (CANDIDATE.at, Line(2, 3)))


def test_runs_tells_of_a_model_in_a_text_cell() -> None:
    finding = told(Attempt("Net", None, None, (problem("It stands in a Markdown cell", name="Net"),)))
    assert finding.hint == Text(ko="It stands in a Markdown cell", en="It stands in a Markdown cell")


def test_runs_withholds_what_only_a_newer_python_reads() -> None:
    newer = problem("The class Net is newer", Line(0, 1), "Net", newer=True)
    with pytest.raises(Withheld) as caught:
        diagnose.runs(Attempt("Net", None, None, (newer,)))
    assert (caught.value.finding.message, caught.value.finding.at) == (newer.message, (Line(0, 1),))
    diagnose.runs(Attempt("Net", CANDIDATE, run_one(MODEL.format(**RIGHT)), (problem("x", newer=True),)))


def test_runs_withholds_a_loop_over_the_images() -> None:
    loop = RIGHT | {"forward": "return torch.stack([self.fc(self.conv(i).flatten()) for i in x])"}
    outcome = believed(run_one(MODEL.format(**loop)))
    with pytest.raises(Withheld) as caught:
        diagnose.runs(Attempt("Net", CANDIDATE, outcome, ()))
    assert "for three images than for two" in caught.value.finding.message.en


def test_runs_speaks_of_forward_if_forward_takes_more() -> None:
    text = "class Net(nn.Module):\n    def forward(self, x, y):\n        return x * y\n"
    finding = told(Attempt("Net", CANDIDATE, believed(run_one(text)), ()))
    assert "the images alone" in (finding.hint.en if finding.hint else "")
    assert finding.at == (Line(0, 5),)


# -- names that are not there ----------------------------------------------------------------------------

UNKNOWN = MODEL.format(**(RIGHT | {"inputs": "n"}))


def test_runs_shows_where_a_name_comes_from_that_only_data_gives() -> None:
    left_out = replace(CANDIDATE, left_out=(LeftOut("n", Line(1, 2)),))
    finding = told(Attempt("Net", left_out, believed(run_one(UNKNOWN)), ()))
    assert finding.at == (Line(0, 9), Line(1, 2))
    assert "write the number itself" in (finding.hint.en if finding.hint else "")


def test_runs_names_the_file_that_may_define_a_name() -> None:
    lost = Problem(Text(ko="helper", en="helper"), Line(0, 1), names_missing_file=True)
    finding = told(Attempt("Net", CANDIDATE, believed(run_one(UNKNOWN)), (lost,)))
    assert (finding.hint, finding.at) == (lost.message, (Line(0, 9), Line(0, 1)))


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


def test_runs_does_not_say_that_a_tensor_is_missing_where_none_is_called_as_a_layer() -> None:
    change = {"super": "super().__init__(); self.pool = None", "forward": "return self.pool(self.conv(x))"}
    finding = told(Attempt("Net", CANDIDATE, believed(run_one(MODEL.format(**(RIGHT | change)))), ()))
    assert "None in place of a tensor" not in (finding.hint.en if finding.hint else "")
