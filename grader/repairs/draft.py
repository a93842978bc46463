"""Values of the protocol, made short: a proposal before its models are looked up in the edited text."""

from dataclasses import dataclass

from grader.base.text import Text
from grader.records.repair_protocol import TextEdit


@dataclass(frozen=True)
class Draft:
    """Edits that may repair a mistake.

    A draft of a lower `rank` is tried earlier.
    """

    edits: tuple[TextEdit, ...]
    what: Text
    why: Text | None = None
    rank: int = 0
