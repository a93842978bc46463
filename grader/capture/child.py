"""The only file that runs a student's code, in a process that `grader.confinement` made for it.

Standard input brings one line of JSON, a `Request`. For every job, one line of JSON goes out, a `Captured` or
a `Broken`, through a pipe that is set aside before any student code runs; what the student prints goes to
standard error. The pipe of the request stays open: when it closes, the parent is gone, and this process ends.
"""

import ast
import builtins
import contextlib
import functools
import itertools
import linecache
import os
import re
import sys
import threading
import time
import traceback
import types
import warnings
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import msgspec
import torch
from torch import nn
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook

from grader.capture import backward, batch_sizes, probes, results, rows
from grader.capture.calling import calls
from grader.capture.draws import seed_draws
from grader.capture.missing_packages import stand_in_for_missing
from grader.capture.names import enclosed, misnamed, suggestion
from grader.capture.open_arguments import call, open_name, required, with_value
from grader.capture.precision import UsualPrecision
from grader.capture.record import Recorder, Recording, Refused, innermost_line
from grader.capture.rehearsal.load import load
from grader.capture.rehearsal.rehearse import rehearse
from grader.capture.torch_patches import OnCpu, stand_in
from grader.capture.trace import Record, trace
from grader.capture.warm_up import prepare
from grader.capture.without_people import stand_in_for_people
from grader.records.capture_protocol import (
    Broken,
    Captured,
    Job,
    Outcome,
    ProgramText,
    Reason,
    Request,
    Stage,
)
from grader.records.graph import Batch, Graph, Module, Remark, Value
from grader.records.rehearsal_protocol import Done, Loading, Rehearsal, Work, WorkRequest
from grader.records.source import Line, Maker, Statement

__all__ = ["main", "prepare"]

SIZES = (2, 3)
"""Two batch sizes: small, so that tracing is quick, and above 1, because batch norm cannot train with 1."""
TRYING = 6.0
"""Seconds that other batch sizes may take, as estimated from the first try."""
SHAPES = 40
"""Maximum number of shapes that are told of a failure, the last ones."""
NOT_BORROWED = {"submission", "torch", *sys.stdlib_module_names}
"""Packages whose classes do not count as borrowed when a student's class inherits from them."""


_DEFINITION = ast.ClassDef | ast.FunctionDef


class Stop(Exception):  # noqa: N818 - carries an outcome to the end of a job
    """Ends the job with an outcome."""

    def __init__(self, outcome: Broken) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


class StudentCode:
    """The student's code of one request: parses it, runs it, and finds its lines when it fails."""

    def __init__(self, programs: tuple[ProgramText, ...]) -> None:
        self.programs = programs
        self.units = {program.name: index for index, program in enumerate(programs)}
        self.made: dict[int, Line | None] = {}
        self.remarks: list[Remark] = []
        self.precision = UsualPrecision()
        self.applied: list[backward.AppliedFunction] = []
        """The autograd.Functions that forward has applied."""
        self.modules: weakref.WeakSet[nn.Module] = weakref.WeakSet()
        """All modules that were made, those in a Python list as well."""
        self.no_grads = 0
        """The number of the student's own `torch.no_grad()` that are open."""
        self.usual: tuple[str, ...] = ()
        """Names of torch that the assignment's own models use."""
        self.started: Started | None = None
        """The forward pass that was begun last."""
        self._bodies: dict[int, list[ast.stmt]] = {}
        for program in programs:
            lines = program.text.splitlines(keepends=True)
            linecache.cache[program.name] = (len(program.text), None, lines, program.name)

    def line(self) -> Line | None:
        """Return the student's line that is being executed."""
        return innermost_line(sys._getframe(), self.units)

    def line_of(self, function: Any) -> Line | None:
        """Return the line where a function of the student's begins."""
        code = getattr(function, "__code__", None)
        if code is None or code.co_filename not in self.units:
            return None
        return Line(self.units[code.co_filename], code.co_firstlineno)

    def execute(self, statements: tuple[Statement, ...], namespace: dict[str, Any]) -> None:
        """Run top-level statements in order, in a namespace."""
        for statement in statements:
            module = ast.Module([self.parse(statement)], [])
            exec(compile(module, self.programs[statement.unit].name, "exec"), namespace)

    def parse(self, statement: Statement) -> ast.stmt:
        """Return the syntax tree of a top-level statement; each unit is parsed once, when first needed."""
        if statement.unit not in self._bodies:
            self._bodies[statement.unit] = ast.parse(self.programs[statement.unit].text).body
        return self._bodies[statement.unit][statement.index]

    def broken(self, stage: Stage, error: BaseException, called: Line | None = None) -> Broken:
        """Describe an exception, with the student's own lines in its traceback, else the line `called`."""
        frames = traceback.extract_tb(error.__traceback__)
        lines = [
            Line(self.units[frame.filename], frame.lineno)
            for frame in frames
            if frame.filename in self.units and frame.lineno
        ]
        if isinstance(error, SyntaxError) and error.filename in self.units and error.lineno:
            return Broken(stage, "exception", "SyntaxError", error.msg, (self._blamed(error),))
        if not lines and called is not None:
            lines = [called]
        reason: Reason = "exception"
        if isinstance(error, SystemExit | KeyboardInterrupt):
            reason = "exit"
        elif isinstance(error, MemoryError) or "can't allocate memory" in str(error):
            reason = "memory"
        return self.located(
            Broken(
                stage,
                reason,
                type(error).__name__,
                str(error)[:2000],
                tuple(lines[-10:]),
                hint=suggestion(error, self.usual, self._defined()),
            )
        )

    def _defined(self) -> list[str]:
        """Return the names of the file's classes and functions, also of those that the model does not use."""
        found = []
        for program in self.programs:
            with contextlib.suppress(SyntaxError):
                found += [each.name for each in ast.parse(program.text).body if isinstance(each, _DEFINITION)]
        return found

    def _blamed(self, error: SyntaxError) -> Line:
        """Return the line of an error that only compiling shows, such as `return` outside a function."""
        return Line(self.units[error.filename or ""], error.lineno or 1)

    def located(self, broken: Broken) -> Broken:
        """Add how far forward had got."""
        if self.started is None:
            return broken
        operations, shapes = self.started.reached()
        module = self.started.modules.get(self.started.recorder.inside)
        made = self.made.get(id(module)) if str(type(module).__module__).startswith("torch.") else None
        return msgspec.structs.replace(broken, operations=operations, shapes=shapes, made=made)

    def blaming(self, method: types.FunctionType, broken: Broken) -> Broken:
        """Point at a method whose name is wrong."""
        at = self.line_of(method)
        return msgspec.structs.replace(broken, hint=method.__name__, lines=(at,) if at else ())


@dataclass(frozen=True)
class Started:
    """A forward pass that was begun."""

    batch: tuple[int, ...]
    recorder: Recorder
    modules: dict[str, nn.Module]
    """The submodules by path."""

    def reached(self) -> tuple[int, tuple[tuple[int, ...], ...]]:
        """Return the number of operations that were done, and the last shapes, each repeated one once."""
        calls = self.recorder.recording.calls
        results = [call.shapes[0] for call in calls if call.shapes]
        shapes = [shape for shape, _ in itertools.groupby([self.batch, *results])]
        return len(calls), (shapes[0], *shapes[1:][-SHAPES:])


@contextlib.contextmanager
def stage(student: StudentCode, name: Stage, called: Line | None = None) -> Iterator[None]:
    """Turn anything that the student's code raises into the outcome of the job."""
    try:
        yield
    except Stop:
        raise
    except Refused as refusal:
        lines = (refusal.line,) if refusal.line else ()
        raise Stop(student.located(Broken("trace", refusal.reason, refusal.detail, "", lines))) from None
    except BaseException as error:
        raise Stop(student.broken(name, error, called)) from None


def run(student: StudentCode, job: Job) -> Outcome:
    """Make the model of one job and trace it."""
    try:
        return _run(student, job)
    except Stop as stop:
        return stop.outcome


def _run(student: StudentCode, job: Job) -> Outcome:
    student.remarks.clear()
    student.usual, student.started = job.usual, None
    student.precision.forget()
    student.applied.clear()
    namespace: dict[str, Any] = {"__name__": "submission", **job.known}
    with stage(student, "define"):
        student.execute(job.statements, namespace)
    failures: list[Broken] = []
    for maker in ways(job, namespace):
        outcome = made_by(student, job, maker, namespace)
        if isinstance(outcome, Captured):
            return outcome
        failures.append(outcome)
    for maker in job.makers or lacking_one(job, namespace):
        guessed = with_outputs(student, job, maker, namespace)
        if isinstance(guessed, Captured):
            return guessed
        failures += [guessed] if guessed else []
    return max(failures, key=lambda each: each.progress)  # of equals, the student's own way is the first


def made_by(student: StudentCode, job: Job, maker: Maker, namespace: dict[str, Any]) -> Outcome:
    """Make the model in one way, and trace it."""
    student.started = None
    try:
        with stage(student, "make"):
            model = _evaluate(student, maker, namespace)
        return Captured(graph_of(student, job, model), maker.expression)
    except Stop as stop:
        return stop.outcome


def ways(job: Job, namespace: dict[str, Any]) -> Iterator[Maker]:
    """Yield the ways to make the model: first the student's own, then the call with all known arguments."""
    yield from job.makers
    if job.kind != "object":
        yield Maker(call(job.name, required(namespace[job.name]), job.known), ())


def lacking_one(job: Job, namespace: dict[str, Any]) -> Iterator[Maker]:
    """Yield the call that gives all arguments that are asked for, if all but one are known."""
    asked = required(namespace[job.name]) if job.kind != "object" else []
    open_ones = [name for name in asked if name not in job.known]
    if len(open_ones) == 1:
        yield Maker(call(job.name, asked, job.known, open_ones[0]), ())


def with_outputs(student: StudentCode, job: Job, maker: Maker, namespace: dict[str, Any]) -> Outcome | None:
    """Make the model with the number of outputs for the one argument that has no value.

    Two numbers are tried. The argument is the number of outputs if the outputs follow it; and it has no part
    in a failure that is of one kind, on one line, with both.
    """
    own = dict(namespace)
    with contextlib.suppress(Stop), stage(student, "make"):
        student.execute(maker.statements, own)
    name = open_name(maker.expression, {*own, *dir(builtins)})
    for number in dict.fromkeys(shape[0] for shape in job.outputs if name):
        first, second = (
            made_by(
                student,
                job,
                msgspec.structs.replace(maker, expression=with_value(maker.expression, name, each)),
                own,
            )
            for each in (number, number + 1)
        )
        if isinstance(first, Broken) or isinstance(second, Broken):
            if _failure(first) == _failure(second):
                return first
        elif [channels(first.graph), channels(second.graph)] == [number, number + 1]:
            return first
    return None


def _failure(outcome: Outcome) -> tuple[object, ...] | None:
    if isinstance(outcome, Captured):
        return None
    return outcome.stage, outcome.reason, outcome.error, outcome.lines


def channels(graph: Graph) -> int | Batch | None:
    """Return the size of the output's dimension 1."""
    output = graph.output
    shape = graph.nodes[output.node].shapes[output.out] if isinstance(output, Value) else ()
    return shape[1] if len(shape) > 1 else None


def _evaluate(student: StudentCode, maker: Maker, namespace: dict[str, Any]) -> Any:
    own = dict(namespace)
    student.execute(maker.statements, own)
    name = student.programs[maker.at.unit].name if maker.at else "<submission>"
    expression = ast.parse(maker.expression, mode="eval")
    if maker.at:
        ast.increment_lineno(expression, maker.at.line - 1)
    return eval(compile(expression, name, "eval"), own)


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


# -- the process -----------------------------------------------------------------------------------------


def watch(student: StudentCode) -> None:
    """Record where each module is made, and ignore weights files, because the grader sets its own weights."""
    make = nn.Module.__init__

    @functools.wraps(make)  # an error of the student's names what they called
    def init(module: nn.Module, *args: Any, **kwargs: Any) -> None:
        student.made[id(module)] = student.line()
        make(module, *args, **kwargs)
        student.modules.add(module)

    def no_weights(*_args: Any, **_kwargs: Any) -> Any:
        student.remarks.append(Remark("weights_file", student.line()))
        return {}

    def load_nothing(_module: nn.Module, *_args: Any, **_kwargs: Any) -> Any:
        return nn.modules.module._IncompatibleKeys([], [])

    watch_no_grad(student)
    backward.watch_functions(student.applied, student.line)
    nn.Module.__init__ = init  # type: ignore[method-assign, assignment]
    nn.Module.load_state_dict = load_nothing  # type: ignore[method-assign, assignment]
    torch.load = no_weights
    torch.hub.load_state_dict_from_url = no_weights


def watch_no_grad(student: StudentCode) -> None:
    """Count the student's own `torch.no_grad()`, decorators included, but not those inside torch."""
    places = {torch.utils._contextlib.__file__, *student.units}
    _watch_context(student, torch.no_grad, places, lambda _context: True)
    _watch_context(student, torch.inference_mode, places, lambda context: bool(context.mode))
    set_grad = torch.set_grad_enabled.__init__

    def setting(context: torch.set_grad_enabled, mode: bool) -> None:
        # Evaluation without gradients, as with `self.training` for the mode, changes nothing that is learnt.
        model = student.started.modules.get("") if student.started else None
        off = not mode and model is not None and model.training
        if sys._getframe(1).f_code.co_filename in places:
            student.no_grads = int(off)
        set_grad(context, mode)

    def restoring(context: torch.set_grad_enabled, *_error: Any) -> None:
        if sys._getframe(1).f_code.co_filename in places:
            student.no_grads = 0
        torch._C._set_grad_enabled(context.prev)

    torch.set_grad_enabled.__init__ = setting  # type: ignore[method-assign, assignment]
    torch.set_grad_enabled.__exit__ = restoring  # type: ignore[method-assign]


def _watch_context(student: StudentCode, kind: Any, places: set[str], is_on: Callable[[Any], bool]) -> None:
    """Count how many of the student's own contexts of a kind are open that keep gradients away."""
    enter, leave = kind.__enter__, kind.__exit__
    opened: list[bool] = []

    def entering(context: Any) -> Any:
        opened.append(sys._getframe(1).f_code.co_filename in places and is_on(context))
        student.no_grads += opened[-1]
        return enter(context)

    def leaving(context: Any, *error: Any) -> None:
        student.no_grads -= opened.pop() if opened else False
        leave(context, *error)

    kind.__enter__, kind.__exit__ = entering, leaving


def own_channels() -> tuple[BinaryIO, BinaryIO]:
    """Reserve standard input and output for the request and the results.

    What the student prints goes to standard error, and `input()` finds the end of a file. This also keeps
    `exit()`, which closes standard input, from waiting for the thread that reads the parent's pipe.
    """
    sys.stdout.flush()
    requests, results = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing, end = os.pipe()
    os.close(end)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, results


def end_with_parent(stream: BinaryIO) -> None:
    """End this process as soon as the parent's side of the stream closes, however the parent ends."""

    def wait() -> None:
        while stream.read(1):
            pass
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def traced(student: StudentCode, request: Request) -> Iterator[Outcome]:
    """Yield the outcome of every job."""
    watch(student)
    student.precision.stand_in()
    stand_in_for_missing(student.units, lambda unit: student.programs[unit].text)
    seed_draws(0)
    with OnCpu(), student.precision:
        for job in request.jobs:
            yield run(student, job)


def worked(student: StudentCode, request: WorkRequest) -> Iterator[Done]:
    """Yield what has become of a function or a training loop."""
    stand_in_for_missing(student.units, lambda unit: student.programs[unit].text)
    with OnCpu():
        yield _worked(student, request.work)


def _worked(student: StudentCode, work: Work) -> Done:
    if isinstance(work, Rehearsal):
        return rehearse(student, work)
    if isinstance(work, Loading):
        return load(student, work)
    return calls(student, work)


def main() -> None:
    """Serve one request."""
    requests, results = own_channels()
    torch.backends.mha.set_fastpath_enabled(False)  # it would use another operation in eval mode
    warnings.simplefilter("ignore")
    results.write(b"ready\n")
    results.flush()
    request = msgspec.json.decode(requests.readline(), type=Request | WorkRequest)
    end_with_parent(requests)
    sys.modules["submission"] = types.ModuleType("submission")
    sys.setrecursionlimit(3000)
    student = StudentCode(request.programs)
    stand_in()
    stand_in_for_people()
    for outcome in traced(student, request) if isinstance(request, Request) else worked(student, request):
        results.write(msgspec.json.encode(outcome) + b"\n")
        results.flush()
    results.close()
    os._exit(0)  # skips the student's atexit handlers and threads
