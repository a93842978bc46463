"""Apply edits to a text without touching anything else in it."""

from collections.abc import Iterable

from grader.records.repair import Edit
from grader.records.repair_protocol import TextEdit


def applied(text: str, edits: Iterable[TextEdit | Edit]) -> str | None:
    """Return the text with all edits made; None if one does not fit, or two overlap.

    Edits at the same place are made in the order given.
    """
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    pieces: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda each: (each.line, each.column)):
        if not 1 <= edit.line <= len(lines) or not 1 <= edit.column <= len(lines[edit.line - 1]) + 1:
            return None
        start = starts[edit.line - 1] + edit.column - 1
        if start < done or not text.startswith(edit.old, start):
            return None
        pieces += [text[done:start], edit.new]
        done = start + len(edit.old)
    return "".join([*pieces, text[done:]])


def last_line(edit: TextEdit) -> int:
    """Return the last line that an edit replaces text in."""
    return edit.line + edit.old.count("\n")
