"""Watch what a training loop does with torch: replaces a few of torch's functions by ones that tell.

Each replacement does what the original does, and writes an event down.
"""

import copy
import functools
import math
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own custom
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
from torch.optim import lr_scheduler
from torch.optim.optimizer import (
    Optimizer,
    register_optimizer_step_post_hook,
    register_optimizer_step_pre_hook,
)

from grader.capture.rehearsal.journal import Journal
from grader.capture.rehearsal.registry import Numbered, Parameters, has_gradient, trainable
from grader.capture.rehearsal.tags import LABELS, Tagging, mark, named, numbered, tags, tensors
from grader.records.event_log import (
    BackwardRun,
    ForwardRun,
    GradientsZeroed,
    LossTaken,
    ModelMet,
    ModeSet,
    Operand,
    OptimizerMade,
    SchedulerMade,
    ScheduleStepped,
    StateKept,
    StateRestored,
    StepTaken,
)
from grader.records.source import Line

LOSSES: dict[Callable[..., Any], str] = {
    getattr(F, name): name
    for name in (
        "cross_entropy", "nll_loss", "mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "kl_div",
        "binary_cross_entropy", "binary_cross_entropy_with_logits", "multi_margin_loss",
    )
}  # fmt: skip
SAME = 1e-3
"""How far from 1 the sum of probabilities may be."""


class Watcher:
    """Watches models, losses, gradients, optimizers, schedules and kept weights."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.models = Numbered()
        self.optimizers = Numbered()
        self.schedulers = Numbered()
        self.parameters = Parameters()
        self.labels: Tensor | None = None
        """The labels of the batch that was read last."""
        self.files: dict[str, Any] = {}
        """What was saved, by file."""
        self.tagging = Tagging(lambda: journal.muted > 0, self._function)
        self._inside: list[tuple[nn.Module, Line | None]] = []
        self._forwards = 0
        self._replaced: list[tuple[object, str, object]] = []

    def begin(self) -> None:
        """Replace torch's functions."""
        register_module_forward_pre_hook(self._enter)
        register_module_forward_hook(self._leave, always_call=True)
        register_optimizer_step_pre_hook(self._before_step)
        register_optimizer_step_post_hook(self._after_step)
        self._replace(torch.autograd, "backward", self._backward)
        self._replace(torch.autograd, "grad", self._differentiating)
        for name in ("grad", "grad_and_value", "vjp", "jacrev"):
            setattr(torch.func, name, _unwatched(name))
        self._replace(Optimizer, "__init__", self._making_optimizer)
        for kind in (Optimizer, nn.Module):
            self._replace(kind, "zero_grad", self._zeroing)
        self._replace(nn.Module, "train", self._setting_mode)
        self._replace(nn.Module, "load_state_dict", self._restoring)
        self._replace(torch, "save", self._saving)
        self._replace(torch, "load", self._loading)
        self._replace(copy, "deepcopy", self._copying)
        self._replace(lr_scheduler.LRScheduler, "__init__", self._making_scheduler)
        self._replace(lr_scheduler.ReduceLROnPlateau, "__init__", self._making_scheduler)
        for each in _subclasses(lr_scheduler.LRScheduler):
            if "step" in vars(each):
                self._replace(each, "step", self._stepping_schedule)

    @property
    def replaced(self) -> bool:
        """Whether something has taken the place of what watches."""
        return any(getattr(owner, name, None) is not mine for owner, name, mine in self._replaced)

    def _replace(self, owner: Any, name: str, wrap: Callable[[Any], Any]) -> None:
        real = getattr(owner, name)
        mine = functools.wraps(real)(wrap(real))
        setattr(owner, name, mine)
        self._replaced.append((owner, name, mine))

    # -- models ------------------------------------------------------------------------------------------

    def _enter(self, module: nn.Module, _args: Any) -> None:
        if not self._inside and (self.journal.muted or not any(True for _ in module.parameters())):
            return
        self._inside.append((module, self.journal.line()))

    def _leave(self, module: nn.Module, args: Any, output: Any) -> None:
        if not self._inside or module is not self._inside[-1][0]:
            return
        _, at = self._inside.pop()
        result = next(tensors(output), None)
        if self._inside or self.journal.muted or result is None:
            return
        number = self._meet(module, at)
        found = tags(args)
        mark(output, found - {LABELS} | {f"forward:{self._forwards}"})
        self.journal.add(
            ForwardRun(
                self._forwards,
                number,
                module.training,
                result.requires_grad,
                named(found, "split"),
                numbered(found, "loader"),
                result.shape[0] if result.dim() else 0,
                self._hits(result),
                are_probabilities(result),
                at,
            )
        )
        self._forwards += 1

    def _meet(self, module: nn.Module, at: Line | None) -> int:
        if module in self.models:
            return self.models.number(module)
        own = self.parameters.numbers(trainable(module))
        self.journal.add(ModelMet(self.models.number(module), type(module).__name__[:100], own, at))
        self.parameters.remember()
        return self.models.number(module)

    @torch.no_grad()
    def _hits(self, result: Tensor) -> int | None:
        labels = self.labels
        if labels is None or result.dim() != 2 or labels.shape != result.shape[:1]:
            return None
        return int((result.detach().argmax(1) == labels).sum())

    # -- losses and gradients ----------------------------------------------------------------------------

    def _function(self, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if func not in LOSSES or self._inside:
            return
        first, second = [*args, *(kwargs[name] for name in ("input", "target") if name in kwargs)][:2]
        self.journal.add(
            LossTaken(
                LOSSES[func],
                _operand(first),
                _operand(second),
                numbered(tags(first) | tags(second), "forward"),
                self.journal.line(),
            )
        )

    def _backward(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def backward(tensors: Any, *args: Any, **options: Any) -> None:
            at, found = self.journal.line(), tags(tensors)
            self._notice_own_step(at)
            self.parameters.meet_backward()
            real(tensors, *args, **options)
            gradients = self.parameters.reached()
            norm = math.sqrt(sum(float(each.detach().double().pow(2).sum()) for each in gradients))
            self.journal.add(
                BackwardRun(
                    numbered(found, "forward"),
                    named(found, "split"),
                    len(gradients),
                    norm if math.isfinite(norm) else None,
                    at,
                )
            )

        return backward

    def _differentiating(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def grad(outputs: Any, inputs: Any, *args: Any, **options: Any) -> Any:
            at, found = self.journal.line(), tags(outputs)
            weights = [each for each in tensors(inputs) if isinstance(each, nn.Parameter)]
            if weights:
                self._notice_own_step(at)
            answer = real(outputs, inputs, *args, **options)
            if weights and not self.journal.muted:
                own = numbered(found, "forward"), named(found, "split")
                self.journal.add(BackwardRun(*own, len(weights), None, at))
            return answer

        return grad

    def _notice_own_step(self, at: Line | None) -> None:
        """Write down that weights have changed without an optimizer."""
        if self.parameters.has_changed():
            self.parameters.use()
            self.journal.add(StepTaken(None, 1, stale=False, closure=False, at=at))

    # -- optimizers --------------------------------------------------------------------------------------

    def _making_optimizer(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def init(optimizer: Optimizer, *args: Any, **options: Any) -> None:
            real(optimizer, *args, **options)
            self._meet_optimizer(optimizer)

        return init

    def _meet_optimizer(self, optimizer: Optimizer) -> None:
        if optimizer in self.optimizers:
            return
        settings = {
            name[:100]: float(value)
            for name, value in optimizer.param_groups[0].items()
            if isinstance(value, int | float) and math.isfinite(value)
        }
        own = self.parameters.numbers(_weights(optimizer))
        number, kind = self.optimizers.number(optimizer), type(optimizer).__name__[:100]
        self.journal.add(OptimizerMade(number, kind, own, settings, self.journal.line()))
        self.parameters.remember()

    def _before_step(self, optimizer: Optimizer, args: Any, options: Any) -> None:
        if self.journal.muted:
            return
        own = _weights(optimizer)
        self._meet_optimizer(optimizer)
        step = StepTaken(
            self.optimizers.number(optimizer),
            sum(map(has_gradient, own)),
            self.parameters.any_stale(own),
            bool(args[1:]) or bool(options),
            self.journal.line(),
        )
        self.journal.add(step)
        self.journal.muted += not step.closure

    def _after_step(self, optimizer: Optimizer, args: Any, options: Any) -> None:
        closure = bool(args[1:]) or bool(options)
        self.journal.muted = max(0, self.journal.muted - (not closure))
        self.parameters.use(_weights(optimizer))
        self.parameters.remember()

    def _zeroing(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def zero_grad(owner: Any, *args: Any, **options: Any) -> None:
            self.journal.add(GradientsZeroed(self.journal.line()))
            real(owner, *args, **options)

        return zero_grad

    # -- schedules ---------------------------------------------------------------------------------------

    def _making_scheduler(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def init(scheduler: Any, optimizer: Any, *args: Any, **options: Any) -> None:
            if scheduler not in self.schedulers and isinstance(optimizer, Optimizer):
                self._meet_optimizer(optimizer)
                number, kind = self.schedulers.number(scheduler), type(scheduler).__name__[:100]
                owner = self.optimizers.number(optimizer)
                self.journal.add(SchedulerMade(number, kind, owner, self.journal.line()))
            self.journal.muted += 1  # it steps itself once
            try:
                real(scheduler, optimizer, *args, **options)
            finally:
                self.journal.muted -= 1

        return init

    def _stepping_schedule(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def step(scheduler: Any, *args: Any, **options: Any) -> None:
            if not self.journal.muted:
                self.journal.add(ScheduleStepped(self.schedulers.number(scheduler), self.journal.line()))
            self.journal.muted += 1  # a schedule of schedules steps these
            try:
                real(scheduler, *args, **options)
            finally:
                self.journal.muted -= 1

        return step

    # -- modes and kept weights --------------------------------------------------------------------------

    def _setting_mode(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def train(module: nn.Module, mode: bool = True) -> nn.Module:
            if not self.journal.muted:
                self.journal.add(ModeSet(bool(mode), self.journal.line()))
            self.journal.muted += 1  # it sets all modules inside
            try:
                real(module, mode)
            finally:
                self.journal.muted -= 1
            return module

        return train

    def _keep(self, value: object) -> None:
        if self._holds_weights(value) and not self.journal.muted:
            self.journal.add(StateKept(self.journal.line()))

    def _holds_weights(self, value: object) -> bool:
        if isinstance(value, nn.Module):
            return True
        return isinstance(value, dict) and any(isinstance(each, Tensor) for each in tensors(value))

    def _saving(self, _real: Callable[..., Any]) -> Callable[..., Any]:
        def save(value: Any, file: Any, *_args: Any, **_options: Any) -> None:
            self._keep(value)
            self.files[str(file)] = copied(value)

        return save

    def _loading(self, _real: Callable[..., Any]) -> Callable[..., Any]:
        def load(file: Any, *_args: Any, **_options: Any) -> Any:
            if str(file) not in self.files:
                raise FileNotFoundError(f"No such file or directory: '{file}'")
            return copied(self.files[str(file)])

        return load

    def _copying(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def deepcopy(value: Any, *args: Any, **options: Any) -> Any:
            self._keep(value)
            return real(value, *args, **options)

        self._deepcopy = real
        return deepcopy

    def _restoring(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def load_state_dict(module: nn.Module, state: Any, *args: Any, **options: Any) -> Any:
            own = {each.data_ptr() for each in module.state_dict().values() if each.numel()}
            shared = any(each.data_ptr() in own for each in tensors(dict(state)))
            self.journal.add(StateRestored(shared, self.journal.line()))
            answer = real(module, state, *args, **options)
            self.parameters.remember()
            return answer

        return load_state_dict


class UnwatchedError(Exception):
    """Gradients are computed in a way that nobody can watch here."""


def _unwatched(name: str) -> Callable[..., Any]:
    def refused(*_args: Any, **_options: Any) -> Any:
        raise UnwatchedError(f"torch.func.{name}")

    return refused


def copied(value: Any) -> Any:
    """Return a copy of tensors and of the lists and dictionaries that they are in; all else as it is."""
    if isinstance(value, Tensor):
        return value.detach().clone()
    if isinstance(value, dict):
        return type(value)((name, copied(each)) for name, each in value.items())
    return type(value)(copied(each) for each in value) if type(value) in (list, tuple) else value


@torch.no_grad()
def are_probabilities(value: object) -> bool:
    """Return whether every row of a tensor is a probability distribution."""
    if not isinstance(value, Tensor) or value.dim() < 2 or value.shape[1] < 2 or not value.numel():
        return False
    rows = value.detach().float()
    return bool((rows >= 0).all()) and bool((rows.sum(1) - 1).abs().max() < SAME)


def _operand(value: object) -> Operand:
    if not isinstance(value, Tensor):
        return Operand((), is_float=False, is_output=False, is_label=False, probabilities=False)
    found = tags(value)
    return Operand(
        tuple(value.shape)[:8],
        value.is_floating_point(),
        bool(named(found, "forward")),
        LABELS in found,
        are_probabilities(value),
    )


def _weights(optimizer: Optimizer) -> list[Tensor]:
    return [each for group in optimizer.param_groups for each in group["params"]]


def _subclasses(kind: Any) -> Iterator[Any]:
    yield kind
    for each in kind.__subclasses__():
        yield from _subclasses(each)
