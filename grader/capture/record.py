"""Record the operations of one forward pass. Runs in the child.

Under `torch.inference_mode()`, a dispatch mode sees ATen operations before torch decomposes the composite
ones, so that `linear`, `conv2d`, `dropout` and `batch_norm` remain whole. An operation that is not in the
table is decomposed, by `grader.capture.expansions` or by torch; one that cannot be is recorded as opaque, by
its name, what it reads and the shapes of what it makes.

Equivalent operations are recorded in one form: in-place operations become their functional counterparts, and
every view, reshape, flatten and squeeze(dim) becomes a reshape to the resulting shape.
"""

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import msgspec
import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

from grader.capture.expansions import EXPANSIONS
from grader.capture.operations import ALLOWED, DRAWING, canonical, name_of, resolve
from grader.capture.validate import DTYPES
from grader.records.capture_protocol import Reason
from grader.records.graph import (
    OPAQUE,
    Argument,
    Dtype,
    Input,
    Reference,
    Remark,
    Scalar,
    Tensor,
    Value,
    Weight,
)
from grader.records.source import Line

RESHAPES = {
    "view.default", "_unsafe_view.default", "reshape.default", "_reshape_alias.default", "view_as.default",
    "reshape_as.default", "flatten.using_ints", "unflatten.int", "squeeze.dim", "squeeze.dims",
    "unsqueeze.default",
}  # fmt: skip
IN_PLACE_VIEWS = {
    "squeeze_.default", "squeeze_.dim", "squeeze_.dims", "unsqueeze_.default", "t_.default",
    "transpose_.default", "swapaxes_.default", "swapdims_.default",
}  # fmt: skip
"""They change how a tensor is laid out, and none of its numbers."""
VIEWS = {"reshape.default", "permute.default", "slice.Tensor", "select.int"}
IDENTITIES = {"contiguous.default", "clone.default", "alias.default", "lift_fresh.default", "lift.default"}
INSTEAD = {
    "empty.memory_format": "zeros.default",
    "empty_like.default": "zeros_like.default",
    "new_empty.default": "new_zeros.default",
    "rand.generator": "rand.default",
    "randn.generator": "randn.default",
    "randint.generator": "randint.default",
    "randint.low_generator": "randint.low",
    "randperm.generator": "randperm.default",
}
"""Replacements of operations that return uninitialised memory, whose contents a Graph cannot express, and of
draws from a generator of the student's own."""
FUNCTIONAL = {
    "normal_.default": "normal_functional.default",
    "bernoulli_.float": "bernoulli.p",
}
"""Operations in place whose functional counterparts have other names."""
READS_VALUES = {"item.default", "_local_scalar_dense.default", "is_nonzero.default", "equal.default"}
NOT_RECORDED = torch.device | torch.layout | torch.memory_format | torch.Generator
"""Types of arguments that are chosen by who computes a Graph."""
CONSTANT_ELEMENTS = 64
"""Maximum elements of a constant, enough for means, deviations and small kernels, not for a trained model."""


class Refused(Exception):  # noqa: N818 - a refusal is an outcome, not a fault
    """Raised if the model does something that a Graph cannot hold."""

    def __init__(self, reason: Reason, detail: str = "", line: Line | None = None) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
        self.line = line


@dataclass(frozen=True)
class RecordedCall:
    """A node whose integers still belong to one batch size."""

    op: str
    args: tuple[Argument, ...]
    shapes: tuple[tuple[int, ...], ...]
    module: str
    at: Line | None


@dataclass
class Recording:
    """The record of one forward pass."""

    calls: list[RecordedCall] = field(default_factory=list)
    tensors: list[Tensor] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    reads: list[Line | None] = field(default_factory=list)
    """The lines that take a value out of a tensor, which Python may then branch on."""
    drew: bool = False
    """Whether a random number may have decided what Python did."""
    outputs: list[Reference] = field(default_factory=lambda: [Input()])


@dataclass
class _Known:
    tensor: torch.Tensor  # kept alive, so that no other tensor can take over its id
    reference: Reference
    writes: int  # how often its storage had been written to when it got this reference
    view: tuple[torch.Tensor, str, tuple[Argument, ...]] | None = None  # the viewed tensor and the operation


class Recorder(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Records what happens to `examples` while the mode is active.

    Args:
        model: the model, whose parameters and buffers are known by name; any other tensor is a constant.
        examples: what the model is called with.
        paths: the path of every submodule, by id.
        names: the units of the student's code, by file name.
        without_gradient: returns whether the student's code is inside its own `torch.no_grad()`.
    """

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # otherwise the first operation imports torch's compiler, which takes 1 s

    def __init__(
        self,
        model: nn.Module,
        examples: Sequence[torch.Tensor],
        paths: dict[int, str],
        names: dict[str, int],
        without_gradient: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.recording = Recording()
        self._paths = paths
        self._names = names
        self._without_gradient = without_gradient
        self._modules: list[str] = []
        self._taken_apart: list[str] = []
        """The operations that torch is taking apart, the outermost first."""
        self._known: dict[int, _Known] = {}
        self._writes: dict[int, int] = {}
        for index, example in enumerate(examples):
            self._bind(example, Input(index))
        for name, parameter in model.named_parameters():
            self._add_weight(parameter, name, "parameter")
        for name, buffer in model.named_buffers():
            self._add_weight(buffer, name, "buffer")

    # -- called by the child's forward hooks ---------------------------------------------------------

    def enter(self, module: nn.Module) -> None:
        """Note that a module's forward begins."""
        self._modules.append(self._paths.get(id(module), ""))

    def leave(self) -> None:
        """Note that a module's forward ends."""
        if self._modules:
            self._modules.pop()

    def note_frozen(self, model: nn.Module) -> None:
        """Note which parameters forward has frozen, or made free again: so they are from then on."""
        for index, parameter in enumerate(model.parameters()):
            frozen = parameter.is_floating_point() and not parameter.requires_grad
            if self.recording.tensors[index].frozen != frozen:
                self.recording.tensors[index] = msgspec.structs.replace(
                    self.recording.tensors[index], frozen=frozen
                )

    @property
    def inside(self) -> str:
        """The path of the module whose forward is running; after an error, of the one that raised it."""
        return self._modules[-1] if self._modules else ""

    def reference(self, tensor: torch.Tensor) -> Reference:
        """Return what a tensor is: the input, a node's result, or a tensor of the model."""
        known = self._known.get(id(tensor))
        if known is None:
            return self._add_constant(tensor)
        if self._writes.get(_storage(tensor), 0) != known.writes:
            raise Refused("in_place", line=self._line())
        return known.reference

    # -- the mode ------------------------------------------------------------------------------------

    def __torch_dispatch__(
        self,
        func: torch._ops.OpOverload,
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        kwargs = kwargs or {}
        name = name_of(func)
        if func._schema.name.startswith("prim::"):
            return func(*args, **kwargs)
        if name in READS_VALUES:
            self.recording.reads.append(self._line())
            return func(*args, **kwargs)
        if name in IDENTITIES or name in RESHAPES:
            return self._rename(name, func, args, kwargs)
        if name in ("transpose.int", "t.default", "permute.default"):
            return self._permute(name, func, args, kwargs)
        if name in IN_PLACE_VIEWS:
            return self._lay_out(name, func, args, kwargs)
        if name in EXPANSIONS:
            with self:
                result = EXPANSIONS[name](*args, **kwargs)
            if result is not NotImplemented:
                return result
        if func._schema.is_mutable:
            return self._mutate(name, func, args, kwargs)
        if name.startswith(("to.", "_to_copy.", "type_as.")):
            return self._convert(name, func, args, kwargs)
        if name in INSTEAD:
            name = INSTEAD[name]
            func = resolve(name)
            kwargs = {
                key: value for key, value in kwargs.items() if key not in ("memory_format", "generator")
            }
        if name in ALLOWED:
            arguments = self._arguments(func, args, kwargs)
            result = func(*args, **kwargs)
            second = args[1] if len(args) > 1 and isinstance(args[1], torch.Tensor) else None
            weight = None if second is None else tuple(second.shape)
            self._write_down(*canonical(name, arguments, weight), result)
            self._note_view(name, args, result)
            if self._without_gradient() and name not in VIEWS:
                self._detach(result)
            return result
        self._taken_apart.append(name)
        try:
            with self:
                result = func.decompose(*args, **kwargs)
        finally:
            self._taken_apart.pop()
        return self._opaque(name, func, args, kwargs) if result is NotImplemented else result

    def _opaque(self, name: str, func: torch._ops.OpOverload, args: Any, kwargs: Any) -> Any:
        """Record an operation that is not in the table by what it reads, and what it makes or writes to.

        What makes no tensor, such as a profiler's mark, leaves no trace.
        """
        reads = tuple(self.reference(tensor) for tensor in _tensors((args, kwargs)))
        written = _written(func, args, kwargs)
        result = func(*args, **kwargs)
        made = [*written, *(each for each in _tensors(result) if all(each is not one for one in written))]
        for target in written:
            self._writes[_storage(target)] = self._writes.get(_storage(target), 0) + 1
        if made:
            types = tuple(_stand_in_type(tensor) for tensor in made)
            called = (*self._taken_apart, name)[0]  # of what torch takes apart, what the student called
            self._write_down(OPAQUE, (called.split(".")[0].strip("_"), reads, types), made)
        return result

    def _rename(self, name: str, func: torch._ops.OpOverload, args: Any, kwargs: Any) -> Any:
        source = args[0]
        reference = self.reference(source)
        result = func(*args, **kwargs)
        if result is source:
            return result
        if name in RESHAPES and tuple(result.shape) != tuple(source.shape):
            self._write_down("reshape.default", (reference, tuple(result.shape)), result)
            self._note_view("reshape.default", args, result)
        else:
            self._bind(result, reference)
        return result

    def _permute(self, name: str, func: torch._ops.OpOverload, args: Any, kwargs: Any) -> Any:
        source = args[0]
        reference = self.reference(source)
        order = list(range(source.dim()))
        if name == "permute.default":
            order = [axis % source.dim() for axis in args[1]]
        elif source.dim() > 1:
            first, second = args[1:3] if name == "transpose.int" else (0, 1)
            order[first], order[second] = order[second], order[first]
        result = func(*args, **kwargs)
        self._write_down("permute.default", (reference, tuple(order)), result)
        self._note_view("permute.default", args, result)
        return result

    def _lay_out(self, name: str, func: torch._ops.OpOverload, args: Any, kwargs: Any) -> Any:
        """Record a view in place: the tensor itself has another shape from here on."""
        target = args[0]
        reference, before = self.reference(target), tuple(target.shape)
        turns = [dim % len(before) for dim in args[1:3]] if len(args) == 3 else [0, 1]
        result = func(*args, **kwargs)
        if "squeeze" in name:
            self._write_down("reshape.default", (reference, tuple(target.shape)), target)
        elif len(before) > 1:
            order = list(range(len(before)))
            order[turns[0]], order[turns[1]] = order[turns[1]], order[turns[0]]
            self._write_down("permute.default", (reference, tuple(order)), target)
        return result

    def _convert(self, name: str, func: torch._ops.OpOverload, args: Any, kwargs: Any) -> Any:
        source = args[0]
        reference = self.reference(source)
        result = func(*args, **kwargs)
        if result is source:
            return result
        if str(result.dtype).removeprefix("torch.") not in DTYPES:  # such as complex numbers
            return self._opaque(name, func, args, kwargs)
        if result.dtype == source.dtype:
            self._bind(result, reference)
        else:
            dtype = Dtype(str(result.dtype).removeprefix("torch."))
            self._write_down("to.dtype", (reference, dtype, False, False, None), result)
        return result

    def _mutate(self, name: str, func: torch._ops.OpOverload, args: Any, kwargs: Any) -> Any:
        """Record an in-place operation as its functional counterpart, and rebind its target to the result."""
        packet, overload = name.split(".")
        target = args[0] if args and isinstance(args[0], torch.Tensor) else None
        if target is None or not packet.endswith("_") or packet.endswith("__"):
            return self._opaque(name, func, args, kwargs)
        if isinstance(target, nn.Parameter) and packet.removesuffix("_") in DRAWING:
            raise Refused("random", packet, self._line())  # a layer that is made in forward
        arguments = self._arguments(func, args, kwargs)
        functional = FUNCTIONAL.get(name, f"{packet.removesuffix('_')}.{overload}")
        if functional in ("copy.default", "fill.Tensor"):
            functional, arguments = "expand.default", (arguments[1], tuple(target.shape), False)
        elif functional in ("fill.Scalar", "zero.default"):
            value = arguments[1] if functional == "fill.Scalar" else 0
            functional, arguments = "full_like.default", (arguments[0], value, *[None] * 5)
        if functional in EXPANSIONS:
            with self:
                made = EXPANSIONS[functional](*args, **kwargs)
                return (
                    self._opaque(name, func, args, kwargs) if made is NotImplemented else target.copy_(made)
                )
        if functional not in ALLOWED:
            return self._opaque(name, func, args, kwargs)
        shape = tuple(target.shape)
        result = func(*args, **kwargs)
        if tuple(target.shape) != shape:
            raise Refused("in_place", packet, self._line())
        view = self._known[id(target)].view if id(target) in self._known else None
        self._writes[_storage(target)] = self._writes.get(_storage(target), 0) + 1
        self._write_down(functional, arguments, target)
        self._write_back(target, view)
        return result

    def _note_view(self, name: str, args: Any, result: Any) -> None:
        """Remember that `result` is a view of another tensor, in case it is written to."""
        if name in VIEWS and _storage(result) == _storage(args[0]):
            self._known[id(result)].view = (args[0], name, self.recording.calls[-1].args)

    def _write_back(self, part: torch.Tensor, view: Any) -> None:
        """Record that a write to a view has also changed the tensor that it is a part of."""
        if view is None:
            return
        whole, name, arguments = view
        changed = self._known[id(part)].reference
        known = self._known[id(whole)]
        if name == "reshape.default":
            scatter, args = "reshape.default", (changed, tuple(whole.shape))
        elif name == "permute.default":
            order = arguments[1]
            scatter, args = "permute.default", (changed, tuple(order.index(i) for i in range(len(order))))
        else:
            scatter = f"{name.split('.')[0]}_scatter.default"
            args = (known.reference, changed, *arguments[1:])
        outer = known.view
        self._write_down(scatter, args, whole)
        self._write_back(whole, outer)

    # -- recording -----------------------------------------------------------------------------------

    def _write_down(self, name: str, args: tuple[Argument, ...], result: Any) -> None:
        results = list(result) if isinstance(result, tuple | list) else [result]
        node = len(self.recording.calls)
        shapes = tuple(tuple(tensor.shape) for tensor in results)
        path = self._modules[-1] if self._modules else ""
        self.recording.calls.append(RecordedCall(name, args, shapes, path, self._line()))
        for out, tensor in enumerate(results):
            self._bind(tensor, Value(node, out))

    def _detach(self, result: Any) -> None:
        """Record that no gradient flows back through what was computed inside `torch.no_grad()`."""
        for tensor in result if isinstance(result, tuple | list) else [result]:
            if tensor.is_floating_point():
                self._write_down("detach.default", (self.reference(tensor),), tensor)

    def _arguments(self, func: torch._ops.OpOverload, args: Any, kwargs: Any) -> tuple[Argument, ...]:
        """Return all arguments in the schema's order, including defaults."""
        out: list[Argument] = []
        for index, argument in enumerate(func._schema.arguments):
            if index < len(args):
                value = args[index]
            elif argument.name in kwargs:
                value = kwargs[argument.name]
            else:
                value = argument.default_value if argument.has_default_value() else None
            is_code = type(value) is int and "ScalarType" in str(argument.real_type)  # of a default type
            out.append(None if is_code else self._argument(value))
        return tuple(out)

    def _argument(self, value: Any) -> Argument:
        if isinstance(value, tuple | list):
            return tuple(self._scalar(item) for item in value)
        return self._scalar(value)

    def _scalar(self, value: Any) -> Scalar:
        if isinstance(value, torch.Tensor):
            return self.reference(value)
        if isinstance(value, torch.dtype):
            return Dtype(str(value).removeprefix("torch."))
        if value is None or isinstance(value, NOT_RECORDED):
            return None
        if isinstance(value, float) and math.isnan(value):
            raise Refused("unsupported", "NaN", self._line())  # nor does it equal itself in another pass
        if isinstance(value, float) and math.isinf(value):
            return math.copysign(torch.finfo(torch.float32).max, value)  # JSON has no infinity
        if isinstance(value, bool | int | float | str):
            return value
        raise Refused("unsupported", type(value).__name__, self._line())

    def _bind(self, tensor: torch.Tensor, reference: Reference) -> None:
        self._known[id(tensor)] = _Known(tensor, reference, self._writes.get(_storage(tensor), 0))

    def _add_weight(self, tensor: torch.Tensor, name: str, kind: Any) -> Reference:
        reference = Weight(len(self.recording.tensors))
        self.recording.tensors.append(describe(tensor, name, kind))
        self._bind(tensor, reference)
        return reference

    def _add_constant(self, tensor: torch.Tensor) -> Reference:
        """Add a tensor that no operation made: a plain attribute, a literal, or a result of numpy."""
        name = f"constant{len(self.recording.tensors)}"
        if isinstance(tensor, nn.Parameter):
            return self._add_weight(tensor, name, "unregistered")
        return self._add_weight(tensor, name, "constant")

    def _line(self) -> Line | None:
        return innermost_line(sys._getframe(), self._names)


def innermost_line(frame: FrameType | None, names: dict[str, int]) -> Line | None:
    """Return the innermost line of the student's code on the stack."""
    while frame is not None:
        unit = names.get(frame.f_code.co_filename)
        if unit is not None:
            return Line(unit, frame.f_lineno)
        frame = frame.f_back
    return None


def describe(tensor: torch.Tensor, name: str, kind: Any) -> Tensor:
    """Describe a tensor of the model, with its values only if they are all equal or a small constant's."""
    values: float | tuple[float, ...] | None = None
    flat = tensor.detach().flatten()
    if flat.numel() == 1 and kind in ("parameter", "unregistered"):
        values = None if _drawn(flat) else float(flat)
    elif len(set(flat[:2].tolist())) == 1 and bool((flat == flat[0]).all()):  # two suffice for most weights
        values = float(flat[0])
    elif kind in ("constant", "buffer") and flat.numel() <= CONSTANT_ELEMENTS:
        values = tuple(float(element) for element in flat)
    dtype = str(tensor.dtype).removeprefix("torch.")
    frozen = kind == "parameter" and tensor.is_floating_point() and not tensor.requires_grad
    return Tensor(name, kind, tuple(tensor.shape), values, dtype, frozen)


def _drawn(element: torch.Tensor) -> bool:
    """Return whether a number looks random: a number that somebody wrote (0, 1, 0.25) has at most 3 digits.

    The bias of a layer with one output is such a random number, and is not part of the model.
    """
    written = torch.tensor(float(f"{float(element):.3g}"), dtype=element.dtype)
    return not torch.equal(written, element.reshape(()))


def _stand_in_type(tensor: torch.Tensor) -> Dtype:
    """Return the type of the zeros that stand for a tensor: its own, if a Graph can hold that."""
    name = str(tensor.dtype).removeprefix("torch.")
    return Dtype(name if name in DTYPES else "float32")


def _tensors(value: Any) -> list[torch.Tensor]:
    """Return all tensors in a value, in order."""
    if isinstance(value, torch.Tensor):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, tuple | list) else ()
    return [tensor for item in items for tensor in _tensors(item)]


def _written(func: torch._ops.OpOverload, args: Any, kwargs: Any) -> list[torch.Tensor]:
    """Return the tensors that an operation writes to."""
    written: list[torch.Tensor] = []
    for index, argument in enumerate(func._schema.arguments):
        if argument.alias_info is not None and argument.alias_info.is_write:
            written += _tensors(args[index] if index < len(args) else kwargs.get(argument.name))
    return written


def _storage(tensor: torch.Tensor) -> int:
    return tensor.untyped_storage().data_ptr()
