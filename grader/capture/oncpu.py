"""Lets a model that asks for a GPU run on the CPU. Runs in the child."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

STAY = {torch.Tensor.cuda, torch.Tensor.cpu, torch.Tensor.pin_memory}


class OnCpu(TorchFunctionMode):
    """While it is on, every device that is asked for is the CPU, as if `.cuda()` had not been written."""

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
