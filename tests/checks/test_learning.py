"""What the brief training earns, and the message when it did not finish."""

import msgspec
import pytest

from grader.base.text import same
from grader.checks import Failed, learning
from grader.checks.verdict import Finding
from grader.records.assignment import Threshold
from grader.records.capture_protocol import Reason
from grader.records.report import Curve, Epoch, Repeats, TrainingRun
from grader.records.training_protocol import STOPPED

LINE = Threshold(zero_below=0.3, full_from=0.5, chance=0.1, noise=0.01)
CURVE = Curve(
    data="standin",
    data_title=same("stand-in"),
    device="cpu",
    seed=0,
    train_images=1,
    test_images=1,
    measure="accuracy",
    before=0.1,
    epochs=(Epoch(1.0, 0.4), Epoch(0.9, 0.6)),
    seconds=0.0,
)


def failure(**changes: object) -> Finding:
    with pytest.raises(Failed) as caught:
        learning.reaches(msgspec.structs.replace(CURVE, **changes), LINE)
    return caught.value.finding


def test_reaches_gives_points_in_proportion_to_the_last_score() -> None:
    assert learning.reaches(CURVE, LINE) is None
    answer = learning.reaches(msgspec.structs.replace(CURVE, epochs=CURVE.epochs[:1]), LINE)
    assert answer is not None
    assert answer.fraction == pytest.approx(0.5)


def test_reaches_gives_nothing_for_full_marks_before_learning() -> None:
    assert "before any training" in failure(before=0.5).message.en


def test_reaches_forgives_first_weights_that_guess_well() -> None:
    assert learning.reaches(msgspec.structs.replace(CURVE, before=0.31), LINE) is None


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("timeout", "took too long"),
        ("memory", "too much memory"),
        ("died", "ended abruptly"),
        ("invalid", "make no sense"),
        ("too_large", "make no sense"),
    ],
)
def test_reaches_gives_a_stopped_training_nothing_and_says_why(reason: Reason, said: str) -> None:
    finding = failure(stopped=reason)
    assert said in finding.message.en
    assert finding.message == STOPPED[reason]
    assert finding.found is not None
    assert (finding.found.en, finding.found.ko) == ("2 epochs done", "2에폭까지 학습함")


def test_reaches_shows_no_score_where_no_answer_came() -> None:
    finding = failure(before=None, epochs=(), stopped="died")
    assert finding.found is not None
    assert finding.found.en == "not one epoch done"
    assert "%" not in f"{finding.message.en} {finding.message.ko} {finding.found.ko}"


def test_reaches_scores_the_mean_of_the_trainings_that_count() -> None:
    scores = (0.1, 0.38, 0.42)
    runs = tuple(TrainingRun(seed=seed, score=score, counts=score > 0.1) for seed, score in enumerate(scores))
    curve = msgspec.structs.replace(CURVE, repeats=Repeats(why="chance", runs=runs))
    answer = learning.reaches(curve, LINE)
    assert answer is not None
    assert answer.fraction == pytest.approx(0.5)
    assert answer.finding.found is not None
    assert answer.finding.found.en == "40.0 %, the mean of several trainings"
