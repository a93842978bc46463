"""The edits of repairs as edits of the files that were handed in, each repair by itself."""

from collections.abc import Sequence

import msgspec

from grader.records.repair import Edit, Repair


def original_edits(found: Sequence[Repair], number: int) -> tuple[Edit, ...]:
    """Return a repair's edits with lines counted as in the submitted file.

    A repair counts lines as the earlier ones leave them. There are none if it changes a line that an earlier
    one has changed too.

    Args:
        found: the repairs in their order.
        number: the repair's index.
    """
    edits = found[number].edits
    for earlier in reversed(found[:number]):
        moved = [_before(each, earlier.edits) for each in edits]
        edits = tuple(each for each in moved if each is not None)
        if len(edits) < len(moved):
            return ()
    return edits


def _before(edit: Edit, earlier: Sequence[Edit]) -> Edit | None:
    """Return an edit as one of the text before other edits; None if they touch its lines."""
    own = [each for each in earlier if (each.file, each.cell) == (edit.file, edit.cell)]
    last = edit.line + edit.old.count("\n")
    moved = 0  # lines that the edits above have brought
    for each in sorted(own, key=lambda each: each.line):
        first = each.line + moved
        if last < first:
            break
        if edit.line <= first + each.new.count("\n"):
            return None
        moved += each.new.count("\n") - each.old.count("\n")
    return msgspec.structs.replace(edit, line=edit.line - moved)
