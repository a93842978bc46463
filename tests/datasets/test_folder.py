import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from grader.base.errors import StaffError
from grader.base.text import Text
from grader.datasets import load


def test_folder_images_are_read_with_their_labels(image_folder: Path) -> None:
    dataset = load("cifar10", (str(image_folder),), train=100, test=100)

    assert (dataset.name, dataset.title.ko, dataset.provisional) == ("folder", "그림 [1]", False)
    assert dataset.classes == ("cat", "dog")
    assert dataset.train_images.shape == (6, 3, 4, 6)
    assert dataset.test_images.shape == (4, 3, 4, 6)
    assert (dataset.train_images.dtype, dataset.train_labels.dtype) == (torch.uint8, torch.int64)
    labelled = zip(dataset.train_images, dataset.train_labels.tolist(), strict=True)
    found = {image.numpy().tobytes(): label for image, label in labelled}
    for label, name in enumerate(dataset.classes):
        for path in (image_folder / "train" / name).iterdir():
            with Image.open(path) as image:
                pixels = np.asarray(image).transpose(2, 0, 1)
            assert found[pixels.tobytes()] == label


def test_folder_images_in_grey_or_with_transparency_become_rgb(image_folder: Path) -> None:
    Image.new("L", (6, 4), 7).save(image_folder / "train" / "cat" / "grey.png")
    Image.new("RGBA", (6, 4), (9, 9, 9, 0)).save(image_folder / "train" / "cat" / "clear.png")
    Image.new("RGB", (6, 4)).save(image_folder / "train" / "dog" / "UPPER.JPG")

    assert load("cifar10", (str(image_folder),), train=100, test=100).train_images.shape == (9, 3, 4, 6)


def test_folder_leaves_out_other_files_and_hidden_ones(image_folder: Path) -> None:
    for name in ("notes.txt", ".DS_Store", "._0.png"):
        (image_folder / "train" / "cat" / name).write_bytes(b"not an image")

    assert len(load("cifar10", (str(image_folder),), train=100, test=100).train_images) == 6


def test_folder_reports_its_progress(image_folder: Path) -> None:
    told: list[tuple[str, int, int | None]] = []

    def progress(what: Text, done: int, total: int | None) -> None:
        told.append((what.en, done, total))

    load("cifar10", (str(image_folder),), train=100, test=100, progress=progress)

    assert told == [("Reading the images", 0, 10), ("Reading the images", 10, 10)]


def test_folder_without_images_says_where_they_belong(tmp_path: Path) -> None:
    (tmp_path / "empty" / "train" / "cat").mkdir(parents=True)

    with pytest.raises(StaffError, match="no images") as caught:
        load("cifar10", (str(tmp_path / "empty"),), train=10, test=10)

    assert caught.value.hint is not None
    assert "train/<class>" in caught.value.hint.en


@pytest.mark.parametrize("split", ["train", "test"])
def test_folder_names_a_class_that_one_split_lacks(image_folder: Path, split: str) -> None:
    shutil.rmtree(image_folder / split / "dog")

    with pytest.raises(StaffError, match=rf"{split} has no images of these classes: dog"):
        load("cifar10", (str(image_folder),), train=10, test=10)


def test_folder_refuses_a_single_class(image_folder: Path) -> None:
    shutil.rmtree(image_folder / "train" / "dog")
    shutil.rmtree(image_folder / "test" / "dog")

    with pytest.raises(StaffError, match="only one class"):
        load("cifar10", (str(image_folder),), train=10, test=10)


@pytest.mark.parametrize("damage", ["empty", "text", "torn"])
@pytest.mark.parametrize("name", ["0.png", "1.png"])
def test_folder_names_a_damaged_image(image_folder: Path, damage: str, name: str) -> None:
    path = image_folder / "test" / "cat" / name
    whole = path.read_bytes()
    path.write_bytes({"empty": b"", "text": b"<html>404</html>", "torn": whole[: len(whole) // 2]}[damage])

    with pytest.raises(StaffError, match="cannot be read") as caught:
        load("cifar10", (str(image_folder),), train=10, test=10)

    assert str(path) in caught.value.message.en
    assert str(path) in caught.value.message.ko


def test_folder_names_a_torn_jpeg(image_folder: Path) -> None:
    path = image_folder / "train" / "dog" / "photo.jpg"
    Image.effect_noise((6, 4), 90).convert("RGB").save(path)
    path.write_bytes(path.read_bytes()[:-30])

    with pytest.raises(StaffError, match=r"photo\.jpg"):
        load("cifar10", (str(image_folder),), train=10, test=10)


def test_folder_names_an_image_of_another_size_with_both_sizes(image_folder: Path) -> None:
    Image.new("RGB", (5, 4)).save(image_folder / "train" / "dog" / "odd.png")

    with pytest.raises(StaffError, match=r"odd\.png is 5x4, .*0\.png is 6x4"):
        load("cifar10", (str(image_folder),), train=10, test=10)


def test_folder_refuses_too_many_images_before_reading_them(
    image_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.datasets.folder.LARGEST_FILE", 10 * 3 * 6 * 4 - 1)

    with pytest.raises(StaffError, match="too many or too large: 10 of 6x4"):
        load("cifar10", (str(image_folder),), train=10, test=10)


def test_folder_of_real_images_is_selected_evenly(real_data: Path) -> None:
    dataset = load("cifar10", (str(real_data / "cifar10"),), train=1_000, test=200)

    assert len(dataset.classes) == 10
    assert dataset.train_images.shape == (1_000, 3, 32, 32)
    assert dataset.train_labels.bincount().tolist() == [100] * 10
    assert dataset.test_labels.bincount().tolist() == [20] * 10
    assert 100 < dataset.train_images.float().mean() < 140
