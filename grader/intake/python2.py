"""Python 2 syntax that still circulates in tutorials, as far as it occurs in a model's own code."""

import re
from collections.abc import Container, Sequence

from grader.base.text import Text
from grader.records.source import Line, Problem, Unit

PRINT = re.compile(r"(^\s*|[:;]\s*)print\s+(?!\()(?=\S)|(^\s*|[:;]\s*)print\s*>>")
EXCEPT = re.compile(r"^(\s*except\s+[\w.()\s,]+?)\s*,\s*(\w+)\s*:")
RAISE = re.compile(r"^(\s*raise\s+[\w.]+)\s*,\s*(.+)$")

XRANGE = re.compile(r"^[^#]*\bxrange\s*\(")
OWN_XRANGE = re.compile(
    r"\bxrange[ \t]*=|^[ \t]*(?:from[ \t]+[\w.]+[ \t]+)?import\b.*\bxrange\b", re.MULTILINE
)
"""Matches a text that defines `xrange` itself and so runs under Python 3 as well."""
MOST_TOLD = 10
"""Maximum number of lines named in a message."""
LONGEST_TOLD = 80
"""Maximum number of characters that a message quotes of the first line."""


def rename(text: str) -> str:
    """Rename `xrange` to `range`."""
    return re.sub(r"\bxrange\b", "range", text)


def repair(chunk: list[str]) -> list[str]:
    """Blank out print statements and rewrite exceptions in Python 3 syntax; a tab is eight columns."""
    lines = [line.expandtabs(8) for line in chunk]
    index = 0
    while index < len(lines):
        match = PRINT.search(lines[index])
        if match or re.match(r"\s*print\s*\(.*\)\s*(%|,)", lines[index]):
            start = match.start() if match else 0
            lead = (match[1] or match[2] or "") if match else _indentation(lines[index])
            index = _drop(lines, index, lines[index][:start] + lead + "pass")
        lines[index] = RAISE.sub(r"\1(\2)", EXCEPT.sub(r"\1 as \2:", lines[index]))
        index += 1
    return lines


def _indentation(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _drop(lines: list[str], index: int, instead: str) -> int:
    """Replace a statement that may span several lines; return the index of its last line."""
    open_brackets = 0
    for last in range(index, len(lines)):
        line = lines[last]
        open_brackets += sum(map(line.count, "([{")) - sum(map(line.count, ")]}"))
        lines[last] = instead if last == index else ""
        if open_brackets <= 0 and not line.rstrip().endswith("\\"):
            return last
    return len(lines) - 1


def calls_of_xrange(text: str) -> list[int]:
    """Return the lines, from 1, that call `xrange`; none if the text defines it itself."""
    if OWN_XRANGE.search(text):
        return []
    return [number for number, line in enumerate(text.split("\n"), start=1) if XRANGE.match(line)]


def changed(before: str, after: str) -> list[int]:
    """Return the lines, from 1, that were rewritten; only the first of a statement that spans several."""
    lines = zip(before.split("\n"), after.split("\n"), strict=True)
    return [
        number
        for number, (old, new) in enumerate(lines, start=1)
        if new.strip() and old.split() != new.split()
    ]


def problems(old: Sequence[Line], models: Container[Line], units: Sequence[Unit]) -> list[Problem]:
    """Report the lines of Python 2 in a model's code; the lines around it are never run.

    Nothing was skipped there, so these problems have no line of their own; the message names the lines.
    """
    lines: dict[int, list[int]] = {}
    for line in old:
        if line in models:
            lines.setdefault(line.unit, []).append(line.line)
    return [_told(units[unit], sorted({*numbers})) for unit, numbers in lines.items()]


def _told(unit: Unit, numbers: list[int]) -> Problem:
    written = [unit.original.split("\n")[number - 1].strip()[:LONGEST_TOLD] for number in numbers]
    today = ", ".join(dict.fromkeys(map(_today, written)))
    listed = ", ".join(map(str, numbers[:MOST_TOLD])) + (", ..." if len(numbers) > MOST_TOLD else "")
    korean = f"{unit.cell}번째 코드 셀, {listed}번째 줄" if unit.cell else f"{listed}번째 줄"
    english = f"line {listed} is" if len(numbers) == 1 else f"lines {listed} are"
    english = f"cell {unit.cell}, {english}" if unit.cell else english
    return Problem(
        Text(
            ko=f"{unit.file} {korean}은 파이썬 2 문법입니다: {written[0]}\n파이썬 3에서는 {today}처럼"
            " 써야 실행됩니다. 고쳐서 채점했으므로 감점은 없습니다.",
            en=f"{unit.file}, {english} Python 2: {written[0]}\nPython 3 only runs {today}. It was graded"
            " as if it stood there like that, and costs no points.",
        )
    )


def _today(line: str) -> str:
    """Return the Python 3 form of what makes a line Python 2."""
    if EXCEPT.match(line):
        return "except ... as ...:"
    if RAISE.match(line):
        return "raise ...(...)"
    return "print(...)" if "print" in line else "range(...)"
