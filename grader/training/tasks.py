"""The tasks that a model is trained for, each with its target, loss and score.

classification  the class of an image; cross entropy; the share of images that are right
reconstruction  the image itself; mean squared error; peak signal-to-noise ratio
segmentation    the class of every pixel; cross entropy with equal weight for all classes; mean intersection
                over union
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from grader.datasets import Dataset
from grader.records import assignment
from grader.records.measure import Measure


@dataclass(frozen=True)
class Score:
    """How good a model's answers are, in a task's measure, and for each class if that is meaningful."""

    value: float
    by_class: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Material:
    """The tensors that a model is trained on and asked about, as floats from 0 to 1 or normalised.

    They do not include the answers to the questions.
    """

    inputs: Tensor
    """Training images (n, c, h, w)."""
    targets: Tensor
    questions: Tensor
    """Test images (m, c, h, w)."""


@dataclass(frozen=True)
class Task:
    """One task to train for."""

    measure: Measure
    material: Callable[[Tensor, Tensor, Tensor], Material]
    """Makes the material from training images, training labels and test images."""
    loss: Callable[[Tensor, Tensor], Tensor]
    """The loss of outputs and targets."""
    answers: Callable[[Tensor], Tensor]
    """Turns outputs into the answers that are kept, which are small integers."""
    expected: Callable[[Dataset], tuple[tuple[int, ...], torch.dtype]]
    """The shape and the type of the answers to all test images of a data set."""
    score: Callable[[Tensor, Dataset], Score]
    """Scores the answers to all test images."""


# -- material --------------------------------------------------------------------------------------------


def _labelled(images: Tensor, labels: Tensor, questions: Tensor) -> Material:
    """Return images, normalised by the training images' mean and deviation per channel, and their labels."""
    inputs, asked = _unit(images), _unit(questions)
    mean = inputs.mean((0, 2, 3), keepdim=True)
    deviation = inputs.std((0, 2, 3), keepdim=True).clamp_min_(1e-3)  # a constant channel stays finite
    return Material(inputs.sub_(mean).div_(deviation), labels.long(), asked.sub_(mean).div_(deviation))


def _images(images: Tensor, _labels: Tensor, questions: Tensor) -> Material:
    """Return images from 0 to 1, as from `ToTensor`, so that a model may end with or without a sigmoid."""
    inputs = _unit(images)
    return Material(inputs, inputs, _unit(questions))


def _unit(images: Tensor) -> Tensor:
    return images.float().div_(255)


# -- losses ----------------------------------------------------------------------------------------------


def balanced_cross_entropy(outputs: Tensor, targets: Tensor) -> Tensor:
    """Return the mean over a batch's classes of the mean cross entropy of each class's pixels.

    Most pixels are background: with equal weight for all pixels, a brief training would learn little else.

    Args:
        outputs: (n, classes, h, w).
        targets: (n, h, w), classes.
    """
    pixels = torch.bincount(targets.flatten(), minlength=outputs.shape[1])
    return F.cross_entropy(outputs, targets, weight=1 / pixels.clamp(min=1).to(outputs.dtype))


# -- answers ---------------------------------------------------------------------------------------------


def _largest(outputs: Tensor) -> Tensor:
    return outputs.argmax(1).to(torch.int16)


def _pixels(outputs: Tensor) -> Tensor:
    """Return images as they would be saved, in 256 steps; NaN is black."""
    return torch.nan_to_num(outputs).clamp(0, 1).mul(255).round().to(torch.uint8)


def _one_a_label(data: Dataset) -> tuple[tuple[int, ...], torch.dtype]:
    return tuple(data.test_labels.shape), torch.int16


def _one_an_image(data: Dataset) -> tuple[tuple[int, ...], torch.dtype]:
    return tuple(data.test_images.shape), torch.uint8


# -- scores ----------------------------------------------------------------------------------------------


def accuracy(answers: Tensor, data: Dataset) -> Score:
    """Return the share of images whose largest output is their label's, 0 to 1."""
    return Score(int((answers == data.test_labels).sum()) / len(answers))


def psnr(answers: Tensor, data: Dataset) -> Score:
    """Return ten times the logarithm of 1 / MSE, in dB, for images from 0 to 1; 0 to 100.

    Saving an image in 256 steps alone limits this to some 59 dB, far above any threshold.
    """
    error = (answers.float() - data.test_images.float()).div_(255).square_().mean()
    return Score(10 * math.log10(1 / max(float(error), 1e-10)))


def iou(answers: Tensor, data: Dataset) -> Score:
    """Return the mean over the classes of intersection over union, 0 to 1, over the pixels of all images.

    A class that is in neither the masks nor the answers is left out; an answer that is not a class is wrong.
    """
    k = len(data.classes)
    pairs = data.test_labels.flatten().long() * (k + 1) + answers.flatten().long().clamp(max=k)
    table = torch.bincount(pairs, minlength=k * (k + 1)).view(k, k + 1)
    both = table[:, :k].diagonal()
    either = table.sum(1) + table.sum(0)[:k] - both
    counts = zip(data.classes, both.tolist(), either.tolist(), strict=True)
    found = {name: hit / union for name, hit, union in counts if union}
    return Score(sum(found.values()) / len(found), found)


TASKS: dict[assignment.Task, Task] = {
    "classification": Task("accuracy", _labelled, F.cross_entropy, _largest, _one_a_label, accuracy),
    "reconstruction": Task("psnr", _images, F.mse_loss, _pixels, _one_an_image, psnr),
    "segmentation": Task("iou", _labelled, balanced_cross_entropy, _largest, _one_a_label, iou),
}
