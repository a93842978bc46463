"""Split code into pieces that stay the same when names, numbers, comments and formatting change.

A piece is a statement, or one of the calls that it lists:

    self.conv1 = nn.Conv2d(3, 6, 5)  # first      V . V = nn . Conv2d ( N , N , N
    nn.Sequential(nn.Flatten(), nn.ReLU())        nn . Sequential ( nn . Flatten (      nn . ReLU (

The code is not trusted: it is tokenized as text (Pygments accepts anything), never parsed or run.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Name, Number, String
from pygments.token import is_token_subtype as _is

OPENING, CLOSING = ("(", "[", "{"), (")", "]", "}")
SHORTEST_WORD = 3
"""Minimum number of letters of a name, a comment or a string that may distinguish students."""


@dataclass(frozen=True)
class Piece:
    """A piece of code, and the line on which it begins, from 1."""

    kind: str
    line: int
    within: str = ""
    """The name of the class that it stands in, as the student wrote it."""


@dataclass(frozen=True)
class TokenizedText:
    """A text split into pieces."""

    pieces: tuple[Piece, ...]
    words: frozenset[str]
    """The student's own names without digits, and the words of comments and strings."""


@dataclass(frozen=True)
class _Token:
    kind: str
    """`name`, `number`, `text` or empty."""
    value: str
    line: int


_Statement = list[_Token]


def pieces(code: str) -> TokenizedText:
    """Split a text into pieces, without imports and docstrings."""
    statements, said = _statements(code)
    own = {name for statement in statements for name in _own(statement)}
    found = tuple(
        Piece(" ".join(_kind(token, own) for token in tokens), tokens[0].line, within)
        for statement, within in zip(statements, _classes(statements), strict=True)
        if statement[0].value not in ("import", "from") and any(token.kind != "text" for token in statement)
        for tokens in _calls(statement)
    )
    words = {re.sub(r"\d+", "", name).lower() for name in own} | {_spoken(each) for each in said}
    return TokenizedText(found, frozenset(word for word in words if len(word) >= SHORTEST_WORD))


def _classes(statements: Iterable[_Statement]) -> Iterator[str]:
    """Yield the name of the class that each statement stands in."""
    name = ""
    for statement in statements:
        if statement[0].value == "class" and len(statement) > 1:
            name = statement[1].value
        yield name


def _spoken(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().lower()


def _kind(token: _Token, own: set[str]) -> str:
    if token.kind == "name":
        return "V" if token.value in own else token.value
    return {"number": "N", "text": "S"}.get(token.kind, token.value)


def _statements(code: str) -> tuple[list[_Statement], list[str]]:
    """Return the tokens of each statement, however it is split into lines, and all comments and strings."""
    statements: list[_Statement] = [[]]
    said: list[str] = []
    depth, line = 0, 1
    for kind, value in PythonLexer(stripnl=False).get_tokens(code):
        here, line = line, line + value.count("\n")
        if _is(kind, Comment) or _is(kind, String):
            said.append(value)
        if _is(kind, String):
            if not statements[-1] or statements[-1][-1].kind != "text":
                statements[-1].append(_Token("text", "", here))
        elif _is(kind, Comment) or value.strip() in ("", "\\"):
            if depth == 0 and "\n" in value and value.strip() != "\\":
                statements.append([])
        elif value == ";" and depth == 0:
            statements.append([])
        else:
            depth = max(0, depth + sum((each in OPENING) - (each in CLOSING) for each in value))
            name = "name" if _is(kind, Name) else "number" if _is(kind, Number) else ""
            statements[-1].append(_Token(name, value, here))
    return [statement for statement in statements if statement], said


def _own(statement: _Statement) -> Iterator[str]:
    """Yield the names that a statement gives to a class, a function, an argument or a variable."""
    first, *_ = values = [token.value for token in statement]
    named: list[int] = []
    if first in ("class", "def"):
        named.append(1)
    depth = 0
    for place, value in enumerate(values):
        depth += (value in OPENING) - (value in CLOSING)
        if value == "=" and depth == 0:
            named += [each for each in range(place) if _is_bound(values, each)]
        elif value == "for" and "in" in values[place:]:
            named += range(place + 1, values.index("in", place))
        elif value == "lambda" and ":" in values[place:]:
            named += range(place + 1, values.index(":", place))
        elif first == "def" and depth == 1 and values[place - 1] in ("(", ",", "*", "**"):
            named.append(place)
    for place in named:
        name = statement[place] if place < len(statement) else None
        if name is not None and name.kind == "name" and not _is_agreed(name.value):
            yield name.value


def _is_bound(values: Sequence[str], place: int) -> bool:
    """Return whether an assignment binds the name at this place: `x`, or `conv` in `self.conv`."""
    alone = values[place - 1 : place] != ["."]
    of_one = place >= 2 and values[place - 3 : place - 2] != ["."]
    return values[place + 1] != "." and (alone or of_one)


def _is_agreed(name: str) -> bool:
    """Return whether the name is given by Python or PyTorch."""
    return name == "forward" or (name.startswith("__") and name.endswith("__"))


def _calls(statement: _Statement) -> Iterator[_Statement]:
    """Yield a statement split after each call before a comma, without brackets that only group or close."""
    current: _Statement = []
    for token in statement:
        if token.value == "(" and (not current or current[-1].value in ("=", "return")):
            continue
        if token.value == "," and current and current[-1].value in CLOSING:
            yield _unclosed(current)
            current = []
        elif current or token.value not in (*CLOSING, ","):
            current.append(token)
    if current:
        yield _unclosed(current)


def _unclosed(tokens: _Statement) -> _Statement:
    end = len(tokens)
    while end > 1 and tokens[end - 1].value in (*CLOSING, ","):
        end -= 1
    return tokens[:end]
