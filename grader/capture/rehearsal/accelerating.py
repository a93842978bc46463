"""A stand-in for Hugging Face's `accelerate`: on one processor it hands on what it is given."""

import contextlib
import sys
import types
from collections.abc import Iterator
from typing import Any

import torch

from grader.capture.rehearsal.packages import Quiet


class Accelerator:
    """What a training loop calls; all else of it shows or saves, and does nothing here."""

    device = torch.device("cpu")
    is_main_process = is_local_main_process = sync_gradients = True
    num_processes, process_index = 1, 0

    def __init__(self, *_args: Any, **_options: Any) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        return Quiet()

    def prepare(self, *things: Any, **_options: Any) -> Any:
        """Return what is given."""
        return things[0] if len(things) == 1 else things

    def backward(self, loss: torch.Tensor, **_options: Any) -> None:
        """Compute gradients."""
        loss.backward()  # type: ignore[no-untyped-call]

    def gather(self, value: Any, *_args: Any, **_options: Any) -> Any:
        """Return what is given."""
        return value

    gather_for_metrics = reduce = unwrap_model = gather

    def clip_grad_norm_(self, parameters: Any, most: float, *_args: Any) -> Any:
        """Bound the norm of gradients."""
        return torch.nn.utils.clip_grad_norm_(parameters, most)

    @contextlib.contextmanager
    def accumulate(self, *_models: Any) -> Iterator[None]:
        """Step at once."""
        yield

    autocast = no_sync = accumulate

    def print(self, *values: Any, **options: Any) -> None:
        """Print."""
        print(*values, **options)


def stand_in() -> None:
    """Install it."""
    module = types.ModuleType("accelerate")
    module.Accelerator = Accelerator  # type: ignore[attr-defined]
    sys.modules["accelerate"] = module
