"""Compute in the usual precision a model whose file sets another one for everything. Runs in the child.

After `torch.set_default_dtype(torch.float64)`, weights and images are all float64, and `x.double()` changes
nothing. The grader draws weights and images in float32, where the same model computes the same: a precision
that a file sets stands for float32. Without such a setting, `x.double()` stays the mistake that it is.
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

USUAL = torch.float32
CASTS = {
    torch.float64: torch.Tensor.double,
    torch.float16: torch.Tensor.half,
    torch.bfloat16: torch.Tensor.bfloat16,
}
"""The methods that turn a tensor into one of another precision."""


class UsualPrecision(TorchFunctionMode):
    """Replaces the precision that a file sets by the usual one, while it is active."""

    def __init__(self) -> None:
        super().__init__()
        self._own: torch.dtype | None = None
        """The precision that the file has set, if it is not the usual one."""

    def forget(self) -> None:
        """Begin with another file, which has set nothing yet."""
        self._own = None

    def stand_in(self) -> None:
        """Have a file's setting noted here, and nothing set."""
        torch.set_default_dtype = self._note
        torch.set_default_tensor_type = self._note_tensor_type

    def _note(self, dtype: torch.dtype) -> None:
        self._own = dtype if dtype in CASTS else None

    def _note_tensor_type(self, kind: Any) -> None:
        name = kind if isinstance(kind, str) else getattr(kind, "__name__", "")
        self._note(torch.float64 if "Double" in name else torch.float16 if "Half" in name else USUAL)

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        kwargs = kwargs or {}
        if self._own is None:
            return func(*args, **kwargs)
        if func is CASTS[self._own]:
            return args[0].to(USUAL)
        named = {name: self._replaced(value) for name, value in kwargs.items()}
        return func(*map(self._replaced, args), **named)

    def _replaced(self, value: Any) -> Any:
        double = isinstance(value, str) and value.endswith("DoubleTensor") and self._own is torch.float64
        return USUAL if double or value is self._own else value
