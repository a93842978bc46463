"""What crosses between a notebook and the process that grades for it: one line of JSON each."""

import msgspec

from grader.base.text import Text
from grader.records.report import Report


class CheckRequest(msgspec.Struct, frozen=True):
    """A model to be checked."""

    assignment: str
    course: str | None
    """The folder of assignments that the user named."""
    cells: tuple[str, ...]
    """What was run in the notebook: the n-th is `In [n]`, and empty where it no longer counts."""
    folder: str
    """Where the notebook's helper modules are."""
    names: tuple[str, ...]
    """What the model is called there."""
    cell: int | None
    """The cell that defined it, counted from 1; None if that is not known."""
    file: str | None
    """The module in the folder that it was imported from; None if it is from a cell."""
    data: tuple[str, ...]
    device: str
    training: bool


class Working(msgspec.Struct, frozen=True, tag="working"):
    """What is being done, how much of it is done, and of how much."""

    what: Text
    done: int
    total: int | None


class Checked(msgspec.Struct, frozen=True, tag="graded"):
    """What was found."""

    report: Report


class CheckRefused(msgspec.Struct, frozen=True, tag="refused"):
    """Why nothing was graded."""

    message: Text
    hint: Text | None


Said = Working | Checked | CheckRefused
