from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from grader.base.errors import StaffError
from grader.base.progress import silent
from grader.base.text import same
from grader.datasets import Dataset, digits, figures, find_kinds, load, prepare, scenes
from grader.datasets.prepared import read
from grader.datasets.selection import select

from . import cifar10_files, mnist_files
from .home_page import HomePage


def images(labels: Tensor, channels: int, side: int, colour_of: dict[int, int]) -> Tensor:
    """Plain images, in one colour a class."""
    colours = torch.tensor([colour_of[label] for label in labels.tolist()], dtype=torch.uint8)
    return colours.view(-1, 1, 1, 1).expand(-1, channels, side, side).contiguous()


def plain(n: int, classes: int, channels: int, side: int, train: int, test: int, step: int) -> Dataset:
    """Plain images whose colour tells the split (`train` or `test`, and then `step` a class)."""
    labels = torch.arange(n) % classes
    return Dataset(
        name="folder",
        title=same("plain"),
        classes=tuple(map(str, range(classes))),
        train_images=images(labels, channels, side, {c: train + c * step for c in range(classes)}),
        train_labels=labels,
        test_images=images(labels, channels, side, {c: test + c * step for c in range(classes)}),
        test_labels=labels,
    )


@pytest.fixture
def photographs() -> Dataset:
    """200 and 200 dark photographs of 32x32, of ten classes: their colours are even, and tell the class."""
    return plain(200, 10, 3, 32, train=21, test=99, step=6)


@pytest.fixture
def squares() -> Dataset:
    """200 and 200 digits: white squares in the middle of 28x28, larger in the test images."""
    dataset = plain(200, 10, 1, 28, train=255, test=255, step=0)
    dataset.train_images[:, :, :10], dataset.train_images[:, :, 18:] = 0, 0
    dataset.train_images[:, :, :, :10], dataset.train_images[:, :, :, 18:] = 0, 0
    dataset.test_images[:, :, :6], dataset.test_images[:, :, 22:] = 0, 0
    dataset.test_images[:, :, :, :6], dataset.test_images[:, :, :, 22:] = 0, 0
    return dataset


def digit_of(masks: Tensor) -> Tensor:
    """The class of the one digit in each mask."""
    return masks.flatten(1).amax(1).long() - 1


def backgrounds(composed: Tensor, masks: Tensor) -> Tensor:
    """The photograph's colour, at a corner that no digit reaches."""
    corners = composed[:, 0, [0, 0, -1, -1], [0, -1, 0, -1]]
    assert bool((masks[:, [0, 0, -1, -1], [0, -1, 0, -1]] == 0).all())
    return corners.amin(1).long()


def test_scenes_are_the_same_to_the_last_bit_everywhere() -> None:
    made = scenes.compose(
        select(figures.draw(silent), train=200, test=100), select(digits.draw(silent), train=200, test=100)
    )

    assert made.digest == "358f722638d63e64f1e4ce3ba3abac55ef8d5df2c3ad87416d3cf9358b1455f0"


def test_scenes_have_one_digit_each_and_the_mask_of_its_pixels(
    photographs: Dataset, squares: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scenes, "BRIGHT", (255, 255))
    black = replace(photographs, train_images=torch.zeros_like(photographs.train_images))

    made = scenes.compose(black, squares)

    assert made.classes == ("background", *map(str, range(10)))
    assert made.train_images.shape == (200, 3, 32, 32)
    assert made.train_labels.shape == (200, 32, 32)
    assert (made.train_images.dtype, made.train_labels.dtype) == (torch.uint8, torch.uint8)
    for image, mask in zip(made.train_images, made.train_labels, strict=True):
        background, digit = mask.unique().tolist()
        assert background == 0
        assert 1 <= digit <= 10
        assert bool(((image >= 128) == (mask > 0)).all())
        assert 10**2 <= int((mask > 0).sum()) <= 12**2  # 8 of 28 pixels, at sizes from 36 to 40


def test_scenes_darken_photographs_under_digits_of_one_bright_colour(
    photographs: Dataset, squares: Dataset
) -> None:
    made = scenes.compose(photographs, squares)
    image, mask = made.train_images[0], made.train_labels[0]
    rows, columns = mask.nonzero(as_tuple=True)
    inside = image[:, int(rows.float().mean()), int(columns.float().mean())]

    assert image[:, 0, 0].tolist() == [21 // 3] * 3
    assert all(192 <= channel <= 255 for channel in inside.tolist())
    assert len({made.train_images[i].amax((1, 2)).numpy().tobytes() for i in range(50)}) == 50


def test_scenes_keep_the_pixels_of_a_digit_that_is_not_scaled(
    photographs: Dataset, squares: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scenes, "FRAME", (28, 28))
    monkeypatch.setattr(scenes, "BRIGHT", (255, 255))
    black = replace(photographs, train_images=torch.zeros_like(photographs.train_images))
    grain = torch.randint(
        1, 256, (200, 1, 28, 28), dtype=torch.uint8, generator=torch.Generator().manual_seed(0)
    )
    grained = torch.where(squares.train_images > 0, grain, 0)

    made = scenes.compose(black, replace(squares, train_images=grained))

    wanted = {image[image > 0].numpy().tobytes() for image in grained}
    assert {image[0][image[0] > 0].numpy().tobytes() for image in made.train_images} == wanted
    tops, lefts = torch.stack([(image[0] > 0).nonzero()[0] for image in made.train_images]).T
    assert tops.unique().tolist() == lefts.unique().tolist() == list(range(10 - 4, 10 + 4 + 4 + 1))


def test_scenes_pair_every_class_with_every_digit_equally_often(
    photographs: Dataset, squares: Dataset
) -> None:
    made = scenes.compose(photographs, squares)
    classes = (backgrounds(made.train_images, made.train_labels) * scenes.DIM - 21) // 6
    met = torch.zeros(10, 10, dtype=torch.long)
    met.index_put_((classes, digit_of(made.train_labels)), torch.tensor(1), accumulate=True)

    assert met.tolist() == [[2] * 10] * 10


def test_scenes_for_the_test_use_test_photographs_and_test_digits(
    photographs: Dataset, squares: Dataset
) -> None:
    made = scenes.compose(photographs, squares)

    assert int(backgrounds(made.train_images, made.train_labels).max()) < 99 // 3
    assert int((made.test_images.amin(1)).amin()) >= 99 // 3
    assert int((made.train_labels > 0).flatten(1).sum(1).max()) < 13**2
    assert int((made.test_labels > 0).flatten(1).sum(1).min()) > 19**2


def test_scenes_of_a_smaller_set_are_the_first_of_a_larger_one() -> None:
    pictures, numbers = figures.draw(silent), digits.draw(silent)
    more = scenes.compose(select(pictures, 100, 60), select(numbers, 100, 60))
    fewer = scenes.compose(select(pictures, 50, 20), select(numbers, 50, 20))

    assert select(more, train=50, test=20).digest == fewer.digest


def test_scenes_are_as_many_as_the_scarcer_images_allow(photographs: Dataset, squares: Dataset) -> None:
    few = replace(squares, test_images=squares.test_images[:30], test_labels=squares.test_labels[:30])

    assert len(scenes.compose(photographs, few).test_images) == 30


def test_scenes_in_a_prepared_file_need_neither_photographs_nor_digits(tmp_path: Path) -> None:
    original = load("scenes", ("standin",), train=100, test=50)
    prepare(original, tmp_path / "scenes.safetensors")

    where = (str(tmp_path / "scenes.safetensors"),)
    dataset = load("scenes", where, train=40, test=20)

    assert find_kinds(where) == ("scenes",)
    assert (dataset.name, dataset.title, dataset.provisional) == (original.name, original.title, True)
    assert torch.equal(dataset.train_labels, original.train_labels[:40])
    assert ["CIFAR-10 and MNIST" in notice.en for notice in dataset.notices] == [True]


@pytest.mark.parametrize(
    "masks",
    [
        torch.full((4, 5, 4), 3, dtype=torch.uint8),
        torch.zeros(4, 5, 4, dtype=torch.int64),
        torch.zeros(4, 4, 5, dtype=torch.uint8),
        torch.zeros(4, dtype=torch.uint8),
        torch.zeros(3, 5, 4, dtype=torch.uint8),
    ],
)
def test_scenes_are_refused_if_the_masks_do_not_fit_the_images(
    dataset: Dataset, tmp_path: Path, masks: Tensor
) -> None:
    labelled = replace(
        dataset,
        name="scenes",
        train_labels=torch.zeros(12, 5, 4, dtype=torch.uint8),
        test_images=dataset.test_images[:4],
        test_labels=torch.zeros(4, 5, 4, dtype=torch.uint8),
    )
    prepare(labelled, tmp_path / "right")
    prepare(replace(labelled, test_labels=masks), tmp_path / "wrong")

    assert read(tmp_path / "right").test_labels.shape == (4, 5, 4)
    with pytest.raises(StaffError, match="does not fit the format"):
        read(tmp_path / "wrong")


# -- where the parts are from ----------------------------------------------------------------------------


def test_scenes_are_composed_from_the_places_that_hold_the_parts(
    cifar10_page: HomePage, tmp_path: Path
) -> None:
    where = (
        str(cifar10_files.write_root(tmp_path / "photographs")),
        str(mnist_files.write_root(tmp_path / "digits", mnist_files.PACKED)),
    )
    dataset = load("scenes", where, train=50, test=10)

    assert find_kinds(where) == ("cifar10", "mnist", "scenes")
    assert (dataset.name, dataset.provisional, dataset.notices) == ("scenes", False, ())
    assert (dataset.title.en, dataset.title.ko) == ("MNIST over CIFAR-10", "CIFAR-10 위의 MNIST")
    assert len(dataset.train_images) == 50
    assert load("scenes", where, train=50, test=10).digest == dataset.digest


@pytest.mark.parametrize(
    ("kind", "name", "missing"),
    [("cifar10", "scenes-digits", "MNIST"), ("mnist", "scenes-figures", "CIFAR-10")],
)
def test_scenes_with_one_stand_in_say_so_in_their_name_and_a_notice(
    cifar10_page: HomePage, tmp_path: Path, kind: str, name: str, missing: str
) -> None:
    if kind == "cifar10":
        cifar10_files.write_root(tmp_path)
    else:
        mnist_files.write_root(tmp_path, mnist_files.FILES)

    dataset = load("scenes", (str(tmp_path), "standin"), train=50, test=10)

    assert (dataset.name, dataset.provisional) == (name, True)
    assert [f"stand in for {missing}" in notice.en for notice in dataset.notices] == [True]


def test_scenes_with_two_stand_ins_say_so_of_both() -> None:
    dataset = load("scenes", ("standin",), train=50, test=10)

    assert dataset.name == "scenes-figures-digits"
    assert len(dataset.notices) == 2


def test_scenes_asked_for_by_name_need_both_parts_to_be_real(
    cifar10_page: HomePage, mnist_page: HomePage
) -> None:
    mnist_page.fault = "missing"
    with pytest.raises(StaffError, match="MNIST could not be downloaded"):
        load("scenes", ("scenes",), train=50, test=10)

    mnist_page.fault = "none"
    assert load("scenes", ("scenes",), train=50, test=10).name == "scenes"


def test_scenes_refuse_photographs_that_are_too_small(squares: Dataset) -> None:
    small = plain(200, 10, 3, 31, train=21, test=99, step=6)

    with pytest.raises(StaffError, match="too small to lay digits over: plain, 31x31"):
        scenes.compose(small, squares)


def test_scenes_of_real_images_show_their_digits_by_brightness_alone(real_data: Path) -> None:
    dataset = load("scenes", (str(real_data),), train=500, test=200)
    bright = dataset.test_images.amin(1) > 110
    digit = dataset.test_labels > 0

    assert float((bright & digit).sum() / (bright | digit).sum()) > 0.5
