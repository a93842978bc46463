"""Record the forward passes of a model, and say what is wrong with a model that has none to record."""

import contextlib
import re
import sys
import time
from collections.abc import Callable
from typing import Any

import msgspec
import torch
from torch import nn
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook

from grader.capture import backward, batch_sizes, probes, results, rows
from grader.capture.names import enclosed, misnamed
from grader.capture.open_arguments import required
from grader.capture.record import Recorder, Recording
from grader.capture.student_code import Started, Stop, StudentCode, stage
from grader.capture.trace import Record, trace
from grader.records.capture_protocol import (
    Broken,
    Job,
    Reason,
)
from grader.records.graph import Graph, Module, Remark
from grader.records.source import Line

SIZES = (2, 3)
"""Two batch sizes: small, so that tracing is quick, and above 1, because batch norm cannot train with 1."""

TRYING = 6.0
"""Seconds that other batch sizes may take, as estimated from the first try."""

NOT_BORROWED = {"submission", "torch", *sys.stdlib_module_names}
"""Packages whose classes do not count as borrowed when a student's class inherits from them."""


def graph_of(student: StudentCode, job: Job, model: Any) -> Graph:
    """Trace the model at two batch sizes, or at the only one that it works with.

    Raises:
        Stop: it is not a module, its forward fails, or a Graph cannot hold what it does.
    """
    if not isinstance(model, nn.Module):
        raise Stop(Broken("make", "not_a_module", type(model).__name__))
    if not has_forward(model) and type(model).__call__ is nn.Module.__call__:
        raise Stop(without_forward(student, model))
    called = model.forward if has_forward(model) else model.__call__
    must_take_what_is_given(student, called, max(1, len(job.given)))
    forward = student.line_of(called)
    with stage(student, "forward", forward):
        record, modules = recorder(student, model, job)
    begun = time.monotonic()
    signature = (job.input, modules, job.given, job.returns)
    try:
        with stage(student, "forward", forward):
            return with_remarks(student, trace(record, SIZES, *signature))
    except Stop as stop:
        first = without_init(student, model, stop.outcome)
    seconds = (time.monotonic() - begun) / SIZES[0]
    for size in batch_sizes.built_in(first):
        if seconds * size < TRYING:
            with contextlib.suppress(Stop), stage(student, "forward"):
                return with_remarks(student, trace(record, (size,), *signature))
    raise Stop(first)


def with_remarks(student: StudentCode, graph: Graph) -> Graph:
    """Return the Graph with remarks on the autograd.Functions that forward has applied."""
    remarks = (*graph.remarks, *backward.remarks(student.applied))
    return msgspec.structs.replace(graph, remarks=remarks)


def has_forward(model: nn.Module) -> bool:
    """Return whether a model has a forward of its own."""
    return type(model).forward is not nn.Module.forward or "forward" in vars(model)


def must_take_what_is_given(student: StudentCode, forward: Callable[..., Any], given: int) -> None:
    """Return if forward can be called with the images alone, or with so many things as are given.

    Raises:
        Stop: it asks for more; the outcome names what, and the line of its definition.
    """
    asked = required(forward)
    if len(asked) > given:
        at = student.line_of(forward)
        raise Stop(Broken("forward", "asks_for_more", ", ".join(asked[given:]), "", (at,) if at else ()))


def without_forward(student: StudentCode, model: nn.Module) -> Broken:
    """Describe a model without forward, with the method that was probably meant as such."""
    broken = Broken("forward", "no_forward", type(model).__name__)
    method = misnamed(type(model), "forward")
    if method is None and (inner := enclosed(type(model), "forward")) is not None:
        at = Line(student.units[inner.co_filename], inner.co_firstlineno)
        return msgspec.structs.replace(broken, reason="enclosed_forward", lines=(at,))
    return student.blaming(method, broken) if method else broken


def without_init(student: StudentCode, model: nn.Module, broken: Broken) -> Broken:
    """Return why a model failed: if it lacks what a method makes that was meant as `__init__`, that."""
    lacks = re.search(r"object has no attribute '(\w+)'", broken.message)
    method = misnamed(type(model), "__init__")
    if not lacks or method is None or type(model).__init__ is not nn.Module.__init__:
        return broken
    with contextlib.suppress(Stop), stage(student, "make"):
        method(model)
    if not hasattr(model, lacks[1]):
        return broken
    return student.blaming(method, msgspec.structs.replace(broken, reason="no_init"))


def recorder(student: StudentCode, model: nn.Module, job: Job) -> tuple[Record, list[Module]]:
    """Return a function that records one forward pass, and a description of the submodules."""
    shape = job.input
    if any(nn.parameter.is_lazy(parameter) for parameter in model.parameters()):
        with torch.no_grad():
            model(
                *rows.cut(torch.zeros(SIZES[0], *shape), job.given)
            )  # a lazy layer gets its weights from the first batch
    paths = {id(module): path for path, module in model.named_modules()}
    modules = [
        Module(path, _kind(module), student.made.get(id(module))) for path, module in model.named_modules()
    ]
    made = {id(buffer): buffer for each in (model, *student.modules) for buffer in each.buffers()}
    buffers = [(buffer, buffer.clone()) for buffer in made.values() if not nn.parameter.is_lazy(buffer)]
    named = [(each, dict(each._buffers)) for each in dict.fromkeys((*model.modules(), *student.modules))]

    def record(size: int, training: bool, probe: probes.Probe) -> Recording:
        for module, own in named:  # `self.mean = …` has put another tensor in a buffer's place
            for name, buffer in own.items():
                module._buffers[name] = buffer
        for buffer, initial in buffers:
            buffer.copy_(initial)
        model.train(training)
        student.no_grads = 0
        batch = rows.drawn(size, shape, job.given, lambda sizes: probes.images(probe, sizes))
        examples = rows.cut(batch, job.given)
        probes.seed(probe)
        before_drawing = probes.state()
        mode = Recorder(model, examples, paths, student.units, lambda: student.no_grads > 0)
        student.started = Started(tuple(examples[0].shape), mode, dict(model.named_modules()))
        before = register_module_forward_pre_hook(lambda module, _args: mode.enter(module))
        after = register_module_forward_hook(lambda _module, _args, _out: mode.leave())
        try:
            with torch.inference_mode(), mode:
                result = model(*examples)
        finally:
            before.remove()
            after.remove()
        tensors, remarks = the_tensors(student, job, result, size, lambda: model(*examples))
        mode.note_frozen(model)
        mode.recording.outputs = [mode.reference(tensor) for tensor in tensors]
        mode.recording.remarks.extend([*student.remarks, *remarks])
        mode.recording.drew = probes.drew(before_drawing, reads=bool(mode.recording.reads))
        return mode.recording

    return record, modules


def the_tensors(
    student: StudentCode, job: Job, result: Any, size: int, forward: Callable[[], Any]
) -> tuple[list[torch.Tensor], list[Remark]]:
    """Return the tensor that forward returns, or the right one in what it returns, which is remarked.

    If an assignment asks for several by name, they are returned, and nothing is to be remarked.

    Raises:
        Stop: there is none.
    """
    if result is None:
        with torch.inference_mode():
            at = results.line_of_return(forward, student.units, of_nothing=True)
        raise Stop(Broken("output", "returns_none", lines=(at,) if at else ()))
    values = results.named(result)
    if job.returns:
        if (asked := results.chosen(values, job.returns)) is not None:
            return asked, []
        with torch.inference_mode():
            at = results.line_of_return(forward, student.units)
        kind, names = type(result).__name__, ", ".join(job.returns)
        raise Stop(Broken("output", "returns_fewer", kind, names, (at,) if at else ()))
    if isinstance(result, torch.Tensor):
        return [result], []
    name = results.right(values, job.outputs, size)
    with torch.inference_mode():
        at = results.line_of_return(forward, student.units)
    if name is not None:
        return [values[name]], [results.remark(result, name, at)]
    reason: Reason = "returns_several" if values else "returns_other"
    count = str(len(values)) if values else ""
    raise Stop(Broken("output", reason, type(result).__name__, count, (at,) if at else ()))


def _kind(module: nn.Module) -> str:
    """Return the name of a class or of the base class it borrows, with its package unless a student's."""
    kind = type(module)
    borrowed = (base for base in kind.__mro__ if str(base.__module__).split(".")[0] not in NOT_BORROWED)
    kind = next(borrowed, kind)
    return kind.__name__ if kind.__module__ == "submission" else f"{kind.__module__}.{kind.__qualname__}"
