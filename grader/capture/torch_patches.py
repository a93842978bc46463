"""Replace what models may use but do not need: the compiler, `/dev/null` and devices. Runs in the child.

Compiled code computes the same, but in operations without known names; the compiler itself writes files and
starts processes, which a confined child cannot. A confined child does not see any device either.
"""

import builtins
import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode


def stand_in() -> None:
    """Install the replacements of the compiler, of `/dev/null` and of what devices are asked."""
    torch.compile = _uncompiled
    nn.Module.compile = _compile_nothing  # type: ignore[method-assign, assignment]
    builtins.open = io.open = _opening(builtins.open)
    for device in DEVICES:
        for name in WAITING & set(dir(device)):
            setattr(device, name, _answering(None))
        for name in NUMBERS & set(dir(device)):
            setattr(device, name, _answering(0))
    torch.utils.checkpoint.checkpoint = _at_once  # type: ignore[assignment]
    sys.modules["torch.nn.utils.spectral_norm"].SpectralNorm.compute_weight = _hooked
    torch.nn.utils.parametrizations._SpectralNorm.forward = _parametrised  # type: ignore[method-assign, assignment]
    torch.cuda.Event = _Event  # type: ignore[misc, assignment]


def _at_once(function: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """Call a function as `torch.utils.checkpoint` does: what it saves is memory alone."""
    return function(*args, **{name: value for name, value in options.items() if name not in SAVING})


SAVING = {
    "use_reentrant", "preserve_rng_state", "context_fn", "determinism_check", "debug", "early_stop",
}  # fmt: skip
"""Options of a checkpoint that are none of the function's."""


def _hooked(norm: Any, module: nn.Module, **_options: bool) -> torch.Tensor:
    """Return the weight of a layer in `spectral_norm`, for its hook."""
    weight = getattr(module, f"{norm.name}_orig")
    return _of_norm_one(weight, norm.reshape_weight_to_matrix(weight))


def _parametrised(norm: Any, weight: torch.Tensor) -> torch.Tensor:
    """Return the weight of a layer in `parametrizations.spectral_norm`."""
    return _of_norm_one(weight, norm._reshape_weight_to_matrix(weight) if weight.ndim > 1 else weight[None])


def _of_norm_one(weight: torch.Tensor, matrix: torch.Tensor) -> torch.Tensor:
    """Divide a weight by its largest singular value.

    Torch estimates it with vectors that it keeps from step to step, which fit no weights but the student's.
    """
    largest: torch.Tensor = torch.linalg.svdvals(matrix)[0]
    return weight / largest


def _uncompiled(model: Any = None, **_options: Any) -> Any:
    """Return the model or function unchanged; without one, a decorator that does so."""
    return model if model is not None else lambda model: model


def _compile_nothing(_module: nn.Module, *_args: Any, **_options: Any) -> None:
    return


def _opening(real: Any) -> Any:
    """Return `open` with a substitute for `os.devnull`."""

    def open_or_discard(file: Any, mode: str = "r", *args: Any, **options: Any) -> Any:
        if isinstance(file, int) or os.fspath(file) != os.devnull:
            return real(file, mode, *args, **options)
        nothing = _Nothing()
        return nothing if "b" in mode else io.TextIOWrapper(io.BufferedRWPair(nothing, nothing))

    return open_or_discard


class _Nothing(io.RawIOBase):
    """A file that stays empty, whatever is written to it."""

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def readinto(self, _buffer: Any) -> int:
        return 0

    def write(self, data: Any) -> int:
        return len(data)


# -- devices ---------------------------------------------------------------------------------------------

DEVICES = (torch.cuda, torch.cuda.nvtx, torch.mps, torch.xpu)
WAITING = {
    "synchronize", "empty_cache", "reset_peak_memory_stats", "reset_max_memory_allocated", "ipc_collect",
    "set_device", "set_per_process_memory_fraction", "range_push", "range_pop", "mark",
}  # fmt: skip
"""Functions that wait for a device, or tell it something, and compute nothing."""
NUMBERS = {
    "current_device", "memory_allocated", "max_memory_allocated", "memory_reserved", "max_memory_reserved",
}  # fmt: skip
"""Functions that return a number for people to look at."""


def _answering(answer: int | None) -> Callable[..., int | None]:
    """Return a new function that does nothing but answer.

    One function under two names would break the import of `torch._dynamo`, and of torchvision's layers with
    it: it has a table of torch's functions, with a rule for each.
    """
    return lambda *_args, **_kwargs: answer


class _Event:
    """A moment of a device that is not there; people measure times with two of them."""

    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        self.record = self.wait = self.synchronize = _answering(None)

    def query(self) -> bool:
        return True

    def elapsed_time(self, _end: Any) -> float:
        return 0.0


STAY = {torch.Tensor.cuda, torch.Tensor.cpu, torch.Tensor.pin_memory}


class OnCpu(TorchFunctionMode):
    """Replaces every requested device by the CPU while it is active, as if `.cuda()` had not been written."""

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        if func in STAY:
            return args[0]
        kwargs = {
            name: _on_cpu(value) if name == "device" else value for name, value in (kwargs or {}).items()
        }
        if func is torch.Tensor.to:
            args = (args[0], *map(_on_cpu, args[1:]))
        elif func is torch.Tensor.type and len(args) > 1 and isinstance(args[1], str):
            args = (args[0], args[1].replace("torch.cuda.", "torch."))
        return func(*args, **kwargs)


def _on_cpu(value: Any) -> Any:
    is_device = isinstance(value, torch.device) or (isinstance(value, str) and value != "cpu")
    is_index = type(value) is int
    return torch.device("cpu") if is_device or is_index else value
