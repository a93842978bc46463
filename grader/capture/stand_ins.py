"""Stands in for what models ask for and do without: the compiler, and `/dev/null`. Runs in the child.

Compiled code computes the same, in operations that nobody could name; the compiler itself writes files and
starts processes, which a confined child cannot. Nor does a confined child see any device.
"""

import builtins
import io
import os
from typing import Any

import torch
from torch import nn


def stand_in() -> None:
    """Put them in their places."""
    torch.compile = _uncompiled
    nn.Module.compile = _compile_nothing  # type: ignore[method-assign, assignment]
    builtins.open = io.open = _opening(builtins.open)


def _uncompiled(model: Any = None, **_options: Any) -> Any:
    """Return the model or function as it is; without one, a decorator that does."""
    return model if model is not None else lambda model: model


def _compile_nothing(_module: nn.Module, *_args: Any, **_options: Any) -> None:
    return


def _opening(real: Any) -> Any:
    """`open`, with a file of our own for `os.devnull`."""

    def opened(file: Any, mode: str = "r", *args: Any, **options: Any) -> Any:
        if isinstance(file, int) or os.fspath(file) != os.devnull:
            return real(file, mode, *args, **options)
        nothing = _Nothing()
        return nothing if "b" in mode else io.TextIOWrapper(io.BufferedRWPair(nothing, nothing))

    return opened


class _Nothing(io.RawIOBase):
    """Empty, whatever is written to it."""

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def readinto(self, _buffer: Any) -> int:
        return 0

    def write(self, data: Any) -> int:
        return len(data)
