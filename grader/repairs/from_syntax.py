"""Drafts for code that could not be read: the smallest changes that make it Python."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from grader.base.text import Text
from grader.intake.syntax import parse
from grader.records.source import Source
from grader.repairs.draft import Draft
from grader.repairs.syntax_attempts import Lines, SyntaxAttempt, SyntaxFault, attempts
from grader.repairs.unread_code import UnreadCode, unread_code

MOST_PARTS: Final = 12
"""Parts that could not be read; a notebook with more holds texts of another kind."""
MOST_READ: Final = 1_000
"""Versions of one part that are read; each takes 0.2 ms."""
MOST_FOUND: Final = 10
"""Versions of one part that are Python, and so are run."""
MOST_GONE_ON: Final = 4
"""Versions with an error in another line, in which that one is looked for as well."""
DEPTH: Final = 3
"""Errors of one part that are put right."""


@dataclass(frozen=True)
class _Unfinished:
    """Lines with an error, after some changes, and what those put right."""

    lines: Lines
    fault: SyntaxFault
    what: tuple[Text, ...] = ()


def drafts(source: Source) -> Iterator[Draft]:
    """Yield edits that make Python of what could not be read."""
    for part in islice(unread_code(source), MOST_PARTS):
        for after in _python(part):
            yield Draft(part.edits(after.lines), after.what, after.why)


def _python(part: UnreadCode) -> Iterator[SyntaxAttempt]:
    """Yield versions of a part that are Python, those with the fewest changes first."""
    fault = _fault(part.lines)
    pending = [_Unfinished(part.lines, fault)] if fault else []
    for _ in range(DEPTH):
        found, pending = _changed_once(pending)
        yield from found
        if found:
            return


def _changed_once(pending: Sequence[_Unfinished]) -> tuple[list[SyntaxAttempt], list[_Unfinished]]:
    """Return the versions after one more change that are Python, and those with an error elsewhere."""
    found: dict[Lines, SyntaxAttempt] = {}
    further: dict[int, _Unfinished] = {}  # by the line of the error: other changes lead to the same one
    for each in pending:
        for tried in islice(attempts(each.lines, each.fault), MOST_READ // len(pending)):
            fault = _fault(tried.lines)
            what = (*each.what, *(() if tried.what in each.what else (tried.what,)))
            if fault is None:
                found.setdefault(tried.lines, SyntaxAttempt(tried.lines, _joined(what), tried.why))
            elif fault.at != each.fault.at:  # unmatched brackets are told before errors above them
                further.setdefault(fault.at, _Unfinished(tried.lines, fault, what))
            if len(found) >= MOST_FOUND:
                break
    lowest_first = sorted(further.values(), key=lambda each: -each.fault.at)
    return list(found.values()), lowest_first[:MOST_GONE_ON]


def _joined(what: Sequence[Text]) -> Text:
    return Text(ko=" ".join(each.ko for each in what), en=" ".join(each.en for each in what))


def _fault(lines: Sequence[str]) -> SyntaxFault | None:
    """Return where lines stop being Python; None if they are Python."""
    try:
        parse("\n".join(lines))
    except SyntaxError as error:
        at = min(max(error.lineno or 1, 1), len(lines)) - 1
        return SyntaxFault(at, max((error.offset or 1) - 1, 0), error.msg or "")
    return None
