"""The student's code of one request: it is parsed and run here, and its lines are found when it fails."""

import ast
import contextlib
import itertools
import linecache
import sys
import traceback
import types
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from torch import nn

from grader.capture import backward
from grader.capture.names import suggestion
from grader.capture.precision import UsualPrecision
from grader.capture.record import Recorder, Refused, innermost_line
from grader.records.capture_protocol import (
    Broken,
    ProgramText,
    Reason,
    Stage,
)
from grader.records.graph import Remark
from grader.records.source import Line, Statement

SHAPES = 40
"""Maximum number of shapes that are told of a failure, the last ones."""

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
