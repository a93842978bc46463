"""An author's own data in one file, and the stand-ins for each kind."""

from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch

from grader.base.errors import StaffError
from grader.base.progress import silent
from grader.datasets import load, prepare, toy
from grader.datasets.arrays import read
from grader.datasets.prepared import sound_rows
from grader.records.assignment import Data

OWN: tuple[Data, ...] = ("table", "sequences", "text", "pairs", "points")


def arrays(path: Path, **changed: object) -> Path:
    """A file of small tables; some arrays are replaced, or left out if they are None."""
    own = np.random.default_rng(0)
    held: dict[str, object] = {
        "train_x": own.normal(size=(20, 3)),
        "train_y": own.normal(size=(20, 1)),
        "test_x": own.normal(size=(8, 3)),
        "test_y": own.normal(size=(8, 1)),
    }
    np.savez(path, **{name: each for name, each in (held | changed).items() if each is not None})  # type: ignore[arg-type]
    return path


def whole(shape: tuple[int, ...], below: int) -> object:
    return np.random.default_rng(1).integers(0, below, shape)


def test_read_takes_arrays_for_a_table_by_the_name_of_the_file(tmp_path: Path) -> None:
    found = read(arrays(tmp_path / "weather.npz"))
    assert (found.name, found.kind, found.classes) == ("weather", "table", ())
    assert found.train_images.shape == (20, 3)
    assert found.train_labels.dtype == torch.float32


def test_read_takes_safetensors_as_well(tmp_path: Path) -> None:
    one = read(arrays(tmp_path / "weather.npz"))
    tensors = {"train_x": one.train_images, "train_y": one.train_labels, "test_x": one.test_images}
    safetensors.torch.save_file(tensors | {"test_y": one.test_labels}, tmp_path / "weather.arrays")
    assert read(tmp_path / "weather.arrays").digest == one.digest


def test_read_takes_rows_without_answers_for_points(tmp_path: Path) -> None:
    found = read(arrays(tmp_path / "moons.npz", train_y=None, test_y=None))
    assert (found.name, found.kind, len(found.classes)) == ("moons", "points", 1)


@pytest.mark.parametrize(
    ("kind", "x", "y", "classes"),
    [
        ("sequences", (6,), (), 4),
        ("text", (6,), (6,), 9),
    ],
)
def test_read_tells_the_kind_of_tokens_by_their_labels(
    tmp_path: Path, kind: str, x: tuple[int, ...], y: tuple[int, ...], classes: int
) -> None:
    changed = {
        f"{split}_{name}": whole((n, *shape), below)
        for split, n in (("train", 30), ("test", 10))
        for name, shape, below in (("x", x, 9), ("y", y, classes))
    }
    found = read(arrays(tmp_path / "words.npz", **changed))
    assert found.kind == kind
    assert len(found.classes) == classes


def test_read_takes_vectors_in_steps_for_sequences(tmp_path: Path) -> None:
    changed = {"train_x": np.zeros((20, 5, 3)), "test_x": np.zeros((8, 5, 3))}
    assert read(arrays(tmp_path / "motion.npz", **changed)).kind == "sequences"


@pytest.mark.parametrize(
    "changed",
    [
        {"test_y": None},
        {"train_x": np.full((20, 3), np.nan)},
        {"test_x": np.zeros((8, 4))},
        {"train_y": np.zeros((19, 1))},
        {"train_x": np.zeros((0, 3)), "train_y": np.zeros((0, 1))},
        {"train_x": np.array([{}] * 20, dtype=object)},
        {"train_x": -np.ones((20, 3), dtype=int), "test_x": np.ones((8, 3), dtype=int)},
    ],
    ids=["missing", "not finite", "other features", "fewer labels", "empty", "objects", "negative tokens"],
)
def test_read_refuses_arrays_of_no_known_form(tmp_path: Path, changed: dict[str, object]) -> None:
    with pytest.raises(StaffError, match="not usable"):
        read(arrays(tmp_path / "bad.npz", **changed))


def test_read_splits_a_table_the_same_way_whatever_its_order(tmp_path: Path) -> None:
    lines = [f"{i},{i * i},{i / 2}" for i in range(50)]
    one, other = tmp_path / "a.csv", tmp_path / "b.csv"
    one.write_text("\n".join(["size,area,price", *lines]), encoding="utf-8")
    other.write_text("\n".join(["size,area,price", *reversed(lines)]), encoding="utf-8")
    assert read(one).digest == read(other).digest
    assert len(read(one).test_images) == 10


def test_read_takes_words_in_the_last_column_for_classes(tmp_path: Path) -> None:
    path = tmp_path / "iris.csv"
    path.write_text("a,b,kind\n" + "\n".join(f"{i},1,{'xy'[i % 2]}" for i in range(20)), encoding="utf-8")
    assert read(path).classes == ("x", "y")


def test_read_names_the_column_that_holds_no_number(tmp_path: Path) -> None:
    path = tmp_path / "iris.csv"
    path.write_text("a,b,kind\n1,2,x\n1,many,y\n", encoding="utf-8")
    with pytest.raises(StaffError, match="no number in the column 'b': 1,many,y"):
        read(path)


def test_read_makes_windows_of_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "poem.txt"
    path.write_text("all the world is a stage " * 40, encoding="utf-8")
    found = read(path)
    assert found.kind == "text"
    assert torch.equal(found.train_images[:, 1:], found.train_labels[:, :-1])
    assert found.classes[int(found.train_images[0, 0])] in "all the world is a stage "


@pytest.mark.parametrize("kind", OWN)
def test_load_has_a_sound_stand_in_that_is_read_back_unchanged(kind: Data, tmp_path: Path) -> None:
    found = load(kind, ("standin",), train=400, test=100)
    assert found.provisional
    prepare(found, tmp_path / "data.safetensors")
    again = load(kind, (str(tmp_path / "data.safetensors"),), train=400, test=100)
    assert again.digest == found.digest


@pytest.mark.parametrize(
    ("kind", "digest"),
    [("table", "table"), ("sequences", "sequences"), ("text", "text"), ("points", "points")],
)
def test_toy_draws_sound_rows_without_one_in_both_splits(kind: str, digest: str) -> None:
    found = getattr(toy, kind)(silent)
    assert digest == found.name.removeprefix("drawn-")
    assert sound_rows(found.train_images, found.train_labels, len(found.classes))
    rows = [{each.numpy().tobytes() for each in part} for part in (found.train_images, found.test_images)]
    shared = len(rows[0] & rows[1]) / len(rows[1])
    assert shared < 0.01


def test_prepared_file_keeps_the_name_and_kind_of_an_authors_own_data(tmp_path: Path) -> None:
    own = load("table", (str(arrays(tmp_path / "weather.npz")),), train=20, test=8)
    prepare(own, tmp_path / "handed-out.safetensors")
    found = load("table", (str(tmp_path / "handed-out.safetensors"),), train=20, test=8)
    assert (found.name, found.kind, found.provisional) == ("weather", "table", False)


def test_load_refuses_a_parquet_table_and_names_the_forms_that_are_read(tmp_path: Path) -> None:
    path = tmp_path / "weather.parquet"
    path.write_bytes(b"PAR1")
    with pytest.raises(StaffError, match=r"\.parquet files are not read") as refused:
        load("table", (str(path),), train=20, test=8)
    assert refused.value.hint is not None
    assert ".csv" in refused.value.hint.en


def test_load_refuses_data_of_another_kind_and_no_stand_in_comes_in_its_place(tmp_path: Path) -> None:
    with pytest.raises(StaffError, match="data of another kind"):
        load("sequences", (str(arrays(tmp_path / "weather.npz")),), train=20, test=8)
