"""Train a generator and a discriminator against each other: one of them is a reference, the other is graded.

Each step takes one batch: the discriminator learns to tell it from as many rows that the generator makes of
noise, then the generator learns to pass for real. What is asked for at the end is what the generator makes.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from grader.records.assignment import Recipe
from grader.training.loop import ASKED_AT_ONCE, Pass, Tell, answered, reproducible, shaped
from grader.training.optimizer import Adam, one_cycle
from grader.training.tasks import Material, task_of

MOMENTUM = 0.5
"""Adam's, as is usual for a GAN: with 0.9 the two overshoot each other."""


@dataclass(frozen=True)
class Opponent:
    """The reference that a model is trained against, with the shape of what it takes, without the batch."""

    module: nn.Module
    sample: tuple[int, ...]


def against_a_reference(
    module: nn.Module,
    opponent: Opponent,
    recipe: Recipe,
    material: Material,
    tell: Tell,
    *,
    seed: int,
    input: tuple[int, ...] | None = None,  # noqa: A002 - as in `passes`
    batch: int | None = None,
) -> Iterator[Pass]:
    """Train `module` in place against the recipe's opponent; yield what the generator then makes.

    The arguments are those of `passes`, and the opponent.
    """
    rows = tuple(material.inputs.shape[1:])
    if recipe.task == "generator":
        duel = Duel(module, opponent.module, input or rows, opponent.sample)
    else:
        duel = Duel(opponent.module, module, opponent.sample, input or rows)
    draw = torch.Generator().manual_seed(seed)
    real = shaped(material.inputs, duel.row)
    noise = duel.noise(len(material.questions), draw).to(real.device)
    size = batch or ASKED_AT_ONCE
    with reproducible(seed):
        yield Pass(None, answered(duel.generator, recipe, noise, size))
        for loss in _epochs(duel, recipe, real, batch or recipe.batch, draw, tell):
            yield Pass(loss, answered(duel.generator, recipe, noise, size))


class Duel:
    """The two models, and the shapes of what each takes."""

    def __init__(
        self, generator: nn.Module, discriminator: nn.Module, code: tuple[int, ...], row: tuple[int, ...]
    ) -> None:
        self.generator = generator
        self.discriminator = discriminator
        self.row = row
        self._code = code
        self._optimizers = [Adam(_learning(each), MOMENTUM) for each in (discriminator, generator)]

    def noise(self, n: int, draw: torch.Generator) -> Tensor:
        """Return what n rows are made of: normal numbers."""
        return torch.randn(n, *self._code, generator=draw)

    def step(self, recipe: Recipe, real: Tensor, noise: Tensor, rate: float) -> Tensor:
        """Let both learn from a batch; return the loss of the one that the recipe is for."""
        loss_of, ones = task_of(recipe).loss, torch.ones(len(real), device=real.device)
        made = self.generator(noise).float().reshape(len(noise), *self.row)
        told = loss_of(self.discriminator(real), ones)
        told = told + loss_of(self.discriminator(made.detach()), torch.zeros_like(ones))
        self._optimizers[0].step(told, rate)
        passed = loss_of(self.discriminator(made), ones)
        self._optimizers[1].step(passed, rate)
        return (passed if recipe.task == "generator" else told).detach()


def _learning(module: nn.Module) -> list[Tensor]:
    return [parameter for parameter in module.parameters() if parameter.requires_grad]


def _epochs(
    duel: Duel, recipe: Recipe, real: Tensor, batch: int, draw: torch.Generator, tell: Tell
) -> Iterator[float | None]:
    """Train one epoch at a time and yield its mean loss; yield None and stop once that is not finite."""
    steps_an_epoch = len(real) // batch
    steps, step = steps_an_epoch * recipe.epochs, 0
    for _ in range(recipe.epochs):
        duel.generator.train()
        duel.discriminator.train()
        total = torch.zeros((), device=real.device)
        order = torch.randperm(len(real), generator=draw).to(real.device)
        for chosen in torch.split(order[: steps_an_epoch * batch], batch):
            noise = duel.noise(batch, draw).to(real.device)
            total += duel.step(recipe, real[chosen], noise, recipe.learning_rate * one_cycle(step / steps))
            step += 1
            tell(step, steps)
        mean = float(total) / max(steps_an_epoch, 1)
        if not math.isfinite(mean):
            yield None
            return
        yield mean
