"""The messages between the grader and the confined process that reads submissions as text."""

import msgspec

from grader.base.text import Text
from grader.records.source import Source


class Wanted(msgspec.Struct, frozen=True):
    """What tells the files of an assignment from others that lie beside them."""

    assignment: str
    """The assignment's id."""
    models: tuple[str, ...]
    """The names of the models that it asks for."""
    others: tuple[str, ...] = ()
    """The ids of the course's other assignments."""
    other_models: tuple[str, ...] = ()


class Read(msgspec.Struct, frozen=True, tag="read"):
    """Read these files as one submission: all of them, or those of an assignment."""

    paths: tuple[str, ...]
    wanted: Wanted | None = None


class ReadCells(msgspec.Struct, frozen=True, tag="cells"):
    """Read the cells typed in a session as one submission; `folder` is where helper modules are looked up."""

    cells: tuple[str, ...]
    folder: str
    name: str


class Find(msgspec.Struct, frozen=True, tag="find"):
    """Find the files in a folder that contain models."""

    folder: str
    code: bool = False
    """Whether files with code will do where none contains a model."""


class Contents(msgspec.Struct, frozen=True, tag="contents"):
    """List the files in a zip."""

    archive: str


class Extract(msgspec.Struct, frozen=True, tag="extract"):
    """Unpack files of a zip: entries of its directory, by their indexes."""

    archive: str
    indexes: tuple[int, ...]


class Member(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file in a zip."""

    index: int
    name: str
    refusal: Text | None = None
    """Why the file must not be unpacked; None if it may be."""


class Listed(msgspec.Struct, frozen=True, tag="listed", forbid_unknown_fields=True):
    """The files in a zip."""

    members: tuple[Member, ...]


class Content(msgspec.Struct, frozen=True, tag="content", forbid_unknown_fields=True):
    """The content of a file."""

    data: bytes


class Extracted(msgspec.Struct, frozen=True, tag="extracted", forbid_unknown_fields=True):
    """The files of a zip that were asked for, from the first on: not all of them if they are large."""

    files: tuple["Content | Nothing", ...]


class Found(msgspec.Struct, frozen=True, tag="found", forbid_unknown_fields=True):
    """The names of the files found in the folder."""

    names: tuple[str, ...]


class Nothing(msgspec.Struct, frozen=True, tag="nothing", forbid_unknown_fields=True):
    """There is nothing to grade, and why."""

    message: Text
    hint: Text | None = None


class Whole(msgspec.Struct, frozen=True, tag="whole", forbid_unknown_fields=True):
    """The submission as text."""

    source: Source


Wish = Read | ReadCells | Find | Contents | Extract
Answer = Found | Nothing | Whole | Listed | Extracted
