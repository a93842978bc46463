"""Numbers for models, parameters, optimizers and loaders, and what is known of every parameter's gradient."""

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor, nn


class Numbered:
    """Gives every object a number, in the order in which they are met, and keeps it alive."""

    def __init__(self) -> None:
        self.objects: list[object] = []
        self._numbers: dict[int, int] = {}

    def __contains__(self, thing: object) -> bool:
        return id(thing) in self._numbers

    def number(self, thing: object) -> int:
        """Return a thing's number; a new one if it was not met before."""
        if id(thing) not in self._numbers:
            self._numbers[id(thing)] = len(self.objects)
            self.objects.append(thing)
        return self._numbers[id(thing)]


@dataclass
class Gradient:
    """What has become of a parameter's gradient."""

    used: bool = False
    """Whether a step has used it, and nothing has zeroed it since."""
    stale: bool = False
    """Whether something was added to it after a step had used it."""


class Parameters:
    """The parameters of all models and optimizers."""

    def __init__(self) -> None:
        self._numbered = Numbered()
        self._gradients: list[Gradient] = []
        self._print: float | None = None

    def numbers(self, parameters: Iterable[Tensor]) -> tuple[int, ...]:
        """Return the numbers of parameters."""
        found = tuple(self._numbered.number(each) for each in parameters)
        self._gradients += [Gradient() for _ in range(len(self._numbered.objects) - len(self._gradients))]
        return found

    def meet_backward(self) -> None:
        """Note, before gradients are computed, which of them something is added to."""
        for parameter, gradient in self._pairs():
            if not has_gradient(parameter):
                gradient.used = gradient.stale = False
            elif gradient.used:
                gradient.stale = True

    def use(self, parameters: Iterable[Tensor] | None = None) -> None:
        """Note that a step has used the gradients of parameters; None for all."""
        wanted = None if parameters is None else set(self.numbers(parameters))
        for number, gradient in enumerate(self._gradients):
            if wanted is None or number in wanted:
                gradient.used = True

    def any_stale(self, parameters: Iterable[Tensor]) -> bool:
        """Return whether gradients contain what an earlier step had used."""
        return any(
            self._gradients[number].stale and has_gradient(parameter)
            for parameter in parameters
            for number in self.numbers([parameter])
        )

    def reached(self) -> list[Tensor]:
        """Return the gradients that there are."""
        return [each.grad for each, _ in self._pairs() if each.grad is not None]

    def has_changed(self) -> bool:
        """Return whether any weight has changed since this was asked last, or since `remember`."""
        before, now = self._print, self._fingerprint()
        self._print = now
        return before is not None and before != now

    def remember(self) -> None:
        """Take the weights as they are."""
        self._print = self._fingerprint()

    @torch.no_grad()
    def _fingerprint(self) -> float:
        return float(sum(float(each.detach().double().sum()) for each, _ in self._pairs()))

    def _pairs(self) -> list[tuple[Tensor, Gradient]]:
        return list(zip(self._numbered.objects, self._gradients, strict=True))  # type: ignore[arg-type]


def has_gradient(parameter: Tensor) -> bool:
    """Return whether a parameter has a gradient other than zero."""
    return parameter.grad is not None and bool(parameter.grad.detach().any())


def trainable(module: nn.Module) -> list[Tensor]:
    """Return a module's parameters that want a gradient."""
    return [each for each in module.parameters() if each.requires_grad and not nn.parameter.is_lazy(each)]
