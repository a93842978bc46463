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


def test_every_class_gives_as_many_and_the_first_classes_the_rest(dataset: Dataset) -> None:
    chosen = select(dataset, train=8, test=3)

    assert chosen.train_labels.bincount().tolist() == [3, 3, 2]
    assert chosen.test_labels.bincount().tolist() == [1, 1, 1]


def test_the_order_in_which_images_are_stored_changes_nothing(dataset: Dataset) -> None:
    digests = {select(reordered(dataset, seed), train=8, test=3).digest for seed in range(5)}

    assert digests == {select(dataset, train=8, test=3).digest}


def test_a_smaller_subset_is_part_of_a_larger_one_and_the_same_when_taken_from_it(dataset: Dataset) -> None:
    larger = select(dataset, train=9, test=6)
    smaller = select(dataset, train=6, test=3)

    assert pixels(smaller.train_images) < pixels(larger.train_images)
    assert select(larger, train=6, test=3).digest == smaller.digest


def test_images_keep_their_labels(dataset: Dataset) -> None:
    label_of = {
        image.numpy().tobytes(): label
        for image, label in zip(dataset.train_images, dataset.train_labels.tolist(), strict=True)
    }

    chosen = select(dataset, train=8, test=3)

    for image, label in zip(chosen.train_images, chosen.train_labels.tolist(), strict=True):
        assert label_of[image.numpy().tobytes()] == label


def test_where_there_are_fewer_all_are_taken(dataset: Dataset) -> None:
    chosen = select(dataset, train=1_000, test=1_000)

    assert pixels(chosen.train_images) == pixels(dataset.train_images)
    assert pixels(chosen.test_images) == pixels(dataset.test_images)


def test_a_class_with_too_few_gives_what_it_has(dataset: Dataset) -> None:
    few = replace(dataset, train_images=dataset.train_images[2:], train_labels=dataset.train_labels[2:])

    assert select(few, train=12, test=6).train_labels.bincount().tolist() == [3, 3, 4]


def test_the_digest_tells_any_change_of_content(dataset: Dataset) -> None:
    image = dataset.train_images.clone()
    image[0, 0, 0, 0] ^= 1
    swapped = replace(dataset, test_labels=dataset.test_labels.flip(0))
    changed = [replace(dataset, train_images=image), swapped, replace(dataset, classes=("a", "b", "c"))]

    assert len({dataset.digest, *(other.digest for other in changed)}) == 4
    assert replace(dataset, title=dataset.title, name="other").digest == dataset.digest


def test_the_rule_of_selection_is_the_same_everywhere(dataset: Dataset) -> None:
    count = torch.arange(60, dtype=torch.uint8)
    counted = replace(dataset, train_images=count.view(60, 1, 1, 1), train_labels=torch.arange(60) % 3)

    chosen = select(counted, train=9, test=6)

    assert chosen.train_images.flatten().tolist() == [10, 3, 36, 57, 29, 56, 40, 35, 52]
