import shutil
from pathlib import Path

import pytest

from grader.cli.app import build
from grader.cli.status import run_guarded
from grader.datasets import load

from .mnist_files import PACKED, write_root


@pytest.fixture
def both(image_folder: Path, tmp_path: Path) -> Path:
    """A folder with CIFAR-10's kind of data and MNIST."""
    shutil.move(image_folder, tmp_path / "all" / "cifar10")
    write_root(tmp_path / "all" / "mnist", PACKED)
    return tmp_path / "all"


def grade(*args: str | Path) -> int:
    words = ["data", "prepare", *map(str, args)]
    return run_guarded(lambda: build("en").main(words, prog_name="grade", standalone_mode=False), "en")


def test_prepare_command_takes_the_first_kind_unless_one_is_named(
    both: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert grade(both, tmp_path / "one") == 0
    assert grade(both / "mnist", tmp_path / "other") == 0

    assert load("cifar10", (str(tmp_path / "one"),), train=6, test=4).name == "folder"
    assert load("mnist", (str(tmp_path / "other"),), train=60, test=20).name == "mnist"
    assert "(cifar10, 6 training and 4 test images, 0.0 MB)" in capsys.readouterr().err


def test_prepare_command_prepares_the_kind_that_is_named(both: Path, tmp_path: Path) -> None:
    assert grade(both, tmp_path / "data", "--kind", "mnist", "--train", "30", "--test", "10") == 0

    dataset = load("mnist", (str(tmp_path / "data"),), train=60, test=20)
    assert (dataset.name, len(dataset.train_images), len(dataset.test_images)) == ("mnist", 30, 10)


def test_prepare_command_makes_scenes_of_both_parts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("standin", tmp_path / "data", "--kind", "scenes", "--train", "50", "--test", "10")

    assert grade(*where) == 0

    assert load("scenes", (str(tmp_path / "data"),), train=50, test=10).name == "scenes-figures-digits"
    assert capsys.readouterr().err.count("provisional") == 2


def test_prepare_command_refuses_a_missing_kind_and_writes_nothing(
    both: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert grade(both / "mnist", tmp_path / "data", "--kind", "scenes") == 3

    said = capsys.readouterr().err
    assert "There is no scenes data in" in said
    assert "It holds mnist" in said
    assert not (tmp_path / "data").exists()
