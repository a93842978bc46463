"""The tasks that a model is trained for, each with its target, loss and score.

classification  the class of an image or a row; cross entropy; the share of answers that are right
reconstruction  the image itself; mean squared error; peak signal-to-noise ratio
segmentation    the class of every pixel; cross entropy with equal weight for all classes; mean intersection
                over union
regression      the numbers of a row; mean squared error; the share of the variance that is explained
tagging         the class of every step of a sequence; cross entropy; the share of answers that are right
next_token      the next token at every step; as above
vae             the image itself, and how it is coded; the evidence lower bound, for training and as the score
denoising       the image, of which the model gets a noisy one; as for reconstruction
pairs           whether two are alike: a small or a large distance; contrastive loss; the share that is right
generator       rows that a discriminator takes for real, which learns beside it (`adversaries`); how like
                the real ones they are
discriminator   the same training, of the other model; how like real ones the generator's rows are
own             the labels as they are; loss and score are an assignment's own functions
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

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
    """The tensors that a model is trained on and asked about: floats from 0 to 1 or normalised, or tokens.

    They do not include the answers to the questions.
    """

    inputs: Tensor
    """Training images (n, c, h, w), or other rows."""
    targets: Tensor
    questions: Tensor
    """Test images (m, c, h, w), or other rows."""


@dataclass(frozen=True)
class Task:
    """One task to train for."""

    measure: Measure
    material: Callable[[Tensor, Tensor, Tensor], Material]
    """Makes the material from training images, training labels and test images."""
    loss: Callable[[Any, Tensor], Tensor]
    """The loss of outputs and targets; of a model that returns several, the outputs are a tuple."""
    answers: Callable[[Any], Tensor]
    """Turns outputs into the answers that are kept, which are small integers or a few floats."""
    expected: Callable[[Dataset], tuple[tuple[int, ...], torch.dtype]]
    """The shape and the type of the answers to all test images of a data set."""
    score: Callable[[Tensor, Dataset], Score]
    """Scores the answers to all test images."""


NOISE = 0.3
"""Standard deviation of the noise that is to be taken off images."""
NOISE_SEED = 20_261_130
MARGIN = 1.0
"""Distance beyond which what is not alike is far enough apart."""
LEAST = 1e-6
"""The least probability of a pixel, so that its logarithm is finite."""


def task_of(recipe: assignment.Recipe) -> Task:
    """Return the task of a recipe; an assignment's own is made of the functions in its file.

    Raises:
        ValueError: that file is at fault.
    """
    if recipe.task != "own":
        return TASKS[recipe.task]
    namespace: dict[str, Any] = {"__name__": "own_task"}
    try:
        exec(compile(recipe.own, "<own task>", "exec"), namespace)
    except Exception as error:  # a teacher's file may raise anything
        raise ValueError(f"the task's own file: {type(error).__name__}: {error}") from error
    size = int(namespace["ANSWERS"])

    def expected(data: Dataset) -> tuple[tuple[int, ...], torch.dtype]:
        return (len(data.test_images), size), torch.float32

    def answers(outputs: Any) -> Tensor:
        found: Tensor = namespace["answers"](outputs)
        return torch.nan_to_num(found.float().reshape(len(found), size))

    def score(answers: Tensor, data: Dataset) -> Score:
        return Score(float(namespace["score"](answers, data.test_labels)))

    return Task("own", _as_they_are, namespace["loss"], answers, expected, score)


# -- material --------------------------------------------------------------------------------------------


def _labelled(images: Tensor, labels: Tensor, questions: Tensor) -> Material:
    """Return images, normalised by the training images' mean and deviation per channel, and their labels."""
    inputs, asked = _normalised(images, questions)
    return Material(inputs, labels.long(), asked)


def _normalised(rows: Tensor, questions: Tensor) -> tuple[Tensor, Tensor]:
    """Return rows with a mean of 0 and a deviation of 1 per channel or feature; tokens stay as they are."""
    if not (rows.is_floating_point() or rows.dtype == torch.uint8):
        return rows, questions
    is_image = rows.dtype == torch.uint8
    inputs, asked = (_unit(each) if is_image else each.clone() for each in (rows, questions))
    over = (0, 2, 3) if is_image else tuple(range(rows.dim() - 1))
    mean = inputs.mean(over, keepdim=True)
    deviation = inputs.std(over, keepdim=True).clamp_min_(1e-3)  # a constant channel stays finite
    return inputs.sub_(mean).div_(deviation), asked.sub_(mean).div_(deviation)


def _measured(rows: Tensor, targets: Tensor, questions: Tensor) -> Material:
    """Return rows, and the numbers that belong to each."""
    inputs, asked = _normalised(rows, questions)
    return Material(inputs, targets.float(), asked)


def _as_they_are(rows: Tensor, labels: Tensor, questions: Tensor) -> Material:
    """Return rows, and their labels as floats or whole numbers."""
    inputs, asked = _normalised(rows, questions)
    return Material(inputs, labels if labels.is_floating_point() else labels.long(), asked)


def _noisy(images: Tensor, _labels: Tensor, questions: Tensor) -> Material:
    """Return images from 0 to 1 with noise, and without it as targets."""
    clean, asked = _unit(images), _unit(questions)
    generator = torch.Generator().manual_seed(NOISE_SEED)
    noisy, dirty = (
        (each.cpu() + NOISE * torch.randn(each.shape, generator=generator)).clamp(0, 1).to(each.device)
        for each in (clean, asked)
    )
    return Material(noisy, clean, dirty)


def _images(images: Tensor, _labels: Tensor, questions: Tensor) -> Material:
    """Return images from 0 to 1, as from `ToTensor`, so that a model may end with or without a sigmoid."""
    inputs = _unit(images)
    return Material(inputs, inputs, _unit(questions))


def _unit(images: Tensor) -> Tensor:
    return images.float().div_(255)


def _real(rows: Tensor, _labels: Tensor, questions: Tensor) -> Material:
    """Return what is to be imitated: images from -1 to 1, other rows normalised; and one question a test row.

    The test rows themselves stay with the grader.
    """
    asked = torch.zeros(len(questions), 1, device=rows.device)
    inputs = _unit(rows).mul_(2).sub_(1) if rows.dtype == torch.uint8 else _normalised(rows, rows)[0]
    return Material(inputs, inputs, asked)


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


def squared_error(outputs: Tensor, targets: Tensor) -> Tensor:
    """Return the mean squared error, of one number or several for each row."""
    return F.mse_loss(outputs.reshape(len(targets), -1), targets.reshape(len(targets), -1))


def tag_cross_entropy(outputs: Tensor, targets: Tensor) -> Tensor:
    """Return the mean cross entropy over all steps; a label below 0 is not asked for.

    Args:
        outputs: (n, steps, classes).
        targets: (n, steps).
    """
    return F.cross_entropy(outputs.flatten(0, 1), targets.flatten().clamp(min=-1), ignore_index=-1)


def negative_elbo(outputs: tuple[Tensor, Tensor, Tensor], targets: Tensor) -> Tensor:
    """Return the negative evidence lower bound in nats a pixel, for pixels that are on or off by chance.

    Args:
        outputs: the image's probabilities from 0 to 1, and its code's mean and logarithm of the variance.
        targets: the images.
    """
    return (_surprise(outputs[0], targets) + divergence(*outputs[1:3]) / targets[0].numel()).mean()


def _surprise(outputs: Tensor, targets: Tensor) -> Tensor:
    """Return the cross entropy of each image's pixels, their mean."""
    chances = outputs.reshape(len(targets), -1).clamp(LEAST, 1 - LEAST)
    return F.binary_cross_entropy(chances, targets.flatten(1), reduction="none").mean(1)


def divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """Return how far each code's distribution is from a standard normal one, in nats."""
    terms = mean.square() + log_variance.exp() - 1 - log_variance
    return terms.flatten(1).sum(1) / 2


def contrastive(outputs: Tensor, targets: Tensor) -> Tensor:
    """Return the mean contrastive loss of distances: what is alike is near, the rest `MARGIN` off or more."""
    distances = outputs.reshape(len(targets))
    apart = (MARGIN - distances).clamp_min(0)
    return torch.where(targets == 1, distances.square(), apart.square()).mean()


def real_or_made(outputs: Tensor, targets: Tensor) -> Tensor:
    """Return the mean cross entropy of a discriminator's logits, with 1 for rows to be taken for real."""
    return F.binary_cross_entropy_with_logits(outputs.float().reshape(len(targets)), targets)


# -- answers ---------------------------------------------------------------------------------------------


def _largest(outputs: Tensor) -> Tensor:
    return outputs.argmax(1).to(torch.int16)


def _pixels(outputs: Tensor) -> Tensor:
    """Return images as they would be saved, in 256 steps; NaN is black."""
    return torch.nan_to_num(outputs).clamp(0, 1).mul(255).round().to(torch.uint8)


def _largest_of_steps(outputs: Tensor) -> Tensor:
    return outputs.argmax(-1).to(torch.int16)


def _numbers(outputs: Tensor) -> Tensor:
    return torch.nan_to_num(outputs.reshape(len(outputs), -1))


def _image_and_code(outputs: tuple[Tensor, Tensor, Tensor]) -> Tensor:
    """Return each image's probabilities, and how far its code's distribution is from a standard one."""
    image, mean, log_variance = outputs
    known = divergence(mean, log_variance)[:, None]
    return torch.nan_to_num(torch.cat([image.reshape(len(image), -1).clamp(0, 1), known], 1))


def _is_near(outputs: Tensor) -> Tensor:
    return (outputs.reshape(len(outputs)) < MARGIN / 2).to(torch.int16)


def _one_a_label(data: Dataset) -> tuple[tuple[int, ...], torch.dtype]:
    return tuple(data.test_labels.shape), torch.int16


def _one_an_image(data: Dataset) -> tuple[tuple[int, ...], torch.dtype]:
    return tuple(data.test_images.shape), torch.uint8


def _all_numbers(data: Dataset) -> tuple[tuple[int, ...], torch.dtype]:
    return (len(data.test_labels), data.test_labels[0].numel()), torch.float32


def _one_image_and_a_number(data: Dataset) -> tuple[tuple[int, ...], torch.dtype]:
    return (len(data.test_images), data.test_images[0].numel() + 1), torch.float32


def _one_row_each(data: Dataset) -> tuple[tuple[int, ...], torch.dtype]:
    return (len(data.test_images), data.test_images[0].numel()), torch.float32


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


def right_tags(answers: Tensor, data: Dataset) -> Score:
    """Return the share of steps whose largest output is their label's, of those that are asked for."""
    asked = data.test_labels >= 0
    return Score(int((answers == data.test_labels)[asked].sum()) / max(int(asked.sum()), 1))


def r2(answers: Tensor, data: Dataset) -> Score:
    """Return the share of the variance that the answers explain: 1 at best, 0 for the mean; at least -1."""
    truth = data.test_labels.float().reshape(len(answers), -1)
    rest = (answers - truth).double().square().sum()
    whole = (truth - truth.mean(0)).double().square().sum()
    return Score(max(-1.0, 1 - float(rest) / max(float(whole), 1e-12)))


def saved(answers: Tensor, data: Dataset) -> Score:
    """Return the share of an image's bits that the lower bound saves; a pixel takes one bit. At least -1."""
    images = data.test_images.float().div_(255).flatten(1)
    known = answers[:, -1].double() / images.shape[1]
    nats = float((_surprise(answers[:, :-1], images).double() + known).mean())
    return Score(max(-1.0, 1 - nats / math.log(2)))


def likeness(answers: Tensor, data: Dataset) -> Score:
    """Return how like the answers are to the real test rows, as samples of a distribution, 0 to 1.

    It is 1 less the root of the energy coefficient: the energy distance of the two samples as a share of
    twice the mean distance between them (Székely and Rizzo, 2013).
    """
    made = answers.double()
    if data.test_images.dtype == torch.uint8:
        real = data.test_images.double().div(127.5).sub(1).flatten(1)
    else:
        real = _normalised(data.train_images, data.test_images)[1].double().flatten(1)
    between = float(torch.cdist(made, real).mean())
    within = float(torch.cdist(made, made).mean() + torch.cdist(real, real).mean())
    return Score(1 - math.sqrt(min(1.0, max(0.0, 1 - within / max(2 * between, 1e-12)))))


TASKS: dict[assignment.Task, Task] = {
    "classification": Task("accuracy", _labelled, F.cross_entropy, _largest, _one_a_label, accuracy),
    "reconstruction": Task("psnr", _images, F.mse_loss, _pixels, _one_an_image, psnr),
    "segmentation": Task("iou", _labelled, balanced_cross_entropy, _largest, _one_a_label, iou),
    "regression": Task("r2", _measured, squared_error, _numbers, _all_numbers, r2),
    "tagging": Task("accuracy", _labelled, tag_cross_entropy, _largest_of_steps, _one_a_label, right_tags),
    "next_token": Task("accuracy", _labelled, tag_cross_entropy, _largest_of_steps, _one_a_label, right_tags),
    "vae": Task("saved", _images, negative_elbo, _image_and_code, _one_image_and_a_number, saved),
    "denoising": Task("psnr", _noisy, F.mse_loss, _pixels, _one_an_image, psnr),
    "pairs": Task("accuracy", _labelled, contrastive, _is_near, _one_a_label, accuracy),
    "generator": Task("likeness", _real, real_or_made, _numbers, _one_row_each, likeness),
    "discriminator": Task("likeness", _real, real_or_made, _numbers, _one_row_each, likeness),
}
