"""Characters that an output's encoding lacks, as in a file written by a terminal of Korean Windows."""

import codecs
from typing import Final

ALIKE: Final = {"–": "-", "—": "-", "−": "-", "≈": "~", "≤": "<=", "≥": ">=", "→": "->", "✓": "OK", "✗": "X"}
"""What stands for a character of the grader's own; cp949 and cp1252 lack some of them."""
NAME: Final = "grader.alike"
"""The name of the error handler, for Python's streams."""


def register() -> str:
    """Make the handler known to Python, and return its name."""
    codecs.register_error(NAME, _alike)
    return NAME


def _alike(error: UnicodeError) -> tuple[str | bytes, int]:
    """Write a character that cannot be encoded as one that is like it, or else as its number."""
    if isinstance(error, UnicodeEncodeError) and (near := ALIKE.get(error.object[error.start])):
        return near, error.start + 1
    return codecs.backslashreplace_errors(error)
