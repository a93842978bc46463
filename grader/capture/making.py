"""Make the student's model in the ways that are known, until one can be recorded."""

import ast
import builtins
import contextlib
from collections.abc import Iterator
from typing import Any

import msgspec

from grader.capture.forward import graph_of
from grader.capture.open_arguments import call, open_name, required, with_value
from grader.capture.student_code import Stop, StudentCode, stage
from grader.records.capture_protocol import (
    Broken,
    Captured,
    Job,
    Outcome,
)
from grader.records.graph import Batch, Graph, Value
from grader.records.source import Maker


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
