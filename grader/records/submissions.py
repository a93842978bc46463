"""Who handed in what: a class as its files and its roster tell it."""

import unicodedata
from datetime import datetime
from typing import Literal

import msgspec

from grader.base.text import Text
from grader.records.report import Report


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """What one student handed in."""

    student: str
    """The name or number that tells the student from all others."""
    files: tuple[str, ...]
    """Paths: of files that are graded together, or of one folder. Empty if nothing was handed in."""
    names: tuple[str, ...] = ()
    """What the student called each of the files, where that is known; empty for a folder."""
    name: str = ""
    """How a person is called, if more is known than `student`."""
    late: bool = False
    """The system that collected it calls it late."""
    submitted: datetime | None = None
    """When it was handed in, as that system says; None if it does not."""
    older: tuple[str, ...] = ()
    """Paths of earlier attempts; only the newest counts."""


class Unmatched(msgspec.Struct, frozen=True):
    """A file or folder that belongs to no student, and why."""

    path: str
    why: Text


class Roll(msgspec.Struct, frozen=True):
    """A class: every student once, in order, and what belongs to nobody."""

    handed: tuple[Handed, ...]
    unmatched: tuple[Unmatched, ...] = ()


State = Literal["waiting", "graded", "nothing", "missing", "fault"]
"""`nothing` is a submission without anything to grade, `missing` a student who handed in nothing, `fault` one
that the grader could not grade: a person must look at it."""


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """Points that a person gave to one check of one student."""

    part: str
    check: str
    points: float
    why: str


LATE = ("", "late")
"""Part and check of an override whose points are what a person deducts for lateness."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One student of a batch, as the store has it."""

    handed: Handed
    state: State = "waiting"
    report: Report | None = None
    """There once the state is `graded`; overrides are in it."""
    message: Text | None = None
    """Why there is no report."""
    overrides: tuple[Override, ...] = ()

    @property
    def withheld(self) -> bool:
        """Whether a person must look at it before there is a score."""
        return self.state == "fault" or (self.report is not None and self.report.earned is None)


def folded(name: str) -> str:
    """Return a name's letters and digits alone: Canvas writes `kimminsu` for `Kim, Min-su`."""
    composed = unicodedata.normalize("NFC", name)
    return "".join(letter for letter in composed.casefold() if letter.isalnum())


def family_first(name: str) -> str:
    """Return a name as Canvas sorts it: what stands last in it goes first."""
    *given, family = name.split() or [""]
    return " ".join([family, *given])


def spellings(name: str) -> frozenset[str]:
    """Return the ways in which a name may be written, folded."""
    return frozenset({folded(name), folded(family_first(name))} - {""})
