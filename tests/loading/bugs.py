"""Seeded bugs of data code, each in three styles: a function, a class with methods, cells of a notebook.

A bug is a few edits of the right code; `# HERE` marks the lines that a finding may point at first.
"""

# ruff: noqa: E501 - an edit reads best on one line

import re
from dataclasses import dataclass

HEAD = """\
import torch
from torch.utils.data import ConcatDataset, DataLoader, Dataset, Subset, TensorDataset, random_split
from torchvision import datasets, transforms

class Pictures(Dataset):
    def __init__(self, images, labels, augment=False):
        self.images, self.labels, self.augment = images, labels, augment

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        image = self.images[index]
        label = self.labels[index]
        if self.augment and torch.rand(1) < 0.5:
            image = image.flip(-1)
        return image, label

"""
BODY = """\
order = torch.randperm(len(images))
cut = int(0.8 * len(images))
train_images = images[order[:cut]]
train_labels = labels[order[:cut]]
val_images = images[order[cut:]]
val_labels = labels[order[cut:]]
mean = train_images.mean()
std = train_images.std()
train_images = (train_images - mean) / std
val_images = (val_images - mean) / std
test_images = (test_images - mean) / std
train_set = Pictures(train_images, train_labels, augment=True)
val_set = Pictures(val_images, val_labels)
test_set = Pictures(test_images, test_labels)
train_loader = DataLoader(train_set, batch_size=batch_size, shuffle=True)
val_loader = DataLoader(val_set, batch_size=batch_size)
test_loader = DataLoader(test_set, batch_size=batch_size)
"""
CELLS = """\
whole = datasets.MNIST("data", train=True, download=True)
rest = datasets.MNIST("data", train=False)
images, labels = whole.data[:, None] / 255, whole.targets
test_images, test_labels = rest.data[:, None] / 255, rest.targets
batch_size = 16
"""
STYLES = ("function", "class", "cells")
NAMES = {"function": "make_loaders", "class": "PictureData", "cells": ""}


@dataclass(frozen=True)
class Bug:
    """A bug: what it is called, the question that finds it, and pairs of a text and its replacement."""

    name: str
    check: str
    edits: tuple[tuple[str, str], ...]

    def code(self) -> tuple[str, str]:
        """Return the head and the body with the bug."""
        head, body = HEAD, BODY
        for old, new in self.edits:
            assert (head + body).count(old) == 1, (self.name, old)
            head, body = head.replace(old, new), body.replace(old, new)
        return head, body


def written(head: str, body: str, style: str) -> str:
    """Return a whole program in a style."""
    inner = "".join("    " + line + "\n" for line in body.splitlines())
    if style == "cells":
        return head + CELLS + body
    if style == "function":
        return (
            head
            + "def make_loaders(images, labels, test_images, test_labels, batch_size=16):\n"
            + inner
            + "    return train_loader, val_loader, test_loader\n"
        )
    own = re.sub(r"\b((?:train|val|test)_set)\b", r"self.\1", inner)
    setup, loaders = own.split("    train_loader =")
    methods = "".join(
        f"    def {name}_dataloader(self):\n        return {made}\n"
        for name, made in re.findall(r"(train|val|test)_loader = (.*)", "train_loader =" + loaders)
    ).replace("batch_size=batch_size", "batch_size=self.batch_size")
    return (
        head
        + "class PictureData:\n"
        + "    def __init__(self, images, labels, test_images, test_labels, batch_size=16):\n"
        + "        self.given = images, labels, test_images, test_labels\n"
        + "        self.batch_size = batch_size\n"
        + "    def setup(self, stage=None):\n"
        + "        images, labels, test_images, test_labels = self.given\n"
        + "".join("    " + line + "\n" for line in setup.splitlines())
        + methods
    )


BUGS = (
    Bug("training data not shuffled", "shuffles", ((
        "batch_size=batch_size, shuffle=True)", "batch_size=batch_size)  # HERE"),)),
    Bug("test data shuffled", "keeps_order", ((
        "DataLoader(test_set, batch_size=batch_size)", "DataLoader(test_set, batch_size=batch_size, shuffle=True)  # HERE"),)),
    Bug("validation data shuffled", "keeps_order", ((
        "DataLoader(val_set, batch_size=batch_size)", "DataLoader(val_set, batch_size=batch_size, shuffle=True)  # HERE"),)),
    Bug("normalised by all images", "normalised", (
        ("mean = train_images.mean()", "mean = images.mean()  # HERE"), ("std = train_images.std()", "std = images.std()  # HERE"))),
    Bug("normalised by the test images too", "normalised", (
        ("mean = train_images.mean()", "mean = torch.cat([train_images, test_images]).mean()  # HERE"),
        ("std = train_images.std()", "std = torch.cat([train_images, test_images]).std()  # HERE"))),
    Bug("test data normalised by their own statistics", "normalised", ((
        "test_images = (test_images - mean) / std", "test_images = (test_images - test_images.mean()) / test_images.std()  # HERE"),)),
    Bug("test data not normalised", "normalised", (
        ("test_images = (test_images - mean) / std\n", ""), ("test_set = Pictures(test_images, test_labels)", "test_set = Pictures(test_images, test_labels)  # HERE"))),
    Bug("nothing normalised", "normalised", (
        ("train_images = (train_images - mean) / std\n", ""), ("val_images = (val_images - mean) / std\n", ""), ("test_images = (test_images - mean) / std\n", ""),
        ("train_set = Pictures(train_images, train_labels, augment=True)", "train_set = Pictures(train_images, train_labels, augment=True)  # HERE"))),
    Bug("normalised by minus mean alone", "normalised", (
        ("train_images = (train_images - mean) / std", "train_images = train_images - mean"), ("val_images = (val_images - mean) / std", "val_images = val_images - mean"),
        ("test_images = (test_images - mean) / std", "test_images = test_images - mean"), ("mean = train_images.mean()", "mean = train_images.mean()  # HERE"))),
    Bug("validation augmented", "augmentation", (
        ("val_set = Pictures(val_images, val_labels)", "val_set = Pictures(val_images, val_labels, augment=True)"),
        ("if self.augment and torch.rand(1) < 0.5:", "if self.augment and torch.rand(1) < 0.5:  # HERE"))),
    Bug("everything augmented", "augmentation", ((
        "if self.augment and torch.rand(1) < 0.5:", "if torch.rand(1) < 0.5:  # HERE"),)),
    Bug("noise on the test data", "augmentation", ((
        "        return image, label\n", "        image = image + 0.02 * torch.randn_like(image)  # HERE\n        return image, label\n"),)),
    Bug("never augmented", "augmented", ((
        "train_set = Pictures(train_images, train_labels, augment=True)", "train_set = Pictures(train_images, train_labels)  # HERE"),)),
    Bug("splits overlap", "no_leak", (
        ("val_images = images[order[cut:]]", "val_images = images[order[cut - 15:]]  # HERE"), ("val_labels = labels[order[cut:]]", "val_labels = labels[order[cut - 15:]]"))),
    Bug("validation taken from the front", "no_leak", (
        ("val_images = images[order[cut:]]", "val_images = images[order[:len(images) - cut]]  # HERE"), ("val_labels = labels[order[cut:]]", "val_labels = labels[order[:len(images) - cut]]"))),
    Bug("validation drawn anew", "no_leak", (
        ("val_images = images[order[cut:]]", "order = torch.randperm(len(images))\nval_images = images[order[cut:]]  # HERE"),)),
    Bug("validates on the training data", "no_leak", ((
        "val_set = Pictures(val_images, val_labels)", "val_set = Pictures(train_images, train_labels)  # HERE"),)),
    Bug("trains on all data", "no_leak", (
        ("train_images = images[order[:cut]]", "train_images = images[order]"), ("train_labels = labels[order[:cut]]", "train_labels = labels[order]"),
        ("val_images = images[order[cut:]]", "val_images = images[order[cut:]]  # HERE"))),
    Bug("test data trained on", "no_leak", (
        ("train_set = Pictures(train_images, train_labels, augment=True)", "train_set = ConcatDataset([Pictures(train_images, train_labels, augment=True), Pictures(test_images, test_labels)])  # HERE"),)),
    Bug("last batch of the test dropped", "whole", ((
        "DataLoader(test_set, batch_size=batch_size)", "DataLoader(test_set, batch_size=batch_size, drop_last=True)  # HERE"),)),
    Bug("last batch of the validation dropped", "whole", ((
        "DataLoader(val_set, batch_size=batch_size)", "DataLoader(val_set, batch_size=4, drop_last=True)  # HERE"),)),
    Bug("length one short", "whole", (("    def __len__(self):\n        return len(self.images)", "    def __len__(self):  # HERE\n        return len(self.images) - 1"),)),
    Bug("images lost between the splits", "whole", (
        ("val_images = images[order[cut:]]", "val_images = images[order[cut:-1]]  # HERE"), ("val_labels = labels[order[cut:]]", "val_labels = labels[order[cut:-1]]"))),
    Bug("labels not shuffled with the images", "labels_intact", (
        ("train_images = images[order[:cut]]", "train_images = images[order[:cut]]  # HERE"), ("train_labels = labels[order[:cut]]", "train_labels = labels[:cut]  # HERE"))),
    Bug("labels in another order", "labels_intact", (
        ("order = torch.randperm(len(images))\n", "order = torch.randperm(len(images))\nother = torch.randperm(len(images))\n"),
        ("train_labels = labels[order[:cut]]", "train_labels = labels[other[:cut]]  # HERE"), ("train_images = images[order[:cut]]", "train_images = images[order[:cut]]  # HERE"))),
    Bug("label of the image before", "labels_intact", ((
        "label = self.labels[index]", "label = self.labels[index - 1]  # HERE"),)),
    Bug("labels begin at 1", "labels_intact", ((
        "label = self.labels[index]", "label = self.labels[index] + 1  # HERE"),)),
    Bug("ten per cent for validation", "sizes", (
        ("cut = int(0.8 * len(images))", "cut = int(0.9 * len(images))"), ("val_images = images[order[cut:]]", "val_images = images[order[cut:]]  # HERE"))),
    Bug("another batch size", "batches", (("DataLoader(train_set, batch_size=batch_size, shuffle=True)", "DataLoader(train_set, batch_size=8, shuffle=True)  # HERE"),)),
)  # fmt: skip
