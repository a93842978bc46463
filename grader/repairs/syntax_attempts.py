"""Other versions of lines that are no Python, each one small change away at the place of the error."""

import difflib
import keyword
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from grader.base.text import Text
from grader.intake.torn_classes import MARKER
from grader.intake.unread_blocks import MEANT, SPLIT_NAME
from grader.repairs import syntax_words
from grader.repairs.indentation import indented_otherwise

Lines = tuple[str, ...]

KEYWORDS: Final = (
    "class",
    "def",
    "return",
    "import",
    "from",
    "for",
    "in",
    "if",
    "elif",
    "else",
    "while",
    "as",
)
"""The words of Python that models are written with."""
ALIKE: Final = 0.6
"""Minimum similarity of a misspelt word."""
MISSING: Final = (":", ")", "]", "}", ",", ".", "=", "(", "[", " *")
SWAPPED: Final = {"=": "==", "==": "=", ";": ":", ",": ".", ")": "]", "]": ")", "(": "[", "[": "(", "}": ")"}
CLOSING: Final = {"(": ")", "[": "]", "{": "}"}
_TOKEN: Final = re.compile(r"\w+|==|[-+*/!<>]=|->|\*\*|//|\S")


@dataclass(frozen=True)
class SyntaxFault:
    """Where lines stop being Python, and what Python says of it."""

    at: int
    """The index of the line."""
    column: int
    """The character of the line, from 0."""
    message: str


@dataclass(frozen=True)
class SyntaxAttempt:
    """Lines after a change, which may be Python now."""

    lines: Lines
    what: Text
    why: Text | None = None


def attempts(lines: Lines, fault: SyntaxFault) -> Iterator[SyntaxAttempt]:
    """Yield changes of the line of an error and of the one before it, the most likely first."""
    yield from _without_markers(lines)
    near = _near(lines, fault.at)
    for at in near:
        yield from _typed_narrow(lines, at)
        yield from _as_a_note(lines, at)
    if "indent" in fault.message or "tabs" in fault.message:
        for after in indented_otherwise(lines, near):
            yield SyntaxAttempt(after, syntax_words.INDENTED, syntax_words.WHY_INDENTED)
    if "triple-quoted" in fault.message:
        yield from _closed(lines, fault.at)
    if "never closed" in fault.message:
        yield from _closed_further_down(lines, fault)
    for at in near:
        column = fault.column if at == fault.at else len(lines[at])
        yield from _at_the_end(lines, at)
        yield from _of_one_token(lines, at, column)


def _near(lines: Lines, at: int) -> list[int]:
    """Return the index of a line and of the written one before it."""
    before = [each for each in range(at) if lines[each].strip() and not lines[each].lstrip().startswith("#")]
    return [at, *before[-1:]]


def _with_line(lines: Lines, at: int, *new: str) -> Lines:
    return (*lines[:at], *new, *lines[at + 1 :])


def _without_markers(lines: Lines) -> Iterator[SyntaxAttempt]:
    """Yield the lines without what git writes around two versions: with both, the second, the first."""
    if not any(map(MARKER.match, lines)):
        return
    side = ""
    sides: list[str] = []
    for line in lines:
        side = line[:1] if MARKER.match(line) else side
        sides.append("marker" if MARKER.match(line) else side)
        side = "" if line.startswith(">") and MARKER.match(line) else side
    for left_out in ("", "<", "="):
        kept = [
            line for line, side in zip(lines, sides, strict=True) if side not in ("marker", left_out or "-")
        ]
        yield SyntaxAttempt(tuple(kept), syntax_words.CONFLICT)


def _typed_narrow(lines: Lines, at: int) -> Iterator[SyntaxAttempt]:
    """Yield a line with the characters of code in the place of those of another keyboard."""
    code = lines[at]
    wide = [each for each in code if not each.isascii() and not each.isalnum()]
    for each in dict.fromkeys(wide):
        meant = MEANT.get(each, unicodedata.normalize("NFKC", each))
        if meant.isascii():
            after = code
            for other in dict.fromkeys(wide):
                after = after.replace(other, MEANT.get(other, unicodedata.normalize("NFKC", other)))
            shown = each if each.strip() else f"U+{ord(each):04X}"
            yield SyntaxAttempt(_with_line(lines, at, after), syntax_words.other(shown, meant.strip() or "␣"))
            return


def _as_a_note(lines: Lines, at: int) -> Iterator[SyntaxAttempt]:
    """Yield a line of words as a note: it has none of the characters that code is made of."""
    code = lines[at]
    words = [] if MARKER.match(code) else code.split()
    known = words[:1] and words[0] in keyword.kwlist
    if (
        len(words) > 1
        and not known
        and not set(code) & set("=()[]{}#\"'")
        and not code.rstrip().endswith(":")
    ):
        margin = len(code) - len(code.lstrip())
        yield SyntaxAttempt(_with_line(lines, at, f"{code[:margin]}# {code[margin:]}"), syntax_words.NOTE)


def _closed(lines: Lines, at: int) -> Iterator[SyntaxAttempt]:
    """Yield a text of several lines that ends with its first line, or before one of the next."""
    mark = "'''" if "'''" in lines[at] else '"""'
    for line in range(at, len(lines)):
        yield SyntaxAttempt(_with_line(lines, line, f"{lines[line].rstrip()}{mark}"), syntax_words.DOCSTRING)


def _closed_further_down(lines: Lines, fault: SyntaxFault) -> Iterator[SyntaxAttempt]:
    """Yield a bracket of several lines that is closed at the end of one of them."""
    token = CLOSING.get(lines[fault.at][fault.column : fault.column + 1], ")")
    for at in range(fault.at, len(lines)):
        code, note = _split(lines[at])
        if code:
            yield SyntaxAttempt(_with_line(lines, at, f"{code}{token}{note}"), syntax_words.missing(token))


def _at_the_end(lines: Lines, at: int) -> Iterator[SyntaxAttempt]:
    """Yield a line that ends with a colon, a bracket or a quotation mark that it lacks."""
    code, note = _split(lines[at])
    for token in (":", ")", "]", "}", ",", '"', "'"):
        yield SyntaxAttempt(_with_line(lines, at, f"{code}{token}{note}"), syntax_words.missing(token))


def _split(line: str) -> tuple[str, str]:
    """Return a line's code, and the white space and note after it."""
    code = line.partition("#")[0].rstrip()
    return code, line[len(code) :]


def _of_one_token(lines: Lines, at: int, column: int) -> Iterator[SyntaxAttempt]:
    """Yield a line with one token more, fewer, or another one: first those next to a column."""
    code, note = _split(lines[at])
    tokens = sorted(
        _TOKEN.finditer(code), key=lambda each: min(abs(each.start() - column), abs(each.end() - column))
    )
    for token in tokens:
        for start, end, new, what in _changed(code, token):
            yield SyntaxAttempt(_with_line(lines, at, f"{code[:start]}{new}{code[end:]}{note}"), what)


def _changed(code: str, token: re.Match[str]) -> Iterator[tuple[int, int, str, Text]]:
    """Yield where to replace what by what, and what was wrong."""
    start, end, said = *token.span(), token[0]
    for wanted in _meant(said):
        yield start, end, wanted, syntax_words.other(said, wanted)
    if said == "-" and SPLIT_NAME.match(code):
        yield start, end, "", syntax_words.CLASS_NAME
    elif not said[0].isalnum() and said != "_":
        yield start, end, "", syntax_words.too_many(said)
    if re.search(rf"\b{re.escape(said)}\s+$", code[:start]):
        yield start, end, "", syntax_words.too_many(said)
    missing: Sequence[str] = (
        (*MISSING, '"', "'", " as") if code.lstrip().startswith("import") else (*MISSING, '"', "'")
    )
    for more in missing:
        blank = len(code[end:]) - len(code[end:].lstrip()) if more == "." else 0  # `self fc1`
        yield end, end + blank, more, syntax_words.missing(more)


def _meant(said: str) -> list[str]:
    """Return what may be meant by a token."""
    if said in SWAPPED:
        return [SWAPPED[said]]
    if not said.isalpha() or said in keyword.kwlist:
        return []
    return difflib.get_close_matches(said.lower(), KEYWORDS, 2, ALIKE)
