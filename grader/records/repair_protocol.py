"""The messages between the grader and the confined process that looks for repairs in a student's text."""

import msgspec

from grader.base.text import Text
from grader.records.capture_protocol import Outcome
from grader.records.graph import Graph
from grader.records.source import Candidate, Line, Source


class TextEdit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A replacement in one unit's text."""

    unit: int
    line: int
    """From 1."""
    column: int
    """The character in the line where `old` begins, from 1."""
    old: str
    new: str


class Suspect(msgspec.Struct, frozen=True):
    """A model that lost points, and what it is compared with."""

    part: str
    candidate: Candidate
    outcome: Outcome
    references: tuple[Graph, ...]
    """If not empty, the nearest of these is what the model should be."""
    usual: tuple[Graph, ...]
    """The assignment's solutions, whose layers show which settings are usual."""
    output: tuple[int, ...]
    lost: tuple[str, ...]
    """The names of the functions of the checks that lost points."""
    at: tuple[Line, ...]
    """All lines that its checks point to; empty if they may point to more than they name."""


class RepairsWanted(msgspec.Struct, frozen=True):
    """The question: which edits may repair these models?"""

    source: Source
    models: tuple[tuple[str, Candidate], ...]
    """The model of every part, by the part's id: an edit for one may move the statements of another."""
    suspects: tuple[Suspect, ...]
    most: int
    """Maximum number of proposals."""
    missing: tuple[tuple[str, str], ...] = ()
    """The parts without a model, by their ids, and the names of the models that they ask for."""
    together: tuple[tuple[TextEdit, ...], ...] = ()
    """Edits of several proposals at once; if not empty, the answer has one proposal for each that fits."""


class RepairProposal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Edits that may repair a mistake, and the models as they are found in the edited text."""

    edits: tuple[TextEdit, ...]
    candidates: tuple[tuple[str, Candidate], ...]
    """By the id of the part."""
    what: Text
    why: Text | None = None
    texts: tuple[tuple[int, str], ...] = ()
    """The parseable texts of units, by their numbers, in which edits make Python of what was none."""


class RepairProposals(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The answer, most promising first."""

    proposals: tuple[RepairProposal, ...]
