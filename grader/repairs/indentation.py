"""Lines whose indentation does not fit, moved to where they may belong."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

WIDTH: Final = 4
"""Characters of a level, where the text does not show how many."""
TAB: Final = 8


def indentation(line: str) -> int:
    """Return how far a line is indented; a tab goes on to the next multiple of eight."""
    line = line.expandtabs(TAB)
    return len(line) - len(line.lstrip())


def indented_otherwise(lines: Sequence[str], near: Sequence[int]) -> Iterator[tuple[str, ...]]:
    """Yield lines with some of them moved: one, those that belong to it, or all from it on.

    Args:
        lines: the lines of a class or a function.
        near: the indices of lines that may be indented wrongly.
    """
    for at in near:
        own = indentation(lines[at])
        for end in dict.fromkeys((at + 1, _end(lines, at, own + 1), _end(lines, at, own), len(lines))):
            for wanted in _usual(lines, at):
                if wanted != own or "\t" in lines[at]:
                    yield (*lines[:at], *moved(lines[at:end], wanted), *lines[end:])


def moved(lines: Sequence[str], wanted: int) -> list[str]:
    """Return lines indented so that the first of them is indented as far as wanted."""
    more = wanted - indentation(lines[0])
    return [
        " " * max(0, indentation(line) + more) + line.lstrip() if line.strip() else line for line in lines
    ]


def _end(lines: Sequence[str], at: int, least: int) -> int:
    """Return the index after the lines below one that are indented at least so far."""
    below = (each for each in range(at + 1, len(lines)) if lines[each].strip())
    return next((each for each in below if indentation(lines[each]) < least), len(lines))


def _usual(lines: Sequence[str], at: int) -> list[int]:
    """Return how far a line may be indented: a level more than the one before it, or as far as others."""
    before = [each for each in reversed(lines[:at]) if each.strip()]
    opened = [indentation(before[0]) + WIDTH] if before and before[0].rstrip().endswith(":") else []
    last = [indentation(each) for each in before]
    after = [indentation(each) for each in lines[at + 1 :] if re.match(r"\s*\S", each)]
    return list(dict.fromkeys((*opened, *last, *after)))
