import errno
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.base.errors import StaffError
from grader.base.text import Text
from grader.datasets import Dataset, load, prepare
from grader.datasets.prepared import read, write
from grader.datasets.selection import select


def same(one: Dataset, other: Dataset) -> bool:
    return (one.digest, one.name, one.title, one.classes, one.provisional) == (
        other.digest,
        other.name,
        other.title,
        other.classes,
        other.provisional,
    )


def test_prepared_file_is_read_back_unchanged(dataset: Dataset, tmp_path: Path) -> None:
    for original in (dataset, replace(dataset, provisional=True)):
        prepare(original, tmp_path / "나눠 줄 데이터.safetensors")

        assert same(read(tmp_path / "나눠 줄 데이터.safetensors"), original)


def test_prepared_file_gives_the_same_subset_as_its_source(image_folder: Path, tmp_path: Path) -> None:
    prepare(load("cifar10", (str(image_folder),), train=6, test=4), tmp_path / "data.safetensors")

    from_file = load("cifar10", (str(tmp_path / "data.safetensors"),), train=4, test=2)

    assert from_file.digest == load("cifar10", (str(image_folder),), train=4, test=2).digest
    assert from_file.title.en == image_folder.name


def test_prepared_stand_in_is_still_provisional(tmp_path: Path) -> None:
    prepare(load("cifar10", ("standin",), train=100, test=20), tmp_path / "data.safetensors")

    dataset = load("cifar10", (str(tmp_path / "data.safetensors"),), train=100, test=20)

    assert dataset.provisional
    assert len(dataset.notices) == 1


def test_prepare_reports_a_file_that_cannot_be_written(dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(StaffError, match="cannot be written"):
        prepare(dataset, tmp_path / "missing" / "data.safetensors")


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files")
def test_write_on_a_full_disk_leaves_the_old_file_and_no_half_one(dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "data.safetensors"
    prepare(dataset, path)
    program = f"""
import resource
from pathlib import Path
from grader.datasets.prepared import read, write
dataset = read(Path({str(path)!r}))
resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))
try:
    write(dataset, Path({str(path)!r}))
except OSError as error:
    print(error.errno)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == str(errno.EFBIG)
    assert same(read(path), dataset)
    assert not list(tmp_path.glob(".*.part"))


def test_load_refuses_a_pickle_without_running_it(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return (Path.touch, (tmp_path / "sprung",))

    (tmp_path / "data.pt").write_bytes(pickle.dumps(Trap()))

    with pytest.raises(StaffError, match="not made by this grader"):
        load("cifar10", (str(tmp_path / "data.pt"),), train=10, test=10)
    assert not (tmp_path / "sprung").exists()


def test_read_refuses_other_safetensors(tmp_path: Path) -> None:
    path = tmp_path / "weights.safetensors"
    path.write_bytes(safetensors.torch.save({"weight": torch.zeros(3)}))

    with pytest.raises(StaffError, match="not made by this grader"):
        read(path)


def test_read_refuses_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "data").touch()

    with pytest.raises(StaffError, match="not usable"):
        read(tmp_path / "data")


def test_read_refuses_a_huge_file_unread(tmp_path: Path) -> None:
    with (tmp_path / "data").open("wb") as file:
        file.truncate(2**31)

    with pytest.raises(StaffError, match="more than"):
        read(tmp_path / "data")


@pytest.mark.parametrize(
    "change",
    [
        {"train_labels": torch.arange(12) % 4},
        {"train_labels": torch.arange(12) % 3 - 1},
        {"train_labels": torch.arange(11) % 3},
        {"train_labels": (torch.arange(12) % 3).int()},
        {"train_images": torch.zeros(12, 3, 5, 4)},
        {"train_images": torch.zeros(12, 60, dtype=torch.uint8)},
        {"test_images": torch.zeros(6, 3, 4, 5, dtype=torch.uint8)},
        {"train_images": torch.zeros(0, 3, 5, 4, dtype=torch.uint8), "train_labels": torch.zeros(0).long()},
        {"classes": ("one",)},
        {"classes": ("one", "two", "two")},
    ],
)
def test_read_refuses_content_that_is_not_a_data_set(
    dataset: Dataset, tmp_path: Path, change: dict[str, Any]
) -> None:
    write(replace(dataset, **change), tmp_path / "data")

    with pytest.raises(StaffError, match="does not fit the format"):
        read(tmp_path / "data")


@settings(max_examples=300, deadline=None)
@given(place=st.floats(0, 1), mask=st.integers(1, 255), cut=st.booleans())
def test_read_notices_any_damage(
    tmp_path_factory: pytest.TempPathFactory, place: float, mask: int, cut: bool
) -> None:
    path = tmp_path_factory.mktemp("damaged") / "data"
    write(small(), path)
    content = bytearray(path.read_bytes())
    index = int(place * (len(content) - 1))
    if cut:
        del content[index:]
    else:
        content[index] ^= mask
    path.write_bytes(content)

    try:
        found = read(path)
    except StaffError:
        return
    assert found.digest == small().digest  # only words about the data were hit


def small() -> Dataset:
    return Dataset(
        name="folder",
        title=Text(ko="둘", en="two"),
        classes=("a", "b"),
        train_images=torch.arange(2 * 3 * 2 * 2, dtype=torch.uint8).view(2, 3, 2, 2),
        train_labels=torch.tensor([0, 1]),
        test_images=torch.arange(3 * 2 * 2, dtype=torch.uint8).view(1, 3, 2, 2),
        test_labels=torch.tensor([1]),
    )


def test_prepared_selection_keeps_its_order(dataset: Dataset, tmp_path: Path) -> None:
    chosen = select(dataset, train=9, test=6)
    prepare(chosen, tmp_path / "data")

    assert load("cifar10", (str(tmp_path / "data"),), train=9, test=6).digest == chosen.digest
