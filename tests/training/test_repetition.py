"""A doubtful training is repeated with further fixed seeds."""

import msgspec
import pytest

from grader.base.text import same
from grader.records.assignment import Threshold
from grader.records.capture_protocol import Reason
from grader.records.report import Curve, Epoch
from grader.training.repetition import repeated

LINE = Threshold(zero_below=0.3, full_from=0.5, chance=0.15, noise=0.02, retry_seeds=(7, 9))


def curve(score: float, seed: int = 0, *, stopped: Reason | None = None, reused: bool = False) -> Curve:
    return Curve(
        data="standin", data_title=same("stand-in"), device="cpu", seed=seed, train_images=1, test_images=1,
        measure="accuracy", before=0.1, epochs=(Epoch(1.0, score),), seconds=1.5, stopped=stopped,
        reused=reused,
    )  # fmt: skip


class Trainer:
    """Answers with the scores that it is given, seed by seed."""

    def __init__(self, *curves: Curve) -> None:
        self.left = list(curves)
        self.seeds: list[int] = []

    def __call__(self, seed: int) -> Curve:
        self.seeds.append(seed)
        return msgspec.structs.replace(self.left.pop(0), seed=seed)


def never(seed: int) -> Curve:
    raise AssertionError(f"trained again from seed {seed}")


@pytest.mark.parametrize("score", [0.16, 0.3, 0.459, 0.5, 0.501, 1.0])
def test_repeated_lets_a_clear_score_stand(score: float) -> None:
    first = curve(score)
    assert repeated(first, LINE, never) is first


@pytest.mark.parametrize("score", [0.461, 0.48, 0.499])
def test_repeated_counts_the_mean_of_three_just_below_the_line(score: float) -> None:
    trainer = Trainer(curve(0.47), curve(0.56))
    found = repeated(curve(score), LINE, trainer)
    assert trainer.seeds == [7, 9]
    assert found.score == pytest.approx((score + 0.47 + 0.56) / 3)
    assert found.repeats is not None
    assert found.repeats.why == "line"
    assert [run.seed for run in found.repeats.runs] == [0, 7, 9]
    assert all(run.counts for run in found.repeats.runs)
    assert found.seconds == 4.5


def test_repeated_neither_counts_nor_shows_what_stayed_at_chance() -> None:
    found = repeated(curve(0.1), LINE, Trainer(curve(0.15), curve(0.6)))
    assert found.score == 0.6
    assert (found.seed, found.epochs) == (9, (Epoch(1.0, 0.6),))
    assert found.repeats is not None
    assert found.repeats.why == "chance"
    assert [run.counts for run in found.repeats.runs] == [False, False, True]


def test_repeated_gives_the_first_score_where_none_learns() -> None:
    found = repeated(curve(0.1), LINE, Trainer(curve(0.12), curve(0.11)))
    assert (found.seed, found.score) == (0, 0.1)


def test_repeated_does_not_repeat_an_unfinished_training() -> None:
    first = curve(0.1, stopped="timeout")
    assert repeated(first, LINE, never) is first


def test_repeated_does_not_count_an_unfinished_repetition() -> None:
    found = repeated(curve(0.49), LINE, Trainer(curve(0.9, stopped="memory"), curve(0.53)))
    assert found.score == pytest.approx(0.51)
    assert found.repeats is not None
    assert [run.score for run in found.repeats.runs] == [0.49, None, 0.53]


@pytest.mark.parametrize("reused", [True, False])
def test_repeated_is_reused_only_if_every_training_was(reused: bool) -> None:
    found = repeated(
        curve(0.49, reused=True), LINE, Trainer(curve(0.5, reused=True), curve(0.5, reused=reused))
    )
    assert found.reused is reused
