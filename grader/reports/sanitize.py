"""Text that may come from a student, made safe to show: characters that control a terminal are escaped."""

import unicodedata

LONGEST = 2_000
"""Maximum number of characters shown of one text; no useful text is longer."""


def visible(text: str, *, lines: bool = False) -> str:
    r"""Return `text` with every unprintable character written as an escape, e.g. `\x1b`.

    This covers terminal control sequences, marks that change the direction of reading, zero-width characters
    and halves of surrogate pairs. Line breaks are escaped as well unless `lines` is true, so that a file's
    name cannot add a line to the report.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").expandtabs(4))
    if len(text) > LONGEST:
        text = text[:LONGEST] + " ..."
    return "".join(c if c.isprintable() or (lines and c == "\n") else _spelt(c) for c in text)


def _spelt(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
