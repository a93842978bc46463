"""Select images from a data set when a recipe wants fewer than there are."""

import hashlib
from collections import Counter
from dataclasses import replace

from torch import Tensor

from grader.datasets.dataset import Dataset


def select(dataset: Dataset, train: int, test: int) -> Dataset:
    """Return the data set cut down to `train` training images and `test` test images.

    Images are ranked by the sha256 of their pixels, and the first ones of each class are taken: equally many
    per class, with any remainder going to the first classes, and all images of a class that has too few. The
    same images therefore give the same subset in the same order, however they were stored or named, and a
    smaller subset is part of every larger one.

    If pixels, steps or numbers are the labels, the first images or rows are taken: scenes are composed in an
    order that makes this equal to composing fewer, and an author's own rows are in the order of their sha256.
    """
    classes = len(dataset.classes)
    train_chosen = _choose(dataset.train_images, dataset.train_labels, train, classes)
    test_chosen = _choose(dataset.test_images, dataset.test_labels, test, classes)
    return replace(
        dataset,
        train_images=dataset.train_images[train_chosen],
        train_labels=dataset.train_labels[train_chosen],
        test_images=dataset.test_images[test_chosen],
        test_labels=dataset.test_labels[test_chosen],
    )


def _choose(images: Tensor, labels: Tensor, wanted: int, classes: int) -> list[int]:
    if labels.ndim > 1 or labels.is_floating_point():
        return list(range(min(wanted, len(images))))
    each, remainder = divmod(wanted, classes)
    label_of: list[int] = labels.tolist()
    rank = [hashlib.sha256(image.data).digest() for image in images.contiguous().numpy()]
    taken: Counter[int] = Counter()
    chosen = []
    for index in sorted(range(len(rank)), key=lambda i: (rank[i], label_of[i])):
        label = label_of[index]
        if taken[label] < each + (label < remainder):
            taken[label] += 1
            chosen.append(index)
    return chosen
