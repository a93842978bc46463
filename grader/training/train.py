"""Trains a classifier briefly: the same module, data, seed and kind of device give the same result.

On a CPU it computes with one thread: results differ in the last digits between thread counts, and two
trainings with several threads each slow one another many times over.
"""

import contextlib
import time
from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own custom
from torch.optim.adam import adam

from grader.datasets import Dataset
from grader.records.assignment import Recipe
from grader.records.progress import Progress
from grader.records.report import Curve, Epoch
from grader.records.text import Text

WHAT = Text(ko="짧게 학습하는 중", en="Training briefly")
TEST_BATCH = 500


def train(
    module: nn.Module,
    recipe: Recipe,
    data: Dataset,
    device: torch.device,
    progress: Progress,
    *,
    seed: int = 0,
    batch: int | None = None,
) -> Curve:
    """Train `module` in place and measure its test accuracy before and after every epoch.

    Args:
        module: maps (N, C, H, W) floats to (N, classes) logits; its weights are where training starts.
        recipe: how much to train.
        data: uint8 images; they are normalised by the training images' mean and deviation a channel.
        device: where to compute.
        progress: told of every step.
        seed: decides the order of the images, and dropout.
        batch: the only batch size that the module works with, if there is only one.
    """
    start = time.perf_counter()
    with _reproducible(seed):
        module.to(device)
        train_images, test_images = _normalised(data, device)
        train_labels, test_labels = data.train_labels.to(device), data.test_labels.to(device)
        before = accuracy(module, test_images, test_labels, batch or TEST_BATCH)
        epochs: list[Epoch] = []
        losses = _epochs(module, recipe, train_images, train_labels, batch or recipe.batch, seed, progress)
        for loss in losses:
            epochs.append(Epoch(loss, accuracy(module, test_images, test_labels, batch or TEST_BATCH)))
    return Curve(
        data=data.name,
        device=device.type,
        seed=seed,
        train_images=len(train_images),
        test_images=len(test_images),
        before=before,
        epochs=tuple(epochs),
        seconds=time.perf_counter() - start,
    )


@contextlib.contextmanager
def _reproducible(seed: int) -> Iterator[None]:
    threads = torch.get_num_threads()
    cudnn = torch.backends.cudnn
    torch.set_num_threads(1)
    try:
        with torch.random.fork_rng(), cudnn.flags(benchmark=False, deterministic=True):
            torch.manual_seed(seed)
            yield
    finally:
        torch.set_num_threads(threads)


def _normalised(data: Dataset, device: torch.device) -> tuple[Tensor, Tensor]:
    train_images = data.train_images.to(device).float().div_(255)
    mean = train_images.mean((0, 2, 3), keepdim=True)
    deviation = train_images.std((0, 2, 3), keepdim=True).clamp_min_(1e-3)  # a constant channel stays finite
    test_images = data.test_images.to(device).float().div_(255)
    return train_images.sub_(mean).div_(deviation), test_images.sub_(mean).div_(deviation)


def _epochs(
    module: nn.Module,
    recipe: Recipe,
    images: Tensor,
    labels: Tensor,
    batch: int,
    seed: int,
    progress: Progress,
) -> Iterator[float | None]:
    """Train an epoch at a time and yield its mean loss; None, and the end, if it is no longer finite."""
    optimizer = Adam([parameter for parameter in module.parameters() if parameter.requires_grad])
    shuffle = torch.Generator().manual_seed(seed)
    steps_an_epoch = len(images) // batch
    steps = steps_an_epoch * recipe.epochs
    step = 0
    for _ in range(recipe.epochs):
        module.train()
        total = torch.zeros((), device=images.device)
        order = torch.randperm(len(images), generator=shuffle).to(images.device)
        for chosen in torch.split(order[: steps_an_epoch * batch], batch):
            loss = F.cross_entropy(module(images[chosen]), labels[chosen])
            optimizer.step(loss, recipe.learning_rate * one_cycle(step / steps))
            total += loss.detach()
            step += 1
            progress(WHAT, step, steps)
        mean = float(total) / max(steps_an_epoch, 1)
        if mean != mean or mean in (float("inf"), float("-inf")):
            yield None
            return
        yield mean


def one_cycle(done: float) -> float:
    """The learning rate's share of its peak when a fraction `done` of the steps is done.

    A linear rise over the first quarter, then a linear fall to 1 %.
    """
    return max(done / 0.25, 0.01) if done < 0.25 else 1 - 0.99 * (done - 0.25) / 0.75


class Adam:
    """Adam with torch's usual constants, over torch's own fused kernel.

    `torch.optim.Adam` is not used because its first step imports torch's compiler, which takes longer than
    half of a brief training.
    """

    def __init__(self, parameters: list[Tensor]) -> None:
        self._parameters = parameters
        self._means = [torch.zeros_like(parameter) for parameter in parameters]
        self._squares = [torch.zeros_like(parameter) for parameter in parameters]
        self._steps = [torch.zeros((), device=parameter.device) for parameter in parameters]

    def step(self, loss: Tensor, learning_rate: float) -> None:
        """Move the parameters that the loss depends on."""
        if not loss.requires_grad:
            return
        gradients = torch.autograd.grad(loss, self._parameters, allow_unused=True)
        used = [index for index, gradient in enumerate(gradients) if gradient is not None]
        with torch.no_grad():
            adam(
                [self._parameters[index] for index in used],
                [gradient for gradient in gradients if gradient is not None],
                [self._means[index] for index in used],
                [self._squares[index] for index in used],
                [],
                [self._steps[index] for index in used],
                fused=True,
                amsgrad=False,
                beta1=0.9,
                beta2=0.999,
                lr=learning_rate,
                weight_decay=0.0,
                eps=1e-8,
                maximize=False,
            )


@torch.no_grad()
def accuracy(module: nn.Module, images: Tensor, labels: Tensor, batch: int) -> float:
    """Return the share of images whose largest output is their label's, 0 to 1, in evaluation mode."""
    module.eval()
    right = 0
    for piece, expected in zip(torch.split(images, batch), torch.split(labels, batch), strict=True):
        missing = batch - len(piece)
        padded = F.pad(piece, (0, 0, 0, 0, 0, 0, 0, missing))  # for models of a fixed batch size
        right += int((module(padded)[: len(piece)].argmax(1) == expected).sum())
    return right / len(images)
