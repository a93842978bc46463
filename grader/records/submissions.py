"""Who handed in what: a class according to its files and its roster."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from grader.base.text import Text
from grader.records.report import Report


class UngradedFile(msgspec.Struct, frozen=True):
    """A file that is not graded, and why."""

    path: str
    why: Text


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """What one student handed in."""

    student: str
    """The name or number that identifies the student."""
    files: tuple[str, ...]
    """Paths of files that are graded together, or of one folder. Empty if there is nothing to grade."""
    names: tuple[str, ...] = ()
    """The student's own name for each file, if known; empty for a folder."""
    name: str = ""
    """The person's name, if more is known than `student`."""
    email: str = ""
    """The student's address, if the roster has one."""
    origin: str = ""
    """The name of the newest file or folder in the download, by which a platform knows it again."""
    late: bool = False
    """Whether the system that collected the submission marks it as late."""
    submitted: datetime | None = None
    """Submission time according to that system; None if it gives none."""
    older: tuple[str, ...] = ()
    """Paths of earlier attempts; only the newest counts."""
    refused: tuple[UngradedFile, ...] = ()
    """Files of this student that cannot be graded."""
    unclear: tuple[UngradedFile, ...] = ()
    """Files that may be this student's or another's; a person has to say whose they are."""


class Unmatched(msgspec.Struct, frozen=True):
    """A file or folder that could not be matched to a student, and why."""

    path: str
    why: Text


class Roll(msgspec.Struct, frozen=True):
    """A class: every student once, in order, and the files that belong to nobody."""

    handed: tuple[Handed, ...]
    unmatched: tuple[Unmatched, ...] = ()
    aside: tuple[UngradedFile, ...] = ()
    """What a platform adds to the files, and submissions for other assignments: nobody misses their grade."""
    pattern: str = ""
    """A `--pattern` that reads the names of files that belong to nobody; empty if none was found."""


State = Literal["waiting", "graded", "nothing", "missing", "fault"]
"""`nothing` is a submission without anything to grade, `missing` a student who handed in nothing, `fault` a
submission that the grader could not grade and that a person must look at."""


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """Points that a person gave to one check of one student."""

    part: str
    check: str
    points: float
    why: str
    by: str = ""
    """Who gave them; empty if it was not recorded."""
    at: datetime | None = None
    was: float | None = None
    """The points before; None if the check had none."""


class OverrideStep(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the trail: what a person changed about the points of one check, and when."""

    part: str
    check: str
    points: float | None
    """The points that were given; None if the change before was taken back."""
    why: str
    by: str
    at: datetime
    was: float | None = None
    """The points before; None if the check had none."""


LATE = ("", "late")
"""Part and check of an override whose points are a person's deduction for lateness."""
DOUBTS = ("", "doubts")
"""Part and check of a step of the trail by which a person settles what the grader doubts, without points."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One student of a batch, as kept in the store."""

    handed: Handed
    state: State = "waiting"
    report: Report | None = None
    """The report, with overrides applied, once the state is `graded`."""
    message: Text | None = None
    """Why there is no report."""
    overrides: tuple[Override, ...] = ()
    """The points by hand that are in force."""
    settled: Override | None = None
    """How a person settled the report's doubts without changing points."""
    trail: tuple[OverrideStep, ...] = ()
    """Every change of points by hand, the oldest first."""

    @property
    def withheld(self) -> bool:
        """Whether a person must look at the submission before there is a score."""
        return self.state == "fault" or (self.report is not None and self.report.earned is None)

    @property
    def doubtful(self) -> bool:
        """Whether another file may be meant, or the model be forged, and no person has decided yet."""
        decided = bool(self.overrides) or self.settled is not None
        return self.report is not None and bool(self.report.doubts) and not decided


def reasons(files: Sequence[UngradedFile]) -> Text:
    """Return why each file is not graded, in one text."""
    named = [(Path(each.path).name, each.why) for each in files]
    return Text(
        ko=" ".join(f"{name}: {why.ko}" for name, why in named),
        en=" ".join(f"{name}: {why.en}" for name, why in named),
    )


def folded(name: str) -> str:
    """Reduce a name to its lower-case letters and digits: Canvas writes `kimminsu` for `Kim, Min-su`."""
    composed = unicodedata.normalize("NFC", name)
    return "".join(letter for letter in composed.casefold() if letter.isalnum())


def family_first(name: str) -> str:
    """Return a name as Canvas sorts it, with its last word first."""
    *given, family = name.split() or [""]
    return " ".join([family, *given])


def spellings(name: str) -> frozenset[str]:
    """Return the ways a name may be written, folded."""
    return frozenset({folded(name), folded(family_first(name))} - {""})
