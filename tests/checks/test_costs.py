"""What one mistake costs: little, once, and as the students' page says."""

import re
from pathlib import Path

import pytest

from grader.checks.authoring import Part
from grader.checks.evidence import Attempt, Curve
from grader.grading import course
from grader.grading.evaluate import Evaluation
from grader.grading.evidence import Evidence
from grader.records.capture import Outcome
from grader.records.report import added
from grader.records.source import Candidate, Line, Position
from tests.capture.submissions import believed, run_files

ASSIGNMENT = course.load("assignment1")
PAGES = [ASSIGNMENT.here / f"README.{language}.md" for language in ("ko", "en")]
ROW = re.compile(r"^\| .+ \| ([\d.]+) \| `(wrong_[\w.]+)` \|$", re.MULTILINE)
LEAST, MOST = 2.0, 9.0
"""Of 100 points: what the least check gives, and somewhat less than a tenth."""


def told(page: Path) -> dict[str, float]:
    """The costs that a page tells, by the example's name."""
    return {name: float(cost) for cost, name in ROW.findall(page.read_text(encoding="utf-8"))}


def part_of(name: str) -> Part:
    """The part in which an example makes its mistake."""
    cnn, lenet = ASSIGNMENT.parts
    return cnn if "_cnn_" in name else lenet


@pytest.fixture(scope="module")
def costs() -> dict[str, float]:
    """The points that the examples lose without training, checks that are blocked aside."""
    paths = {ASSIGNMENT.here / "examples" / name: part_of(name) for name in told(PAGES[0])}
    outcomes = run_files({path: (part.model, part.input) for path, part in paths.items()})
    return {path.name: lost(paths[path], outcome) for path, outcome in outcomes.items()}


def lost(part: Part, outcome: Outcome) -> float:
    candidate = Candidate(part.model, "class", Line(0, 1), (), (), written=True)
    evidence = Evidence(part, Attempt(part.model, candidate, believed(outcome), ()), no_training)
    evaluation = Evaluation(part.checks, evidence, locate, training=False, provisional=lambda: False)
    evaluation.before_training()
    failed = [result for result in evaluation.results if result.status in ("failed", "partial", "error")]
    return added(result.points - result.earned for result in failed)


def no_training(*_: object) -> Curve:
    raise AssertionError("nothing is trained here")


def locate(line: Line) -> Position:
    return Position("", None, line.line, "")


def test_one_mistake_costs_what_the_pages_say(costs: dict[str, float]) -> None:
    assert [told(page) for page in PAGES] == [costs, costs]


def test_one_mistake_costs_neither_next_to_nothing_nor_much(costs: dict[str, float]) -> None:
    assert {name: cost for name, cost in costs.items() if not LEAST <= cost <= MOST} == {}


def test_a_wrong_layer_costs_the_same_whatever_is_wrong_about_it(costs: dict[str, float]) -> None:
    kernel, channels, padding = (
        costs[name] for name in ("wrong_kernel_3.ipynb", "wrong_channels.ipynb", "wrong_padding_2.py")
    )
    assert kernel == channels
    assert abs(kernel - padding) < 0.2  # a total that differs by itself counts as one layer more
