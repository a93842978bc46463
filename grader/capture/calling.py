"""Call a student's function in several cases, and describe what it returns. Runs in the child.

The process is given inputs alone: what is expected is known to the grader's own process, which compares.
"""

import inspect
import math
import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, Literal

import numpy as np
import safetensors.torch
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from grader.capture.draws import seed_draws
from grader.capture.student_code import StudentCode
from grader.records.capture_protocol import Broken
from grader.records.rehearsal_protocol import CallAnswer, CallArgument, Called, Calls, TrialCall, ValuePart

MOST = 1_000_000
"""Numbers that an answer may hold."""
ITEMS = 64
DEPTH = 4
LARGEST = 1e300
"""What a whole number may be that is told as a float."""
FACTORS = 1
"""The seed of the outputs' factors in the sum that gradients are computed of."""


class Weighted(nn.Module):
    """The model that a function is called with: one matrix, and dropout that only training has."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        self.weight = nn.Parameter(weight.clone())
        self.drop = nn.Dropout(0.5)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits."""
        return self.drop(x.flatten(1)) @ self.weight.T  # type: ignore[no-any-return]


def calls(student: StudentCode, wanted: Calls) -> Called | Broken:
    """Return the answers of all calls; or why the function itself cannot be made."""
    namespace: dict[str, Any] = {"__name__": "submission"}
    try:
        student.execute(wanted.statements, namespace)
        function = _function(namespace, wanted)
    except BaseException as error:
        return student.broken("define", error)
    return Called(tuple(_answer(student, function, call) for call in wanted.calls))


def _function(namespace: dict[str, Any], wanted: Calls) -> Callable[..., Any]:
    name, _, method = wanted.name.partition(".")
    function: Any = namespace[name]
    if inspect.isclass(function):
        if issubclass(function, torch.autograd.Function):
            return function.apply  # type: ignore[no-any-return]
        function = function(*(_Inputs(b"").argument(each) for each in wanted.make))
    called: Callable[..., Any] = getattr(function, method) if method else function
    return called


@dataclass
class _Inputs:
    """The arguments of one call, made anew each time.

    Args:
        data: the tensors.
        times: how often every tensor's rows are repeated.
    """

    data: bytes
    times: int = 1
    leaves: list[Tensor] = field(default_factory=list)
    """The tensors whose gradients are wanted."""
    kept: list[tuple[Any, Any]] = field(default_factory=list)
    """Every tensor and array, with a copy."""

    def __post_init__(self) -> None:
        self._tensors = safetensors.torch.load(self.data) if self.data else {}

    def _tensor(self, name: str) -> Tensor:
        tensor = self._tensors[name].clone()
        return torch.cat([tensor] * self.times) if tensor.dim() and self.times > 1 else tensor

    def argument(self, given: CallArgument) -> Any:
        """Return an argument."""
        match given.kind:
            case "tensor":
                return self._kept(self._tensor(given.name), given.gradient)
            case "array":
                return self._kept(self._tensor(given.name).numpy(), gradient=False)
            case "model":
                return Weighted(self._tensors[given.name])
            case "loader":
                whole = TensorDataset(self._tensor(given.name), self._tensor(given.labels))
                return DataLoader(whole, batch_size=int(given.number))
            case "list":
                return [self.argument(each) for each in given.items]
        plain = {
            "number": given.number, "whole": int(given.number), "flag": bool(given.number), "text": given.text
        }  # fmt: skip
        return plain.get(given.kind)

    def _kept(self, value: Any, gradient: bool) -> Any:
        self.kept.append((value, value.copy() if isinstance(value, np.ndarray) else value.clone()))
        if gradient:
            self.leaves.append(value.requires_grad_())
        return value

    @property
    def unchanged(self) -> bool:
        """Whether all tensors and arrays are what they were."""
        return all(_same(value, copy) for value, copy in self.kept)


def _same(value: Any, copy: Any) -> bool:
    if isinstance(value, Tensor):
        value, copy = value.detach(), copy.detach()
        return value.shape == copy.shape and bool(torch.eq(value, copy).logical_or(value != value).all())
    return value.shape == copy.shape and bool(((value == copy) | (value != value)).all())


def _answer(student: StudentCode, function: Callable[..., Any], call: TrialCall) -> CallAnswer:
    try:
        steps, inputs, result = _call(student, function, call, times=1)
        value, arrays = described(result)
    except BaseException as error:
        return _failed(student.broken("forward", error))
    if sum(each.numel() for each in arrays.values()) > MOST:
        return _failed(Broken("output", "too_large"))
    if call.gradients:
        try:
            arrays |= _gradients(result, inputs.leaves)
        except BaseException as error:
            return _failed(student.broken("output", error))
    return CallAnswer(
        None,
        value,
        safetensors.torch.save(arrays),
        _repeats(student, function, call, value, arrays),
        inputs.unchanged,
        steps,
        _longer(student, function, call),
    )


def _failed(broken: Broken) -> CallAnswer:
    return CallAnswer(broken, None, b"", repeated=True, unchanged=True, operations=0, larger=0)


def _call(
    student: StudentCode, function: Callable[..., Any], call: TrialCall, times: int
) -> tuple[int, _Inputs, Any]:
    """Call the function; return how many steps of Python the student's code did, the inputs, the result."""
    inputs = _Inputs(call.arrays, times)
    arguments = [inputs.argument(each) for each in call.arguments]
    seed_draws(call.seed)
    np.random.seed(call.seed)
    with Steps(student.units) as steps:
        result = function(*arguments)
    return steps.count, inputs, result


def _repeats(
    student: StudentCode,
    function: Callable[..., Any],
    call: TrialCall,
    value: ValuePart,
    arrays: dict[str, Tensor],
) -> bool:
    try:
        again, others = described(_call(student, function, call, times=1)[2])
    except BaseException:
        return False
    same = all(name in arrays and _same(each, arrays[name]) for name, each in others.items())
    return again == value and same


def _longer(student: StudentCode, function: Callable[..., Any], call: TrialCall) -> int:
    """Return the steps for twice as many rows; 0, which no call takes, if the function fails with them."""
    try:
        return max(1, _call(student, function, call, times=2)[0])
    except BaseException:
        return 0


class Steps:
    """Counts the steps of Python's that the student's own code does while it is active.

    Args:
        names: the files of the student's code.
    """

    def __init__(self, names: Collection[str]) -> None:
        self.count = 0
        self._names = names

    def __enter__(self) -> "Steps":
        sys.settrace(self._trace)
        return self

    def __exit__(self, *_error: object) -> None:
        sys.settrace(None)

    def _trace(self, frame: FrameType, _event: str, _arg: object) -> Any:
        if frame.f_code.co_filename not in self._names:
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return self._step

    def _step(self, _frame: FrameType, event: str, _arg: object) -> Any:
        self.count += event == "opcode"
        return self._step


# -- what comes back -------------------------------------------------------------------------------------


def described(result: Any) -> tuple[ValuePart, dict[str, Tensor]]:
    """Return the form of a value, and the arrays in it by name."""
    arrays: dict[str, Tensor] = {}
    return _piece(result, arrays, DEPTH), arrays


def _piece(value: Any, arrays: dict[str, Tensor], depth: int) -> ValuePart:
    if isinstance(value, Tensor):
        return _array("tensor", value.detach(), arrays)
    if isinstance(value, np.ndarray | np.generic) and _is_numeric(value):
        return _array("array", torch.from_numpy(np.array(value)), arrays)
    if value is None:
        return ValuePart("none")
    if isinstance(value, bool | int | float):
        return _number(value)
    if isinstance(value, str):
        return ValuePart("text", name=value[:200])
    if isinstance(value, tuple | list | dict) and depth and len(value) <= ITEMS:
        items = value.values() if isinstance(value, dict) else value
        kind = "dict" if isinstance(value, dict) else "tuple" if isinstance(value, tuple) else "list"
        return ValuePart(kind, items=tuple(_piece(each, arrays, depth - 1) for each in items))  # type: ignore[arg-type]
    return _other(value)


def _number(value: float) -> ValuePart:
    kind: Literal["bool", "int", "float"] = (
        "bool" if isinstance(value, bool) else "int" if isinstance(value, int) else "float"
    )
    number = float(value) if abs(value) < LARGEST else math.nan
    return ValuePart(kind, number=number if math.isfinite(number) else None)


def _is_numeric(value: Any) -> bool:
    return value.dtype.kind in "biuf" and value.dtype.itemsize <= 8 and value.dtype.name != "float128"


def _other(value: Any) -> ValuePart:
    return ValuePart("other", name=type(value).__name__[:200])


def _array(kind: Any, value: Tensor, arrays: dict[str, Tensor]) -> ValuePart:
    if value.layout is not torch.strided or value.is_complex():
        return _other(value)
    value = value.as_subclass(Tensor)
    name = f"array {len(arrays)}"
    arrays[name] = value.contiguous().clone()
    return ValuePart(kind, array=name)


def _gradients(result: Any, leaves: list[Tensor]) -> dict[str, Tensor]:
    """Return the gradients of a sum of all outputs, each with a random factor."""
    outputs = [each for each in _floats(result) if each.requires_grad]
    if not outputs:
        return {}
    draw = torch.Generator().manual_seed(FACTORS)
    loss = sum((each.double() * torch.randn(each.shape, generator=draw).double()).sum() for each in outputs)
    assert isinstance(loss, Tensor)
    found = torch.autograd.grad(loss, leaves, allow_unused=True)
    return {f"gradient {index}": each.contiguous() for index, each in enumerate(found) if each is not None}


def _floats(value: Any) -> Iterator[Tensor]:
    if isinstance(value, Tensor):
        if value.is_floating_point():
            yield value
    elif isinstance(value, tuple | list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _floats(item)
