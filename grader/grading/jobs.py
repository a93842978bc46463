"""The captures that an assignment asks for: which candidate, on which input, and what is known of it."""

from collections.abc import Iterable

from grader.analysis.flow import operation
from grader.analysis.layers import layers
from grader.checks.assignment import Assignment
from grader.records.capture_protocol import Job
from grader.records.signature import Given
from grader.records.source import Candidate


def jobs_for(assignment: Assignment, keys: Iterable[tuple[Candidate, tuple[int, ...]]]) -> tuple[Job, ...]:
    """Return a job for each candidate and shape of input."""
    usual = _usual(assignment)
    return tuple(
        Job(
            candidate.statements,
            candidate.name,
            candidate.kind,
            candidate.makers,
            shape,
            _known(assignment, shape),
            _outputs(assignment, shape),
            usual,
            *_call(assignment, shape),
        )
        for candidate, shape in keys
    )


def _call(assignment: Assignment, shape: tuple[int, ...]) -> tuple[tuple[Given, ...], tuple[str, ...]]:
    """Return what forward is called with, and the names of what it returns, for rows of this shape."""
    part = next((part for part in assignment.parts if shape in part.inputs), None)
    return (part.given, tuple(part.returns)) if part else ((), ())


def _known(assignment: Assignment, shape: tuple[int, ...]) -> dict[str, int | float | bool | str]:
    """Return the constructor arguments known to the parts that take inputs of this shape."""
    return {
        name: value
        for part in assignment.parts
        if shape in part.inputs
        for name, value in part.constructor_defaults.items()
    }


def _outputs(assignment: Assignment, shape: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    return tuple(dict.fromkeys(part.output for part in assignment.parts if shape in part.inputs))


def _usual(assignment: Assignment) -> tuple[str, ...]:
    """Return the names of torch that the assignment's own models use: its classes' and its functions'."""
    graphs = assignment.references.values()
    classes = {layer.kind for graph in graphs for layer in layers(graph)}
    functions = {operation(node) for graph in graphs for node in graph.nodes}
    return tuple(sorted({"Module", *classes, *functions}))
