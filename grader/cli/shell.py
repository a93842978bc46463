"""Words of commands that are printed, quoted for the shell they will be pasted into."""

import re
import shlex
import sys
from typing import Final

_PLAIN_ON_WINDOWS: Final = re.compile(r"[\w.:\\/+=-]+")


def quoted(word: str) -> str:
    """Return a word so that the shell at hand takes it for one word, whatever is in it."""
    return _on_windows(word) if sys.platform == "win32" else shlex.quote(word)


def _on_windows(word: str) -> str:
    """Return a word in the quotation marks that cmd and PowerShell both know.

    A file's name on Windows holds no quotation mark.
    """
    return word if _PLAIN_ON_WINDOWS.fullmatch(word) else f'"{word}"'
