"""Strip an untrusted notebook of its outputs before anything parses it; only the cells' sources are read.

A notebook with a right model may hold 200 MB of pictures, or lists by the hundred thousand. They are skipped
as bytes, which takes no memory.
"""

import re

MAX_TOKENS = 10_000_000
"""Strings and brackets of a notebook, outputs included; a slow machine takes a second for 1.5 million."""
STRIPPED = rb'"(?:outputs|attachments|metadata|widgets)"'
"""Keys whose values are left out. Inside a string their quotation marks are escaped."""
STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)'
"""One string, or the rest of an unterminated one: a failed match would be retried at every quotation mark."""
KEY = re.compile(STRIPPED + rb"\s*+:\s*+(?=[\[{])|" + STRING, re.DOTALL)
TOKEN = re.compile(STRING + rb"|[\[\]{}]", re.DOTALL)


class TooManyOutputs(Exception):  # noqa: N818 - the notebook is no error
    """There are more outputs than anybody could want to skip."""


def without_outputs(data: bytes) -> bytes:
    """Return a notebook with empty outputs, attachments and metadata; what is not JSON stays so.

    Raises:
        TooManyOutputs: the outputs consist of too many parts to be skipped in time.
    """
    kept: list[bytes] = []
    start = at = 0
    tokens = MAX_TOKENS
    while (found := KEY.search(data, at)) is not None:
        at = found.end()
        tokens -= 1
        if data[at - 1 : at] != b'"' and data[at : at + 1] in (b"[", b"{"):
            kept.append(data[start:at])
            kept.append(b"[]" if data[at : at + 1] == b"[" else b"{}")
            start, tokens = _end(data, at, tokens)
            at = start
        if tokens <= 0:
            raise TooManyOutputs
    return b"".join((*kept, data[start:]))


def _end(data: bytes, at: int, tokens: int) -> tuple[int, int]:
    """Return where the list or object that begins at `at` ends, and how many tokens may still be read."""
    depth = 0
    for token in TOKEN.finditer(data, at):
        tokens -= 1
        first = data[token.start()]
        if first in b"[{":
            depth += 1
        elif first in b"]}":
            depth -= 1
        if depth == 0 or tokens <= 0:
            return token.end(), tokens
    return len(data), tokens
