"""Trains a model briefly: the same module, data, seed and kind of device give the same result.

On a CPU it computes with one thread: results differ in the last digits between thread counts, and two
trainings with several threads each slow one another many times over.
"""

import contextlib
import math
import time
from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from grader.datasets import Dataset
from grader.records.assignment import Recipe
from grader.records.progress import Progress
from grader.records.report import Curve, Epoch
from grader.records.text import Text
from grader.training import samples
from grader.training.optimizer import Adam, one_cycle
from grader.training.tasks import TASKS, Examples

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
    input: tuple[int, ...] | None = None,  # noqa: A002 - what it is called everywhere
    batch: int | None = None,
) -> Curve:
    """Train `module` in place and measure it on the test images before and after every epoch.

    Args:
        module: maps a batch of images to what the recipe's task asks for; training starts at its weights.
        recipe: what to train for, and how much.
        data: uint8 images and their labels.
        device: where to compute.
        progress: told of every step.
        seed: decides the order of the images, and dropout.
        input: the shape, without the batch, in which the module wants an image; None for (c, h, w).
        batch: the only batch size that the module works with, if there is only one.
    """
    start = time.perf_counter()
    task = TASKS[recipe.task]
    with _reproducible(seed):
        module.to(device)
        training, test = (_shaped(examples, input) for examples in task.examples(data, device))
        size = batch or TEST_BATCH
        score = task.score(_outputs(module, test, size), data.classes)
        before = score.value
        epochs: list[Epoch] = []
        for loss in _epochs(module, recipe, training, batch or recipe.batch, seed, progress):
            score = task.score(_outputs(module, test, size), data.classes)
            epochs.append(Epoch(loss, score.value))
        shown, _ = next(_outputs(module, test, batch or samples.COUNT))
    return Curve(
        data=data.name,
        data_title=data.title,
        device=device.type,
        seed=seed,
        train_images=len(training.inputs),
        test_images=len(test.inputs),
        measure=task.measure,
        before=before,
        epochs=tuple(epochs),
        by_class=dict(score.by_class),
        samples=samples.samples(recipe.task, data, shown[: samples.COUNT]),
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


def _shaped(examples: Examples, shape: tuple[int, ...] | None) -> Examples:
    if shape is None:
        return examples
    return Examples(examples.inputs.reshape(len(examples.inputs), *shape), examples.targets)


def _epochs(
    module: nn.Module, recipe: Recipe, examples: Examples, batch: int, seed: int, progress: Progress
) -> Iterator[float | None]:
    """Train an epoch at a time and yield its mean loss; None, and the end, if it is no longer finite."""
    loss_of = TASKS[recipe.task].loss
    optimizer = Adam([parameter for parameter in module.parameters() if parameter.requires_grad])
    shuffle = torch.Generator().manual_seed(seed)
    steps_an_epoch = len(examples.inputs) // batch
    steps = steps_an_epoch * recipe.epochs
    step = 0
    for _ in range(recipe.epochs):
        module.train()
        total = torch.zeros((), device=examples.inputs.device)
        order = torch.randperm(len(examples.inputs), generator=shuffle).to(total.device)
        for chosen in torch.split(order[: steps_an_epoch * batch], batch):
            loss = loss_of(module(examples.inputs[chosen]), examples.targets[chosen])
            optimizer.step(loss, recipe.learning_rate * one_cycle(step / steps))
            total += loss.detach()
            step += 1
            progress(WHAT, step, steps)
        mean = float(total) / max(steps_an_epoch, 1)
        if not math.isfinite(mean):
            yield None
            return
        yield mean


@torch.no_grad()
def _outputs(module: nn.Module, examples: Examples, batch: int) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield the module's outputs in evaluation mode, and the targets, a batch at a time."""
    module.eval()
    pieces = zip(torch.split(examples.inputs, batch), torch.split(examples.targets, batch), strict=True)
    for piece, targets in pieces:
        missing = batch - len(piece)  # a model of a fixed batch size wants whole batches
        padded = F.pad(piece, (*(0, 0) * (piece.dim() - 1), 0, missing))
        yield module(padded)[: len(piece)], targets
