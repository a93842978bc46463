"""The messages between the grader and the child that runs a submission's functions and training loops.

Neither an expected value nor a label of the real data is ever sent to it.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from grader.records.capture_protocol import Broken, ProgramText
from grader.records.data_log import DataLog, Split
from grader.records.event_log import EventLog
from grader.records.source import Statement

Settings = dict[str, float]


class Rehearsal(msgspec.Struct, frozen=True, tag="rehearsal", forbid_unknown_fields=True):
    """Run a training loop on small made-up data, and write down what happens."""

    statements: tuple[Statement, ...]
    """All of the notebook's if its loop stands at top level, else what its function needs."""
    function: str = ""
    """The function to call, `train` or `Trainer.fit`; empty to run the statements alone."""
    arguments: tuple[str, ...] = ()
    """What the function is called with, by the words of `grader.capture.rehearsal.loop_arguments`."""
    make: tuple[str, ...] = ()
    """The same for the class of a method."""
    image: tuple[int, ...] = (1, 28, 28)
    classes: int = 10
    epochs: int = 2
    learning_rate: float = 0.1
    seconds: float = 10.0
    """The processor's time until the loop is stopped; what has happened by then counts."""


class Loading(msgspec.Struct, frozen=True, tag="loading", forbid_unknown_fields=True):
    """Have data sets and loaders made of made-up pictures, and read them."""

    statements: tuple[Statement, ...]
    """All of the notebook's if its data code stands at top level, else what its function needs."""
    function: str = ""
    """The function or class that makes them; empty to run the statements alone."""
    arguments: tuple[str, ...] = ()
    """What it is called with, by the words of `grader.capture.rehearsal.data_arguments`."""
    returns: tuple[Split, ...] = ()
    """What it returns, in order."""
    image: tuple[int, int, int] = (1, 16, 16)
    classes: int = 10
    form: Literal["tensor", "array"] = "tensor"
    """Whether pictures are tensors of floats, channels first, or numpy's arrays of bytes, channels last."""
    batch: int = 16
    share: float = 0.2
    """The argument `share`: how many of the pictures go to validation."""
    seconds: float = 10.0
    """The processor's time for all of it."""


class ValuePart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A value that a student's function has returned; its arrays are beside it, by name."""

    kind: Literal["tensor", "array", "float", "int", "bool", "text", "none", "tuple", "list", "dict", "other"]
    """`array` is numpy's; a numpy scalar is an array without dimensions."""
    array: Annotated[str, Meta(max_length=40)] = ""
    """The name of the tensor in the answer's arrays."""
    number: float | None = None
    """Of a float, int or bool; None if it is not finite."""
    items: Annotated[tuple["ValuePart", ...], Meta(max_length=64)] = ()
    name: Annotated[str, Meta(max_length=200)] = ""
    """The class of what is none of these, or a text."""


class CallArgument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One argument of a call."""

    kind: Literal["tensor", "array", "number", "whole", "flag", "text", "none", "list", "model", "loader"]
    name: str = ""
    """Of its tensor among the case's arrays; of a model, its weights. Of a loader, the images'."""
    labels: str = ""
    """Of a loader, the labels'."""
    number: float = 0.0
    """Of a loader, the images in a batch."""
    text: str = ""
    items: tuple["CallArgument", ...] = ()
    gradient: bool = False
    """Whether the gradient with respect to it is wanted."""


class TrialCall(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One call of a function."""

    arguments: tuple[CallArgument, ...]
    arrays: bytes
    """safetensors."""
    seed: int = 0
    gradients: bool = False


class Calls(msgspec.Struct, frozen=True, tag="calls", forbid_unknown_fields=True):
    """Call a function in several cases."""

    statements: tuple[Statement, ...]
    name: str
    """The function; or a class to make and to call, a method of it, or an `autograd.Function` to apply."""
    calls: tuple[TrialCall, ...]
    make: tuple[CallArgument, ...] = ()


class CallAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one call has returned."""

    failure: Broken | None
    value: ValuePart | None
    arrays: bytes
    """safetensors: what it returned, and `gradient 0` and so on, by argument."""
    repeated: bool
    """Whether a second call with the same seed has returned the same."""
    unchanged: bool
    """Whether its inputs were left as they were."""
    operations: int
    """How many operations of torch it did."""
    larger: int
    """The same for a batch of twice as many rows; 0 if the function failed with them."""


class Called(msgspec.Struct, frozen=True, tag="called", forbid_unknown_fields=True):
    """The answers of all calls, in order; fewer if one has ended the process."""

    answers: Annotated[tuple[CallAnswer, ...], Meta(max_length=64)]


Work = Rehearsal | Loading | Calls


class WorkRequest(msgspec.Struct, frozen=True, tag="work"):
    """Everything that the child is given."""

    programs: tuple[ProgramText, ...]
    work: Work


Done = EventLog | DataLog | Called | Broken


class Expected(msgspec.Struct, frozen=True):
    """What the reference has answered, and to which calls."""

    digest: str
    answers: tuple[CallAnswer, ...]
