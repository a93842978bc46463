"""A training is not done twice, and only the same training is reused."""

from pathlib import Path

import msgspec
import pytest

from grader.base.text import same
from grader.records.report import Curve, Epoch
from grader.training.curve_cache import train_or_reuse

CURVE = Curve(
    data="standin",
    data_title=same("stand-in"),
    device="cpu",
    seed=0,
    train_images=10,
    test_images=10,
    measure="accuracy",
    before=0.1,
    epochs=(Epoch(1.5, 0.5), Epoch(None, 0.25)),
    seconds=1.0,
)


class Trainer:
    """Counts what it is asked to do."""

    def __init__(self, curve: Curve = CURVE) -> None:
        self.times = 0
        self.curve = curve

    def __call__(self) -> Curve:
        self.times += 1
        return self.curve


def test_kept_trains_nothing_the_second_time(tmp_path: Path) -> None:
    trainer = Trainer()
    assert train_or_reuse("abc", tmp_path, trainer) == CURVE
    assert train_or_reuse("abc", tmp_path, trainer) == msgspec.structs.replace(CURVE, reused=True)
    assert trainer.times == 1


def test_kept_keeps_nothing_without_a_folder() -> None:
    trainer = Trainer()
    assert train_or_reuse("abc", None, trainer) == train_or_reuse("abc", None, trainer) == CURVE
    assert trainer.times == 2


@pytest.mark.parametrize("reason", ["timeout", "memory", "died"])
def test_kept_tries_again_what_may_have_been_bad_luck(tmp_path: Path, reason: str) -> None:
    trainer = Trainer(msgspec.structs.replace(CURVE, stopped=reason))
    train_or_reuse("abc", tmp_path, trainer)
    train_or_reuse("abc", tmp_path, trainer)
    assert trainer.times == 2


def test_kept_makes_a_torn_file_anew(tmp_path: Path) -> None:
    trainer = Trainer()
    train_or_reuse("abc", tmp_path, trainer)
    (file,) = tmp_path.rglob("*.json")
    file.write_bytes(file.read_bytes()[:-10])
    assert train_or_reuse("abc", tmp_path, trainer) == CURVE
    assert train_or_reuse("abc", tmp_path, trainer).reused
    assert trainer.times == 2


def test_kept_trains_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert train_or_reuse("abc", tmp_path / "file", Trainer()) == CURVE


def test_kept_does_not_hide_an_error_of_the_training(tmp_path: Path) -> None:
    def fails() -> Curve:
        raise OSError("no such device")

    with pytest.raises(OSError, match="no such device"):
        train_or_reuse("abc", tmp_path, fails)
