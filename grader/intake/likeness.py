"""How similar the name of a student's model is to the one that the assignment asks for."""

import difflib
import re

EXACT, SPELLING, SIMILAR, OTHER = 3, 2, 1, 0


def likeness(name: str, model: str) -> int:
    """Return how similar a name is to the one that the assignment asks for."""
    if name == model:
        return EXACT
    a, b = plain(name), plain(model)
    if a == b:
        return SPELLING
    within = b in a or (a in b and len(a) > len(b) / 2)
    close = difflib.SequenceMatcher(None, a, b).ratio() >= 0.8
    return SIMILAR if within or close else OTHER


def plain(name: str) -> str:
    """Return a name without case, underscores and whatever is no letter or digit."""
    return re.sub(r"[\W_]", "", name).lower()
