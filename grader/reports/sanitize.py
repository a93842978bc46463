"""Text that may come from a student, made safe to show: what would steer a terminal is spelt out instead."""

import unicodedata

LONGEST = 2_000
"""Characters shown of one text; nothing that helps a reader is longer."""


def visible(text: str, *, lines: bool = False) -> str:
    r"""Return `text` with every character that does not print itself written as an escape, e.g. `\x1b`.

    Everything that is invisible goes: terminal control sequences, marks that turn the direction of reading,
    zero-width characters, halves of surrogate pairs. Line breaks go as well unless `lines` lets them stay, so
    that a file's name cannot write a line of the report.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").expandtabs(4))
    if len(text) > LONGEST:
        text = text[:LONGEST] + " ..."
    return "".join(c if c.isprintable() or (lines and c == "\n") else _spelt(c) for c in text)


def _spelt(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
