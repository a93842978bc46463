"""Find classes that a line at the left margin tears apart: a conflict marker, or words without a `#`.

Block by block, such a class is whole up to that line, and would pass for one that is still empty.
"""

import ast
import re

from grader.intake.syntax import first_line, last_line, parse, parses

MARKER = re.compile(r"(?:<{7}|={7}|>{7})(?:\s|$)")
"""What git writes into a file that two people have changed at the same place."""
OPENS = re.compile(r"(?:async|class|def|elif|else|except|finally|for|if|match|try|while|with)\b|@|.*[(\[{]$")
"""A line that indented lines may follow; one that ends in an open bracket as well."""


def torn(kept: str, lines: list[str], start: int, end: int) -> ast.ClassDef | None:
    """Return the class that unreadable lines belong to, by their indentation.

    Args:
        kept: the text without what could not be read.
        lines: all lines.
        start: the index of the first unreadable line.
        end: the index after the last one.
    """
    before = [node for node in parse(kept).body if last_line(node) <= start]
    if not before or not isinstance(before[-1], ast.ClassDef):
        return None
    margin = [line for line in lines[start:end] if line[:1].strip() and not line.startswith("#")]
    if any(OPENS.match(line.rstrip()) for line in margin):
        return None
    rest = ["" if line[:1].strip() else line for line in lines[start:end]]
    whole = [*lines[first_line(before[-1]) - 1 : start], *rest]
    return before[-1] if any(map(str.strip, rest)) and parses("\n".join(whole)) else None
