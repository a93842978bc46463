"""The Python 2 that still goes round in tutorials, as far as a model's own code is concerned."""

import re

PRINT = re.compile(r"(^\s*|[:;]\s*)print\s+(?!\()(?=\S)|(^\s*|[:;]\s*)print\s*>>")
EXCEPT = re.compile(r"^(\s*except\s+[\w.()\s,]+?)\s*,\s*(\w+)\s*:")
RAISE = re.compile(r"^(\s*raise\s+[\w.]+)\s*,\s*(.+)$")


def rename(text: str) -> str:
    """`xrange` is `range` today."""
    return re.sub(r"\bxrange\b", "range", text)


def repair(chunk: list[str]) -> list[str]:
    """Blank out print statements and put exceptions in today's form; a tab is eight columns."""
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
    """Replace a statement that may go on over the next lines; return the index of its last line."""
    open_brackets = 0
    for last in range(index, len(lines)):
        line = lines[last]
        open_brackets += sum(map(line.count, "([{")) - sum(map(line.count, ")]}"))
        lines[last] = instead if last == index else ""
        if open_brackets <= 0 and not line.rstrip().endswith("\\"):
            return last
    return len(lines) - 1
