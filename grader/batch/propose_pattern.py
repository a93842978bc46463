"""Propose a `--pattern` for names that say whose they are in a way that nobody foresaw.

Names are cut into runs of letters, of digits and of anything else. Names with the same sequence of runs are
made by one rule; the run that differs in every one of them is likely to be the student.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from grader.batch.roster import Student, find

FEWEST: Final = 2
"""Minimum number of names that a proposal is made from."""
_RUN: Final = re.compile(r"\d+|[^\W\d_]+|[\W_]+")


def propose(names: Sequence[str], roster: Sequence[Student] | None = None) -> str | None:
    """Return an expression that matches most of the names and tells a student from each; None without one."""
    proposals = [
        pattern
        for shape in _by_shape(names).values()
        if len(shape) >= FEWEST
        for pattern in _proposals(shape)
    ]
    return max(proposals, key=lambda pattern: _worth(pattern, names, roster), default=None)


def _worth(pattern: str, names: Sequence[str], roster: Sequence[Student] | None) -> tuple[int, int]:
    """Return how many students of the roster an expression finds, and how many students at all."""
    said = {found["student"] for name in names if (found := re.fullmatch(pattern, name))}
    return sum(find(roster or (), each, "") is not None for each in said), len(said)


def _by_shape(names: Sequence[str]) -> dict[tuple[str, ...], list[list[str]]]:
    shapes: dict[tuple[str, ...], list[list[str]]] = defaultdict(list)
    for name in names:
        runs = _RUN.findall(name)
        shapes[tuple(map(_kind, runs))].append(runs)
    return shapes


def _kind(run: str) -> str:
    return r"\d+" if run.isdecimal() else r"[^\W\d_]+" if run.isalpha() else run


def _proposals(shape: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield an expression for each run that is another one in every name."""
    columns = list(zip(*shape, strict=True))
    for place, column in enumerate(columns):
        if len(set(column)) == len(column):
            yield "".join(
                f"(?P<student>{_matching(each)})" if n == place else _matching(each)
                for n, each in enumerate(columns)
            )


def _matching(column: Sequence[str]) -> str:
    """Return an expression for one run of names."""
    if len(set(column)) == 1:
        return re.sub(r"\\(\W)", _unescaped, re.escape(column[0]))
    kind = _kind(column[0])
    lengths = {len(each) for each in column}
    return rf"\d{{{lengths.pop()}}}" if kind == r"\d+" and len(lengths) == 1 else kind


def _unescaped(found: re.Match[str]) -> str:
    """Return a character without the backslash that it does not need: patterns are read by people."""
    return found[1] if found[1] in " -#&~@!%,:;<>=" else found[0]
