"""Messages between a notebook and the process that grades for it: one line of JSON each."""

import msgspec

from grader.base.text import Text
from grader.records.report import Report


class CheckRequest(msgspec.Struct, frozen=True):
    """A request to check a model."""

    assignment: str
    course: str | None
    """The folder of assignments that the user named."""
    cells: tuple[str, ...]
    """The cells that were run in the notebook: the n-th is `In [n]`, and empty if it no longer counts."""
    folder: str
    """The folder of the notebook's helper modules."""
    names: tuple[str, ...]
    """The names of the model in the notebook; none to check every model that the assignment asks for."""
    cell: int | None
    """The cell that defined the model, counted from 1; None if that is not known."""
    file: str | None
    """The module in the folder that the model was imported from; None if it is from a cell."""
    data: tuple[str, ...]
    device: str
    training: bool


class Working(msgspec.Struct, frozen=True, tag="working"):
    """The current stage, how much of it is done, and out of how much."""

    what: Text
    done: int
    total: int | None


class Checked(msgspec.Struct, frozen=True, tag="graded"):
    """The report on the model."""

    report: Report


class CheckRefused(msgspec.Struct, frozen=True, tag="refused"):
    """Why nothing was graded."""

    message: Text
    hint: Text | None


Said = Working | Checked | CheckRefused
