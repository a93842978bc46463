from dataclasses import replace

import torch

from grader.datasets import Dataset
from grader.datasets.selection import select


def reordered(dataset: Dataset, seed: int) -> Dataset:
    order = torch.randperm(len(dataset.train_images), generator=torch.Generator().manual_seed(seed))
    return replace(
        dataset, train_images=dataset.train_images[order], train_labels=dataset.train_labels[order]
    )


def pixels(images: torch.Tensor) -> set[bytes]:
    return {image.numpy().tobytes() for image in images}


def test_select_takes_equally_from_classes_and_the_rest_from_the_first(dataset: Dataset) -> None:
    chosen = select(dataset, train=8, test=3)

    assert chosen.train_labels.bincount().tolist() == [3, 3, 2]
    assert chosen.test_labels.bincount().tolist() == [1, 1, 1]


def test_select_does_not_depend_on_the_order_of_storage(dataset: Dataset) -> None:
    digests = {select(reordered(dataset, seed), train=8, test=3).digest for seed in range(5)}

    assert digests == {select(dataset, train=8, test=3).digest}


def test_select_nests_a_smaller_subset_in_a_larger_one(dataset: Dataset) -> None:
    larger = select(dataset, train=9, test=6)
    smaller = select(dataset, train=6, test=3)

    assert pixels(smaller.train_images) < pixels(larger.train_images)
    assert select(larger, train=6, test=3).digest == smaller.digest


def test_select_keeps_the_labels_of_images(dataset: Dataset) -> None:
    label_of = {
        image.numpy().tobytes(): label
        for image, label in zip(dataset.train_images, dataset.train_labels.tolist(), strict=True)
    }

    chosen = select(dataset, train=8, test=3)

    for image, label in zip(chosen.train_images, chosen.train_labels.tolist(), strict=True):
        assert label_of[image.numpy().tobytes()] == label


def test_select_takes_all_images_if_there_are_fewer(dataset: Dataset) -> None:
    chosen = select(dataset, train=1_000, test=1_000)

    assert pixels(chosen.train_images) == pixels(dataset.train_images)
    assert pixels(chosen.test_images) == pixels(dataset.test_images)


def test_select_takes_all_of_a_class_with_too_few(dataset: Dataset) -> None:
    few = replace(dataset, train_images=dataset.train_images[2:], train_labels=dataset.train_labels[2:])

    assert select(few, train=12, test=6).train_labels.bincount().tolist() == [3, 3, 4]


def test_dataset_digest_changes_with_any_change_of_content(dataset: Dataset) -> None:
    image = dataset.train_images.clone()
    image[0, 0, 0, 0] ^= 1
    swapped = replace(dataset, test_labels=dataset.test_labels.flip(0))
    changed = [replace(dataset, train_images=image), swapped, replace(dataset, classes=("a", "b", "c"))]

    assert len({dataset.digest, *(other.digest for other in changed)}) == 4
    assert replace(dataset, title=dataset.title, name="other").digest == dataset.digest


def test_select_chooses_the_same_images_everywhere(dataset: Dataset) -> None:
    count = torch.arange(60, dtype=torch.uint8)
    counted = replace(dataset, train_images=count.view(60, 1, 1, 1), train_labels=torch.arange(60) % 3)

    chosen = select(counted, train=9, test=6)

    assert chosen.train_images.flatten().tolist() == [10, 3, 36, 57, 29, 56, 40, 35, 52]
