"""Train a module and collect its answers: the part of the brief training without the test labels.

The same module, material, seed and kind of device give the same answers. On a CPU it uses one thread, because
results differ in the last digits between thread counts, and two trainings with several threads each slow one
another down many times over.
"""

import contextlib
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from grader.records.assignment import Recipe
from grader.training.optimizer import Adam, one_cycle
from grader.training.tasks import Material, task_of

ASKED_AT_ONCE = 100
"""Images per batch of questions; a U-Net's maps for 500 leave the CPU cache, which costs a quarter more
time."""

Tell = Callable[[int, int], None]
"""Called with the number of steps that are done, and of all steps."""


@dataclass(frozen=True)
class Pass:
    """A module's answers, before the training or after an epoch.

    `loss` is the epoch's mean; None before the training, and for an epoch in which it was no longer finite.
    """

    loss: float | None
    answers: Tensor


def passes(
    module: nn.Module,
    recipe: Recipe,
    material: Material,
    tell: Tell,
    *,
    seed: int,
    input: tuple[int, ...] | None = None,  # noqa: A002 - what it is called everywhere
    batch: int | None = None,
) -> Iterator[Pass]:
    """Train `module` in place and yield its answers before the training and after each epoch.

    Args:
        module: maps a batch of images to the outputs of the recipe's task; training starts at its weights.
        recipe: the task and the amount of training.
        material: the images and labels, on the module's device.
        tell: called after every step.
        seed: the seed of the order of the images, and of dropout.
        input: the shape, without the batch, in which the module takes an image; None for (c, h, w).
        batch: the only batch size that the module works with; None if it takes any.
    """
    inputs, questions = (shaped(images, input) for images in (material.inputs, material.questions))
    size = batch or ASKED_AT_ONCE
    with reproducible(seed):
        yield Pass(None, answered(module, recipe, questions, size))
        for loss in _epochs(module, recipe, inputs, material.targets, batch or recipe.batch, seed, tell):
            yield Pass(loss, answered(module, recipe, questions, size))


@contextlib.contextmanager
def reproducible(seed: int) -> Iterator[None]:
    """Fix the random state and the number of threads, and restore both afterwards."""
    threads = torch.get_num_threads()
    cudnn = torch.backends.cudnn
    torch.set_num_threads(1)
    try:
        with torch.random.fork_rng(), cudnn.flags(benchmark=False, deterministic=True):
            torch.manual_seed(seed)
            yield
    finally:
        torch.set_num_threads(threads)


def shaped(images: Tensor, shape: tuple[int, ...] | None) -> Tensor:
    """Return images in the shape, without the batch, in which a module takes them."""
    return images if shape is None else images.reshape(len(images), *shape)


def _epochs(
    module: nn.Module, recipe: Recipe, inputs: Tensor, targets: Tensor, batch: int, seed: int, tell: Tell
) -> Iterator[float | None]:
    """Train one epoch at a time and yield its mean loss; yield None and stop once that is not finite."""
    loss_of = task_of(recipe).loss
    optimizer = Adam([parameter for parameter in module.parameters() if parameter.requires_grad])
    shuffle = torch.Generator().manual_seed(seed)
    steps_an_epoch = len(inputs) // batch
    steps = steps_an_epoch * recipe.epochs
    step = 0
    for _ in range(recipe.epochs):
        module.train()
        total = torch.zeros((), device=inputs.device)
        order = torch.randperm(len(inputs), generator=shuffle).to(inputs.device)
        for chosen in torch.split(order[: steps_an_epoch * batch], batch):
            loss = loss_of(_floats(module(inputs[chosen])), targets[chosen])
            optimizer.step(loss, recipe.learning_rate * one_cycle(step / steps))
            total += loss.detach()
            step += 1
            tell(step, steps)
        mean = float(total) / max(steps_an_epoch, 1)
        if not math.isfinite(mean):
            yield None
            return
        yield mean


def _floats(outputs: Tensor | tuple[Tensor, ...], first: int | None = None) -> Any:
    """Return a model's outputs for the first rows as floats; a tuple stays one."""
    if isinstance(outputs, Tensor):
        return outputs[:first].float()
    return tuple(each[:first].float() for each in outputs)


@torch.no_grad()
def answered(module: nn.Module, recipe: Recipe, questions: Tensor, batch: int) -> Tensor:
    """Return the module's answers in evaluation mode; all batches are full, as some models require."""
    module.eval()
    answers_of = task_of(recipe).answers
    found = []
    for piece in torch.split(questions, batch):
        missing = batch - len(piece)
        padded = F.pad(piece, (*(0, 0) * (piece.dim() - 1), 0, missing))
        found.append(answers_of(_floats(module(padded), len(piece))).cpu())
    return torch.cat(found)
