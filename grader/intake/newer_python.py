"""Syntax that Python knows since 3.12, for a grader that runs an older one: f-strings and type parameters.

    print(f"{sizes["in"]}")        print(("" + format(sizes["in"], "")))
    class Net[T](nn.Module): ...   class Net(nn.Module): ...
    type Size = int                Size = int

What is written on the right computes the same. Type parameters only stand in annotations, where any does.
"""

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

START = re.compile(r"(?P<prefix>\b[rRbBuUfF]{1,2}|)(?P<quote>'''|\"\"\"|'|\")")
COMMENT_OR_START = re.compile(rf"#[^\n]*|{START.pattern}")
GENERIC = re.compile(
    r"^([ \t]*(?:async[ \t]+def|def|class|type)[ \t]+\w+)[ \t]*\[([^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\]"
)
TYPE = re.compile(r"^([ \t]*)type[ \t]+(\w+[ \t]*=(?!=))")
CONVERSIONS = {"r": "repr", "s": "str", "a": "ascii"}
MOST_NESTED = 10
"""Levels of f-strings in one another; people write two."""
LONGEST = 5_000
"""Characters of a string to look at; what people format is a line."""
MOST_REWRITTEN = 500
"""Strings to look at; a long notebook has a few of this kind."""
MOST_UNREADABLE = 200
"""Quotation marks that begin no string, as in prose; where there are more, this is no code."""
TIGHT = (".", "[", "%", "*", "/", "(")
"""What binds more tightly than the sum that strings side by side become."""


class _NotAString(Exception):  # noqa: N818 - it only ends the reading of one string
    """The text from here on is no complete string."""


def older(text: str) -> str:
    """Rewrite what the running Python does not accept of a text; every line keeps its number."""
    return _without_generics(_rewritten(text))


def is_newer(text: str) -> bool:
    """Return whether a text that does not parse is right in a newer Python, but for what it is about."""
    strings = list(_strings(text))
    unusual = [each for each in strings if each.is_unusual][:MOST_REWRITTEN]
    if not any(
        _accepts(each.written or "") and not _accepts(text[each.start : each.end]) for each in unusual
    ):
        return False
    parts: list[str] = []
    at = 0
    for each in strings:
        blank_lines = "\\\n" * text.count("\n", each.start, each.end)
        parts += [text[at : each.start], '""', blank_lines]
        at = each.end
    return _accepts(_without_generics("".join((*parts, text[at:]))))


def _accepts(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


# -- type parameters -------------------------------------------------------------------------------------


def _without_generics(text: str) -> str:
    lines = text.split("\n")
    names: list[str] = []
    for index, line in enumerate(lines):
        if match := GENERIC.match(line):
            names += re.findall(r"(?:^|,)\s*\*{0,2}(\w+)", match[2])
            line = match[1] + line[match.end() :]
        lines[index] = TYPE.sub(r"\1\2", line)
    text = "\n".join(lines)
    return re.sub(rf"\b(?:{'|'.join(names)})\b", "object", text) if names else text


# -- f-strings -------------------------------------------------------------------------------------------


def _rewritten(text: str) -> str:
    """Write the f-strings that the running Python does not accept as sums of their parts."""
    parts: list[str] = []
    at = last = looked_at = 0
    joins = False
    for each in _strings(text):
        looked_at += each.is_unusual
        if looked_at > MOST_REWRITTEN:
            return text
        rewrite = each.is_unusual and not _accepts(text[each.start : each.end])
        adjacent = last > 0 and not text[last : each.start].strip()
        tight = text[each.end : each.end + 10].lstrip().startswith(TIGHT)
        if adjacent and tight and (rewrite or joins):
            return text
        if adjacent and (rewrite or joins):
            parts += [text[at:last], " + "]
            at = last
        if rewrite:
            parts += [text[at : each.start], each.written or ""]
            at = each.end
        joins = rewrite
        last = each.end
    return "".join((*parts, text[at:]))


def _strings(text: str) -> Iterator["_String"]:
    """Yield the strings outside comments."""
    at = unreadable = 0
    while unreadable < MOST_UNREADABLE and (found := COMMENT_OR_START.search(text, at)) is not None:
        at = found.end()
        if found["quote"]:
            try:
                string = _String(text, found.start()).read()
            except _NotAString:
                unreadable += 1
            else:
                at = string.end
                yield string


@dataclass
class _String:
    """A string in a text; `end` and `written` are known once it was read."""

    text: str
    start: int
    level: int = 0
    end: int = 0
    written: str | None = None
    """A sum of the parts of an f-string; None for other strings."""
    is_unusual: bool = False
    """Whether an expression in it holds what Python did not allow there before 3.12."""

    def read(self) -> "_String":
        """Find the end.

        Raises:
            _NotAString: there is none, or too far away.
        """
        start = START.match(self.text, self.start)
        if start is None or self.level > MOST_NESTED:
            raise _NotAString
        self.end = start.end()
        quote, prefix = start["quote"], start["prefix"].lower()
        opening = prefix.replace("f", "") + quote
        values = self._values(quote, opening, quote, is_format="f" in prefix)
        self.written = f"({' + '.join(values)})" if "f" in prefix else None
        self.end += len(quote)
        return self

    def _values(self, until: str, opening: str, quote: str, *, is_format: bool) -> list[str]:
        """Read to a mark; return expressions for the literal parts and the replacement fields, in turn."""
        values = [opening]
        while not self.text.startswith(until, self.end):
            two = self.text[self.end : self.end + 2]
            if not two or (two[0] == "\n" and len(quote) == 1) or self.end - self.start > LONGEST:
                raise _NotAString
            field = is_format and two[0] in "{}" and two not in ("{{", "}}")
            double = two[0] == "\\" or (is_format and two in ("{{", "}}"))
            self.end += 2 if double else 1
            if field:
                values[-1:] = [values[-1] + quote, self._field(quote), opening]
            else:
                values[-1] += two if two[0] == "\\" else two[0]
        values[-1] += quote
        return values

    def _field(self, quote: str) -> str:
        """Read a replacement field from behind its brace; return an expression for its text."""
        expression = self._expression()
        label, value = _label(expression)
        conversion, spec = "", ""
        if self._takes("!"):
            conversion = CONVERSIONS.get(self.text[self.end : self.end + 1], "")
            self.end += 1
        if self._takes(":"):
            spec = " + ".join(self._values("}", quote, quote, is_format=True))
        if not self._takes("}") or not value.strip():
            raise _NotAString
        if label and not spec:
            conversion = conversion or "repr"
        return f"{label}format({conversion}({value}), {spec or repr('')})"

    def _takes(self, character: str) -> bool:
        if self.text[self.end : self.end + 1] != character:
            return False
        self.end += 1
        return True

    def _expression(self) -> str:
        """Read up to the `!`, `:` or `}` that ends an expression; f-strings in it are rewritten too."""
        parts: list[str] = []
        depth = 0
        while True:
            two = self.text[self.end : self.end + 2]
            if not two or self.end - self.start > LONGEST:
                raise _NotAString
            if depth == 0 and (two[0] in "}:" or (two[0] == "!" and two != "!=")):
                return "".join(parts)
            self.is_unusual |= two[0] in "\\\n#"
            if START.match(self.text, self.end):
                self.is_unusual = True
                string = _String(self.text, self.end, self.level + 1).read()
                parts.append(string.written or self.text[self.end : string.end])
                self.end = string.end
                continue
            depth += (two[0] in "([{") - (two[0] in ")]}")
            parts.append(two[0])
            self.end += 1


def _label(expression: str) -> tuple[str, str]:
    """Return what `{x=}` shows before the value, as a summand, and the expression of the value."""
    shown = expression.rstrip()
    if not shown.endswith("=") or shown.endswith(("==", "!=", "<=", ">=")):
        return "", expression
    return f"{expression!r} + ", shown[:-1]
