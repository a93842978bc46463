import pytest

from grader.datasets import Dataset, load
from grader.grading import course
from grader.grading.grade import Need, Settings, Trainer
from grader.records.progress import silent
from tests.hosts import shared


def test_the_images_of_a_class_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def loading(kind: str, *where: object, **more: object) -> Dataset:
        asked.append(kind)
        return load("mnist", ["standin"], train=20, test=10)

    monkeypatch.setattr("grader.grading.grade.load", loading)
    recipe = course.load("assignment1").parts[-1].recipe
    assert recipe is not None
    images: dict[Need, Dataset] = {}
    one, other, alone = (Trainer(Settings(), shared(), silent, kept) for kept in (images, images, None))
    first = one.data(recipe)
    assert not other.loaded  # a report names the data that its own submission needed
    assert other.data(recipe) is first
    assert other.loaded == (first,)
    assert asked == [recipe.data]
    assert alone.data(recipe) is not first
