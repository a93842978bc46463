"""Data that no model of an assignment can train on is the staff's fault, never the student's."""

import dataclasses

import pytest
import torch

from grader.base.errors import StaffError
from grader.base.text import same
from grader.checks import Assignment
from grader.checks.assignment import Part
from grader.datasets import Dataset
from grader.grading import course
from grader.grading.data_requirements import must_suit
from grader.records.assignment import Recipe


def data(classes: int, *size: int) -> Dataset:
    images = torch.zeros(classes, *size, dtype=torch.uint8)
    labels = torch.arange(classes)
    return Dataset(
        name="folder",
        title=same("pictures"),
        classes=tuple(map(str, range(classes))),
        train_images=images,
        train_labels=labels,
        test_images=images,
        test_labels=labels,
    )


@pytest.fixture(scope="module")
def lenet(assignment1: Assignment) -> Part:
    return next(part for part in assignment1.parts if part.id == "lenet5")


@pytest.mark.parametrize(("classes", "size"), [(10, (3, 32, 32)), (4, (3, 32, 32))])
def test_must_suit_accepts_images_of_the_size_and_no_more_classes(
    classes: int, size: tuple[int, ...], lenet: Part
) -> None:
    must_suit(data(classes, *size), lenet)


@pytest.mark.parametrize(
    ("classes", "size", "said"),
    [
        (10, (3, 48, 48), "its images are 3x48x48, and the assignment takes 3x32x32"),
        (11, (3, 32, 32), "it has 11 classes, and the assignment's models have 10 outputs"),
    ],
)
def test_must_suit_refuses_other_images_and_more_classes(
    classes: int, size: tuple[int, ...], said: str, lenet: Part
) -> None:
    with pytest.raises(StaffError) as told:
        must_suit(data(classes, *size), lenet)
    assert said in told.value.message.en


def test_must_suit_ignores_classes_for_a_reconstruction(lenet: Part) -> None:
    recipe = Recipe(
        task="reconstruction", train_images=10, test_images=10, epochs=1, batch=5, learning_rate=1e-3
    )
    must_suit(data(10, 3, 32, 32), dataclasses.replace(lenet, output=(3, 32, 32), recipe=recipe))


def test_must_suit_accepts_images_for_a_part_that_takes_them_flat() -> None:
    for part in course.load("assignment0").parts:
        size = (1, 28, 28) if part.recipe and part.recipe.data == "mnist" else (3, 32, 32)
        must_suit(data(10, *size), part)
