"""The messages between the grader and the child that runs a submission."""

from typing import Literal

import msgspec

from grader.records.graph import Graph
from grader.records.signature import Given
from grader.records.source import Line, Maker, Statement


class ProgramText(msgspec.Struct, frozen=True):
    """A unit's text as the child compiles it; tracebacks refer to it by `name`."""

    name: str
    text: str


class Job(msgspec.Struct, frozen=True):
    """One candidate to make and to trace with one input."""

    statements: tuple[Statement, ...]
    name: str
    kind: Literal["class", "function", "object"]
    makers: tuple[Maker, ...]
    input: tuple[int, ...]
    """The shape of the input without the batch, e.g. (3, 32, 32)."""
    known: dict[str, int | float | bool | str]
    """Values, by name, for constructor arguments and names that the file leaves undefined."""
    outputs: tuple[tuple[int, ...], ...] = ()
    """The shapes, without the batch, that a right output may have."""
    usual: tuple[str, ...] = ()
    """Names of torch that the assignment's own models use, e.g. `Linear` and `max_pool2d`."""
    given: tuple[Given, ...] = ()
    """What forward is called with, if that is not the input as it is."""
    returns: tuple[str, ...] = ()
    """The names of what forward returns, if that is several things; the first is the output."""


class Request(msgspec.Struct, frozen=True, tag="models"):
    """Everything that the child is given."""

    programs: tuple[ProgramText, ...]
    jobs: tuple[Job, ...]


class Captured(msgspec.Struct, frozen=True, tag="captured", forbid_unknown_fields=True):
    """The model was made and traced."""

    graph: Graph
    made_by: str
    """The expression that made the model."""


Stage = Literal["define", "make", "forward", "output", "trace"]
STAGES: tuple[Stage, ...] = ("define", "make", "forward", "output", "trace")
Reason = Literal[
    "exception", "exit", "timeout", "memory", "died", "too_large", "beyond", "invalid",
    "not_a_module", "asks_for_more", "returns_none", "returns_several", "returns_other", "returns_fewer",
    "no_forward", "enclosed_forward", "no_init", "unsupported", "random", "data_dependent", "in_place",
    "batch",
]  # fmt: skip


class Broken(msgspec.Struct, frozen=True, tag="broken", forbid_unknown_fields=True):
    """The model could not be made or traced."""

    stage: Stage
    reason: Reason
    error: str = ""
    """The exception's class, e.g. `RuntimeError`; for `unsupported`, the operation."""
    message: str = ""
    """The exception's message."""
    lines: tuple[Line, ...] = ()
    """The student's lines in the traceback, outermost first."""
    made: Line | None = None
    """Where the layer of torch's was made that raised the error."""
    hint: str = ""
    """The name that was probably meant by a misspelt one, e.g. `conv1`."""
    operations: int = 0
    """How many operations forward had done by then."""
    shapes: tuple[tuple[int, ...], ...] = ()
    """The shapes of the input and of the last results before the failure; one that repeats stands once."""

    @property
    def progress(self) -> tuple[int, int]:
        """How far the model got, to compare several tries."""
        return STAGES.index(self.stage), self.operations


Outcome = Captured | Broken
