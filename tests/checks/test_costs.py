"""One mistake costs little, only once, and what the students' page says."""

import re

import pytest

from grader.authoring.examples import Example, examples
from grader.checks.assignment import Assignment, Part
from grader.checks.evidence import Attempt, Curve
from grader.grading import course
from grader.grading.evaluate import Evaluation
from grader.grading.evidence import Evidence
from grader.records.capture_protocol import Outcome
from grader.records.points import added
from grader.records.source import Candidate, Line, Position
from tests.capture.submissions import believed, run_files
from tests.hosts import measuring

ROW = re.compile(r"^\| .+ \| ([\d.]+) \| `([\w.]+)` \|$", re.MULTILINE)
MOST = 9.0
"""Of 100 points: somewhat less than a tenth."""


@pytest.fixture(scope="module", params=["assignment0", "assignment1"])
def assignment(request: pytest.FixtureRequest) -> Assignment:
    """The assignments that ask for one list of layers."""
    return course.load(request.param)


def told(assignment: Assignment, language: str) -> dict[str, float]:
    """The costs that a page tells, by the example's name, or the mistake's."""
    page = (assignment.here / f"README.{language}.md").read_text(encoding="utf-8")
    return {name: float(cost) for cost, name in ROW.findall(page)}


def part_of(example: Example, assignment: Assignment) -> Part:
    """The part in which an example makes its mistake."""
    named = example.expectation().named
    (part,) = [part for part in assignment.parts if any(check.id in named for check in part.checks)]
    return part


@pytest.fixture(scope="module")
def losses(assignment: Assignment, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, float]]:
    """The points that the examples lose without training, by the check; blocked ones aside."""
    names = told(assignment, "ko")
    folder = tmp_path_factory.mktemp("examples")
    files = {folder / each.handed_in: each for each in examples(assignment) if each.name in names}
    for path, example in files.items():
        path.write_bytes(example.content())
    parts = {path: part_of(example, assignment) for path, example in files.items()}
    outcomes = run_files({path: (part.model, part.input) for path, part in parts.items()})
    return {files[path].name: lost(parts[path], outcome) for path, outcome in outcomes.items()}


def lost(part: Part, outcome: Outcome) -> dict[str, float]:
    candidate = Candidate(part.model, "class", Line(0, 1), (), (), written=True)
    evidence = Evidence(part, Attempt(part.model, candidate, believed(outcome), ()), no_training, measuring())
    evaluation = Evaluation(part.checks, evidence, locate, training=False, provisional=lambda: False)
    evaluation.before_training()
    failed = [result for result in evaluation.results if result.status in ("failed", "partial", "error")]
    return {result.id: added([result.points, -result.earned]) for result in failed}


@pytest.fixture(scope="module")
def costs(losses: dict[str, dict[str, float]]) -> dict[str, float]:
    """The points that the examples lose in all."""
    return {name: added(lost.values()) for name, lost in losses.items()}


def no_training(*_: object) -> Curve:
    raise AssertionError("nothing is trained here")


def locate(line: Line) -> Position:
    return Position("", None, line.line, "")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_costs_of_one_mistake_are_what_the_pages_say(
    language: str, assignment: Assignment, costs: dict[str, float]
) -> None:
    assert told(assignment, language) == costs


def test_costs_of_one_mistake_are_neither_trifling_nor_high(
    assignment: Assignment, costs: dict[str, float]
) -> None:
    least = min(check.points for part in assignment.parts for check in part.checks)
    assert {name: cost for name, cost in costs.items() if not least <= cost <= MOST} == {}


@pytest.mark.parametrize("assignment", ["assignment1"], indirect=True)
def test_costs_of_a_wrong_layer_are_the_same_whatever_is_wrong(costs: dict[str, float]) -> None:
    kernel, channels, padding = (
        costs[name] for name in ("wrong_kernel_3.ipynb", "channels", "wrong_padding_2.py")
    )
    assert kernel == channels
    assert abs(kernel - padding) < 0.2  # a total that differs by itself counts as one layer more


CONSEQUENCES = re.compile(r"outputs|parameters|feature_maps")
"""Checks that give the share of the layers that are right: any wrong layer costs a little there."""
TWO_MISTAKES = {"100_classes", "cnn_not_flattened"}
"""A layer and with it the shape of the output."""


def test_costs_of_one_mistake_are_charged_by_one_check(losses: dict[str, dict[str, float]]) -> None:
    charged = {
        name: {check for check in lost if not CONSEQUENCES.search(check)} for name, lost in losses.items()
    }
    once = {name: checks for name, checks in charged.items() if name not in TWO_MISTAKES}
    assert {name: checks for name, checks in once.items() if len(checks) != 1} == {}
