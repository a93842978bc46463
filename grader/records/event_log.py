"""What happened while a student's training loop ran: an event log, as plain and bounded data.

The log comes from the process that ran the student's code, so it is the student's word: what it may decide is
said in docs/threat-model.md. Models, optimizers, parameters and loaders are known by number, in the order in
which they were met. Every event has the student's line that caused it.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from grader.records.capture_protocol import Broken
from grader.records.source import Line

MOST_EVENTS = 20_000
Count = Annotated[int, Meta(ge=0, le=1_000_000_000)]
Word = Annotated[str, Meta(max_length=300)]
Numbers = Annotated[tuple[Count, ...], Meta(max_length=5_000)]
Splits = Annotated[tuple[Word, ...], Meta(max_length=8)]
"""Which of the data's splits something was computed from: `train`, `test`, `val`, `other`."""


class ModelMet(msgspec.Struct, frozen=True, tag="model", forbid_unknown_fields=True):
    """A module with weights was called for the first time."""

    number: Count
    kind: Word
    parameters: Numbers
    """Its parameters that want a gradient."""
    at: Line | None


class OptimizerMade(msgspec.Struct, frozen=True, tag="optimizer", forbid_unknown_fields=True):
    """An optimizer was made."""

    number: Count
    kind: Word
    """Its class, e.g. `SGD`."""
    parameters: Numbers
    settings: Annotated[dict[Word, float], Meta(max_length=40)]
    """Its numbers, e.g. `lr` and `momentum`."""
    at: Line | None


class SchedulerMade(msgspec.Struct, frozen=True, tag="scheduler", forbid_unknown_fields=True):
    """A schedule of learning rates was made."""

    number: Count
    kind: Word
    optimizer: Count
    at: Line | None


class LoaderMade(msgspec.Struct, frozen=True, tag="loader", forbid_unknown_fields=True):
    """A `DataLoader` was made."""

    number: Count
    splits: Splits
    """Known where its data set is known before it is read."""
    batch: Count
    shuffled: bool
    drops_last: bool
    at: Line | None


class PassBegun(msgspec.Struct, frozen=True, tag="pass", forbid_unknown_fields=True):
    """A loader began to go through its data."""

    loader: Count
    images: Count
    """How many it has."""
    at: Line | None


class BatchRead(msgspec.Struct, frozen=True, tag="batch", forbid_unknown_fields=True):
    """A loader has yielded a batch."""

    loader: Count
    splits: Splits
    images: Count
    at: Line | None


class ForwardRun(msgspec.Struct, frozen=True, tag="forward", forbid_unknown_fields=True):
    """A model has computed a batch."""

    number: Count
    model: Count
    is_training: bool
    has_gradient: bool
    splits: Splits
    loaders: Numbers
    images: Count
    hits: Count | None
    """Of how many images the largest output was the label's; None if nobody knows."""
    probabilities: bool
    """Whether every image's outputs are a probability distribution."""
    at: Line | None


class Operand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a loss was given."""

    shape: Annotated[tuple[Count, ...], Meta(max_length=8)]
    is_float: bool
    is_output: bool
    """Whether it was computed by a model."""
    is_label: bool
    """Whether it came as labels from a loader, and no model has touched it."""
    probabilities: bool


class LossTaken(msgspec.Struct, frozen=True, tag="loss", forbid_unknown_fields=True):
    """A loss of torch's was computed."""

    kind: Word
    """torch's function, e.g. `cross_entropy`."""
    first: Operand
    second: Operand
    forwards: Numbers
    at: Line | None


class BackwardRun(msgspec.Struct, frozen=True, tag="backward", forbid_unknown_fields=True):
    """Gradients were computed."""

    forwards: Numbers
    """The forward passes that the loss was computed from."""
    splits: Splits
    reached: Count
    """Number of parameters that have a gradient now."""
    norm: float | None
    """Of all gradients together; None if it is not finite."""
    at: Line | None


class StepTaken(msgspec.Struct, frozen=True, tag="step", forbid_unknown_fields=True):
    """Weights were changed, by an optimizer or by the student's own lines."""

    optimizer: Count | None
    """None if no optimizer did it."""
    gradients: Count
    """Number of its parameters that had a gradient other than zero."""
    stale: bool
    """Whether the gradients contained some that an earlier step had used."""
    closure: bool
    """Whether the step computes the gradients itself."""
    at: Line | None


class GradientsZeroed(msgspec.Struct, frozen=True, tag="zero", forbid_unknown_fields=True):
    """`zero_grad` was called, of an optimizer or of a model."""

    at: Line | None


class ModeSet(msgspec.Struct, frozen=True, tag="mode", forbid_unknown_fields=True):
    """`train()` or `eval()` was called of a model."""

    is_training: bool
    at: Line | None


class ScheduleStepped(msgspec.Struct, frozen=True, tag="schedule", forbid_unknown_fields=True):
    """A schedule was stepped."""

    scheduler: Count
    at: Line | None


class StateKept(msgspec.Struct, frozen=True, tag="kept", forbid_unknown_fields=True):
    """Weights were saved to a file, or copied."""

    at: Line | None


class StateRestored(msgspec.Struct, frozen=True, tag="restored", forbid_unknown_fields=True):
    """Weights were loaded into a model."""

    aliased: bool
    """Whether they were the model's own tensors, which training has changed since."""
    at: Line | None


class TextPrinted(msgspec.Struct, frozen=True, tag="printed", forbid_unknown_fields=True):
    """Something was printed, or shown in a progress bar."""

    text: Word
    at: Line | None


class ValueReturned(msgspec.Struct, frozen=True, tag="returned", forbid_unknown_fields=True):
    """The function that was called has returned; its numbers are told."""

    numbers: Annotated[tuple[float, ...], Meta(max_length=200)]
    at: Line | None


Event = (
    ModelMet
    | OptimizerMade
    | SchedulerMade
    | LoaderMade
    | PassBegun
    | BatchRead
    | ForwardRun
    | LossTaken
    | BackwardRun
    | StepTaken
    | GradientsZeroed
    | ModeSet
    | ScheduleStepped
    | StateKept
    | StateRestored
    | TextPrinted
    | ValueReturned
)


class EventLog(msgspec.Struct, frozen=True, tag="log", forbid_unknown_fields=True):
    """All that happened, in order."""

    events: Annotated[tuple[Event, ...], Meta(max_length=MOST_EVENTS)]
    cut: bool
    """Whether it was stopped, because it had gone on for long enough."""
    failure: Broken | None
    """The exception that ended the loop, if one did."""
    replaced: bool
    """Whether the student's code has replaced what watches it."""
