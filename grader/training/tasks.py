"""What a model is trained for: what goes in, what is to come out, what is lost, and how good it is.

classification  the class of an image; cross entropy; the share of images that are right
reconstruction  the image itself; mean squared error; peak signal-to-noise ratio
segmentation    the class of every pixel; cross entropy a pixel; mean intersection over union
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from grader.datasets import Dataset
from grader.records import assignment
from grader.records.measure import Measure

Pieces = Iterable[tuple[Tensor, Tensor]]
"""The outputs of a model and the targets that belong to them, a batch at a time."""


@dataclass(frozen=True)
class Score:
    """How good a model's outputs are, in a task's measure; and for each class, where that says something."""

    value: float
    by_class: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Examples:
    """What goes into a model, float (n, c, h, w), and the targets of its outputs."""

    inputs: Tensor
    targets: Tensor


@dataclass(frozen=True)
class Task:
    """One thing to train for."""

    measure: Measure
    examples: Callable[[Dataset, torch.device], tuple[Examples, Examples]]
    """The training and the test examples of a data set."""
    loss: Callable[[Tensor, Tensor], Tensor]
    """Of outputs and targets."""
    score: Callable[[Pieces, tuple[str, ...]], Score]
    """Of outputs and targets, and the names of the data's classes."""


# -- examples --------------------------------------------------------------------------------------------


def _labelled(data: Dataset, device: torch.device) -> tuple[Examples, Examples]:
    """Images normalised by the training images' mean and deviation a channel, and their labels."""
    train, test = _unit(data.train_images, device), _unit(data.test_images, device)
    mean = train.mean((0, 2, 3), keepdim=True)
    deviation = train.std((0, 2, 3), keepdim=True).clamp_min_(1e-3)  # a constant channel stays finite
    return (
        Examples(train.sub_(mean).div_(deviation), data.train_labels.to(device).long()),
        Examples(test.sub_(mean).div_(deviation), data.test_labels.to(device).long()),
    )


def _images(data: Dataset, device: torch.device) -> tuple[Examples, Examples]:
    """Images from 0 to 1, as `ToTensor` gives them, so that a model may end in a sigmoid or in nothing."""
    train, test = _unit(data.train_images, device), _unit(data.test_images, device)
    return Examples(train, train), Examples(test, test)


def _unit(images: Tensor, device: torch.device) -> Tensor:
    return images.to(device).float().div_(255)


# -- scores ----------------------------------------------------------------------------------------------


def accuracy(pieces: Pieces, _classes: tuple[str, ...]) -> Score:
    """The share of images whose largest output is their label's, 0 to 1."""
    right = seen = 0
    for outputs, labels in pieces:
        right += int((outputs.argmax(1) == labels).sum())
        seen += len(labels)
    return Score(right / seen)


def psnr(pieces: Pieces, _classes: tuple[str, ...]) -> Score:
    """Ten times the logarithm of 1 / MSE, in dB, for images from 0 to 1.

    An error as large as white is from black, or none that is finite, is 0 dB; none at all is 100 dB.
    """
    error, seen = 0.0, 0
    for outputs, images in pieces:
        error += float(F.mse_loss(outputs, images, reduction="sum"))
        seen += images.numel()
    mse = error / seen
    return Score(10 * math.log10(1 / min(max(mse, 1e-10), 1.0)) if math.isfinite(mse) else 0.0)


def iou(pieces: Pieces, classes: tuple[str, ...]) -> Score:
    """The mean over the classes of intersection over union, 0 to 1, counted over the pixels of all images.

    A class that neither the masks nor the outputs have is left out.
    """
    k = len(classes)
    confusion = torch.zeros(k * k, dtype=torch.int64)
    for outputs, masks in pieces:
        pairs = masks.flatten() * k + outputs.argmax(1).flatten()
        confusion += torch.bincount(pairs.cpu(), minlength=k * k)
    table = confusion.view(k, k)
    both = table.diagonal()
    either = table.sum(0) + table.sum(1) - both
    found = {
        name: int(hit) / int(all_) for name, hit, all_ in zip(classes, both, either, strict=True) if int(all_)
    }
    return Score(sum(found.values()) / len(found), found)


TASKS: dict[assignment.Task, Task] = {
    "classification": Task("accuracy", _labelled, F.cross_entropy, accuracy),
    "reconstruction": Task("psnr", _images, F.mse_loss, psnr),
    "segmentation": Task("iou", _labelled, F.cross_entropy, iou),
}
