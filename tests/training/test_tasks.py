"""The loss and the measure for each task that a model may be trained for."""

import io
import math

import pytest
import torch
from PIL import Image
from torch import Tensor, nn

from grader.base.progress import silent
from grader.base.text import same
from grader.datasets import Dataset
from grader.records.assignment import Recipe
from grader.records.report import Curve, Picture
from grader.training import train
from grader.training.tasks import TASKS, accuracy, iou, psnr

CPU = torch.device("cpu")
CLASSES = ("background", "bar")


def data(labels: Tensor, images: Tensor | None = None, classes: tuple[str, ...] = ()) -> Dataset:
    """A data set of which only the test half is asked for."""
    shown = torch.zeros(len(labels), 1, 1, 1, dtype=torch.uint8) if images is None else images
    return Dataset(
        name="folder", title=same("t"), classes=classes, train_images=shown, train_labels=labels,
        test_images=shown, test_labels=labels,
    )  # fmt: skip


def test_accuracy_is_the_share_of_right_answers() -> None:
    assert accuracy(torch.tensor([0, 1, 2, 2, 1]), data(torch.tensor([0, 1, 2, 0, 0]))).value == 3 / 5


@pytest.mark.parametrize(("step", "decibels"), [(0, 100.0), (1, 48.13), (26, 19.83), (255, 0.0)])
def test_psnr_follows_from_the_mean_squared_error(step: int, decibels: float) -> None:
    images = torch.zeros(3, 1, 2, 2, dtype=torch.uint8)
    score = psnr(images + step, data(torch.zeros(3), images))
    assert score.value == pytest.approx(decibels, abs=0.01)


def test_reconstruction_answers_in_256_steps_with_black_for_no_number() -> None:
    outputs = torch.tensor([0.0, 0.5, 1.0, 7.0, -3.0, math.nan, math.inf])
    answers = TASKS["reconstruction"].answers(outputs)
    assert answers.tolist() == [0, 128, 255, 255, 0, 0, 255]


def test_iou_counts_pixels_of_all_images_but_no_class_that_is_nowhere() -> None:
    masks = torch.tensor([[[0, 0], [1, 1]], [[0, 0], [0, 1]]])
    answers = torch.tensor([[[0, 1], [1, 1]], [[0, 0], [0, 0]]])
    score = iou(answers, data(masks, classes=("background", "bar", "never")))
    assert score.by_class == {"background": 4 / 6, "bar": 2 / 4}
    assert score.value == pytest.approx((4 / 6 + 2 / 4) / 2)


def test_iou_takes_an_answer_that_is_no_class_for_wrong() -> None:
    masks = torch.tensor([[[0, 1]]])
    assert iou(torch.tensor([[[0, 9]]]), data(masks, classes=CLASSES)).by_class == {"background": 1, "bar": 0}


def stripes() -> Dataset:
    """Dark images with one bright column; the masks tell its pixels."""
    column = torch.arange(96) % 8
    masks = (torch.arange(8)[None, None, :] == column[:, None, None]).expand(96, 8, 8).to(torch.uint8)
    images = (masks * 200 + 20)[:, None].expand(96, 3, 8, 8).contiguous()
    return Dataset(
        name="scenes", title=same("stripes"), classes=CLASSES,
        train_images=images[:64], train_labels=masks[:64], test_images=images[64:], test_labels=masks[64:],
    )  # fmt: skip


def learned(task: str, channels: int, *layers: nn.Module) -> Curve:
    torch.manual_seed(0)
    recipe = Recipe(
        data="scenes" if task == "segmentation" else "cifar10",
        task=task, train_images=64, test_images=32, epochs=20, batch=8, learning_rate=3e-2  # type: ignore[arg-type]
    )  # fmt: skip
    return train(nn.Sequential(nn.Conv2d(3, channels, 3, padding=1), *layers), recipe, stripes(), CPU, silent)


def pixels(picture: Picture | str) -> Tensor:
    assert isinstance(picture, Picture)
    image = Image.open(io.BytesIO(picture.png))
    return torch.tensor(list(image.tobytes())).view(picture.height, picture.width, 3)


def test_segmentation_tells_pixels_apart_after_training() -> None:
    curve = learned("segmentation", 2)
    assert curve.measure == "iou"
    assert curve.before is not None
    assert curve.before < 0.9 < curve.score
    assert curve.by_class.keys() == set(CLASSES)
    sample = curve.samples[0]
    assert (sample.image.width, sample.image.height) == (8, 8)
    assert torch.equal(pixels(sample.output), pixels(sample.truth))
    assert not torch.equal(pixels(sample.output), pixels(sample.image))


def test_reconstruction_makes_images_anew_after_training() -> None:
    curve = learned("reconstruction", 3, nn.Sigmoid())
    assert curve.measure == "psnr"
    assert curve.before is not None
    assert curve.before < 15 < curve.score
    sample = curve.samples[0]
    assert sample.truth == sample.image
    assert (pixels(sample.output) - pixels(sample.image)).abs().max() < 80


def test_classification_shows_an_image_with_both_names() -> None:
    data = stripes()
    labels = torch.arange(96) % 2
    classes = Dataset(
        name="folder", title=same("t"), classes=CLASSES, train_images=data.train_images,
        train_labels=labels[:64], test_images=data.test_images, test_labels=labels[64:],
    )  # fmt: skip
    recipe = Recipe(train_images=64, test_images=32, epochs=1, batch=8, learning_rate=1e-2)
    model = nn.Sequential(nn.Flatten(), nn.Linear(192, 2))
    curve = train(model, recipe, classes, CPU, silent)
    assert [sample.truth for sample in curve.samples] == ["background", "bar", "background", "bar"]
    assert {sample.output for sample in curve.samples} <= set(CLASSES)
