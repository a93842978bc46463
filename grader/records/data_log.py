"""What a student's data code has made: data sets and loaders as they were read, as plain and bounded data.

Like an event log it is the word of the process that ran the student's code (docs/threat-model.md).
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from grader.records.capture_protocol import Broken
from grader.records.source import Line

MOST_ROWS = 300
"""Pictures of a set that are looked at."""
MOST_INDICES = 80_000
Count = Annotated[int, Meta(ge=0, le=1_000_000_000)]
Word = Annotated[str, Meta(max_length=300)]
Lines = Annotated[tuple[Line, ...], Meta(max_length=40)]
Whole = Annotated[tuple[int, ...], Meta(max_length=MOST_ROWS)]
Levels = Annotated[tuple[float, ...], Meta(max_length=MOST_ROWS * 3)]
Split = Literal["train", "val", "test"]


class TransformUsed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of torchvision's transforms in a data set."""

    kind: Word
    is_random: bool
    at: Line | None


class StatisticTaken(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mean or a deviation of pictures was computed."""

    kind: Word
    rows: Count
    numbers: Annotated[tuple[float, ...], Meta(max_length=3)]
    at: Line | None


class RowsTaken(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Some rows were taken of all pictures, or of all labels."""

    what: Literal["images", "labels"]
    rows: Count
    order: int
    """A digest of their places: two that differ took other rows, or in another order."""
    at: Line | None


class EpochRead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One pass over a set, as far as it was looked at."""

    batches: Annotated[tuple[Count, ...], Meta(max_length=MOST_ROWS)]
    channels: Annotated[int, Meta(ge=1, le=3)]
    lows: Levels
    """The darkest number of each picture and channel."""
    middles: Levels
    """The medians."""
    highs: Levels
    prints: Whole
    """A digest of each picture: two that differ are other numbers."""
    sources: Whole
    """The numbers of the pictures that were read for each, if that is known; else nothing."""
    labels: Whole
    """-1 where a label is no whole number."""


class SetSeen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One loader, or a data set without one."""

    split: Split
    at: Line | None
    """Where the loader was made."""
    made_at: Lines
    """Where its data set was made, and those inside it."""
    items_at: Line | None
    """Where its `__getitem__` begins."""
    length_at: Line | None
    """Where its `__len__` begins."""
    labels_at: Line | None
    """Where a label was taken for an item."""
    drawn_at: Lines
    """Where random numbers were drawn for its items."""
    mismatched: bool
    """Whether an item's label was taken from another place than its picture."""
    batch: Count
    """0 if there is no loader, or its batches have no one size."""
    drops_last: bool
    indices: Annotated[tuple[int, ...], Meta(max_length=MOST_INDICES)]
    """The numbers of the pictures in one epoch, where they are known without reading; else nothing."""
    length: Count | None
    """How many pictures it has, those included that an epoch leaves out; None if it does not say, and was not
    read to its end."""
    planned: Count
    """How many pictures an epoch has."""
    cut: bool
    """Whether it has more than were looked at."""
    transforms: Annotated[tuple[TransformUsed, ...], Meta(max_length=40)]
    epochs: Annotated[tuple[EpochRead, ...], Meta(max_length=2)]
    failure: Broken | None
    """What ended the reading, if something did."""


class DataLog(msgspec.Struct, frozen=True, tag="data", forbid_unknown_fields=True):
    """All that was made."""

    sets: Annotated[tuple[SetSeen, ...], Meta(max_length=3)]
    statistics: Annotated[tuple[StatisticTaken, ...], Meta(max_length=200)]
    taken: Annotated[tuple[RowsTaken, ...], Meta(max_length=200)]
    available: tuple[Count, Count]
    """How many pictures there were to train and to test with."""
    image: tuple[Annotated[int, Meta(ge=1, le=3)], Count, Count]
    """Channels, height and width of the pictures that were read."""
    classes: Annotated[int, Meta(ge=1, le=1000)]
    failure: Broken | None
    """The exception that ended the code, if one did."""
    replaced: bool
    """Whether the student's code has replaced what watches it."""
