"""Suggest the known word closest to a misspelt one."""

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word closest to another, ignoring case; None if no word is known."""
    folded = {each.casefold(): each for each in sorted(known)}
    close = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0)
    return folded[close[0]] if close else None
