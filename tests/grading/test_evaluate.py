"""The checks of one part run in order."""

import dataclasses
from collections.abc import Callable

import msgspec
import pytest

from grader.base.errors import StaffError
from grader.base.text import same
from grader.checks import Assignment, Check, Failed, Share, learning
from grader.checks.assignment import Part
from grader.checks.evidence import Attempt, Curve, Graph
from grader.checks.verdict import Finding
from grader.grading.evaluate import Evaluation
from grader.grading.evidence import Evidence
from grader.records.assignment import Recipe, Threshold
from grader.records.capture_protocol import Captured
from grader.records.report import Epoch, PartReport, Result
from grader.records.source import Line, Position
from tests.hosts import measuring

RECIPE = Recipe(train_images=1, test_images=1, epochs=1, batch=1, learning_rate=1.0)
CURVE = Curve(
    data="standin", data_title=same("stand-in"), device="cpu", seed=0, train_images=1, test_images=1,
    measure="accuracy", before=0.1, epochs=(Epoch(1.0, 0.5),), seconds=0.0,
)  # fmt: skip


def passes(graph: Graph) -> None: ...


def fails(graph: Graph) -> None:
    raise Failed(same("wrong"), expected=same("1"), found=same("2"), hint=same("fix"), at=(Line(0, 3), None))


def crashes(graph: Graph) -> None:
    raise ZeroDivisionError


def half(graph: Graph) -> Share:
    return Share(0.5, Finding(message=same("half")))


def third(graph: Graph) -> Share:
    return Share(1 / 3, Finding(message=same("a third")))


def nothing(graph: Graph) -> Share:
    return Share(0.0, Finding(message=same("nothing")))


def trains(curve: Curve) -> None:
    assert curve.epochs


def check(function: Callable[..., Share | None], *requires: Check, points: float = 4) -> Check:
    return Check(function.__name__, function, points, same(function.__name__), requires)


LINE = Threshold(zero_below=0.3, full_from=0.5, chance=0.1, noise=0.05)


class Asked:
    """One part of assignment1 whose checks are other ones."""

    def __init__(self, assignment: Assignment, threshold: Threshold | None = None) -> None:
        self.seeds: list[int] = []
        graph = assignment.references["LeNet5"]
        part = Part(
            id="p", model="LeNet5", title=same("p"), input=(3, 32, 32), output=(10,),
            reference_names=("LeNet5",), solutions={"LeNet5": graph}, recipe=RECIPE,
            thresholds={"standin": threshold} if threshold else {},
        )  # fmt: skip
        self._evidence = Evidence(
            part, Attempt("LeNet5", None, Captured(graph, "LeNet5()"), ()), self._train, measuring()
        )

    def _train(self, _graph: Graph, _recipe: Recipe, seed: int) -> Curve:
        self.seeds.append(seed)
        return CURVE

    def __call__(self, *checks: Check, training: bool = True, provisional: bool = False) -> list[Result]:
        evaluation = self.evaluation(*checks, training=training, provisional=provisional)
        evaluation.before_training()
        evaluation.after_training()
        assert evaluation.complete
        return list(evaluation.results)

    def evaluation(self, *checks: Check, training: bool = True, provisional: bool = False) -> Evaluation:
        return Evaluation(
            list(checks),
            self._evidence,
            lambda line: Position(file="f.py", cell=None, line=line.line, text=""),
            training=training,
            provisional=lambda: provisional,
        )


@pytest.fixture
def ask(assignment1: Assignment) -> Asked:
    return Asked(assignment1)


def earned(results: list[Result]) -> float | None:
    return PartReport(id="p", title=same("p"), taken=None, results=tuple(results)).earned


def test_evaluation_gives_all_some_or_none_of_the_points(ask: Asked) -> None:
    results = ask(*map(check, (passes, half, nothing, fails)))
    assert [(r.status, r.earned) for r in results] == [
        ("passed", 4), ("partial", 2), ("failed", 0), ("failed", 0),
    ]  # fmt: skip
    assert earned(results) == 6


def test_evaluation_rounds_a_share_to_hundredths(ask: Asked) -> None:
    (result,) = ask(check(third, points=10))
    assert result.earned == 3.33


def test_evaluation_fails_a_share_that_rounds_to_nothing(ask: Asked) -> None:
    (result,) = ask(check(third, points=0.01))
    assert (result.status, result.earned) == ("failed", 0)


def test_evaluation_says_why_and_where_a_check_failed(ask: Asked) -> None:
    (result,) = ask(check(fails))
    assert (result.message, result.expected, result.found, result.hint) == tuple(
        map(same, ("wrong", "1", "2", "fix"))
    )
    assert [position.line for position in result.at] == [3]


def test_evaluation_blocks_all_that_depends_on_a_failure(ask: Asked) -> None:
    first = check(fails)
    second = check(passes, first)
    last = check(half, second)
    results = ask(first, second, last)
    assert [(r.status, r.blocked_by) for r in results] == [
        ("failed", None), ("blocked", "fails"), ("blocked", "passes"),
    ]  # fmt: skip
    assert earned(results) == 0


def test_evaluation_blocks_nothing_after_part_of_the_points(ask: Asked) -> None:
    first = check(half)
    assert ask(first, check(passes, first))[1].status == "passed"


def test_evaluation_withholds_the_score_after_the_graders_own_fault(
    ask: Asked, caplog: pytest.LogCaptureFixture
) -> None:
    results = ask(check(passes), check(crashes))
    assert [r.status for r in results] == ["passed", "error"]
    assert earned(results) is None
    assert "crashes" in caplog.text


def test_evaluation_without_training_skips_only_what_trains(ask: Asked) -> None:
    results = ask(check(passes), check(trains), training=False)
    assert [(r.status, r.earned) for r in results] == [("passed", 4), ("skipped", 0)]
    assert ask.seeds == []


def test_evaluation_on_stand_in_data_is_provisional_only_if_trained(ask: Asked) -> None:
    results = ask(check(passes), check(trains), provisional=True)
    assert [r.provisional for r in results] == [False, True]
    assert not any(r.provisional for r in ask(check(trains), provisional=False))


def test_evaluation_trains_once_for_all_checks_and_never_if_blocked(ask: Asked) -> None:
    first = check(fails)
    ask(first, check(trains, first))
    assert ask.seeds == []
    ask(check(trains), check(trains))
    assert ask.seeds == [0]


def test_evaluation_has_results_without_training_before_it(ask: Asked) -> None:
    learns = check(trains)
    then = check(half, learns)
    last = check(fails)
    evaluation = ask.evaluation(learns, then, last)
    evaluation.before_training()
    assert [result.id for result in evaluation.results] == ["fails"]
    assert not evaluation.complete
    assert ask.seeds == []
    evaluation.after_training()
    assert [(result.id, result.trained) for result in evaluation.results] == [
        ("trains", True), ("half", True), ("fails", False),
    ]  # fmt: skip


def test_evaluation_does_not_wait_for_a_blocked_or_unwanted_training(ask: Asked) -> None:
    first = check(fails)
    for evaluation in (
        ask.evaluation(first, check(trains, first)),
        ask.evaluation(check(trains), training=False),
    ):
        evaluation.before_training()
        assert evaluation.complete


def reaches(curve: Curve, threshold: Threshold) -> Share | None:
    return learning.reaches(curve, threshold)


def test_evaluation_repeats_a_training_near_its_line_from_its_seeds(
    assignment1: Assignment,
) -> None:
    ask = Asked(assignment1, msgspec.structs.replace(LINE, full_from=0.55, retry_seeds=(4, 6)))
    ask(check(reaches), check(trains))
    assert ask.seeds == [0, 4, 6]


def test_evaluation_refuses_a_threshold_for_other_data(ask: Asked) -> None:
    with pytest.raises(StaffError, match="no threshold for the data 'standin'"):
        ask(check(reaches))


def general(function: Callable[..., Share | None], *requires: Check) -> Check:
    return dataclasses.replace(check(function, *requires), id="general", general=True)


@pytest.mark.parametrize(
    ("asked", "earned"), [(fails, 0.0), (nothing, 0.0), (half, 4.0), (passes, 4.0), (crashes, 4.0)]
)
def test_what_holds_of_any_model_earns_nothing_by_itself(
    assignment1: Assignment, asked: Callable[..., Share | None], earned: float
) -> None:
    results = Asked(assignment1)(check(asked), general(passes))
    assert results[1].earned == earned
    assert (results[1].status, results[1].blocked_by) == (
        ("passed", None) if earned else ("blocked", asked.__name__)
    )


def test_what_other_checks_require_keeps_its_points(assignment1: Assignment) -> None:
    runs = general(passes)
    assert [each.earned for each in Asked(assignment1)(runs, check(fails, runs))] == [4.0, 0.0]
