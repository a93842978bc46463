"""Korean particles, whose form depends on the final sound of the preceding word."""

import re

AFTER_A_VOWEL = {"과": "와", "이": "가", "을": "를", "은": "는", "이라는": "라는", "으로": "로"}
"""The form after a vowel, keyed by the form after a consonant."""
DIGITS = {"0": "ㄱ", "1": "ㄹ", "3": "ㄱ", "6": "ㄱ", "7": "ㄹ", "8": "ㄹ"}
LETTERS = {"L": "ㄹ", "M": "ㄱ", "N": "ㄱ", "R": "ㄹ"}
CLOSED = re.compile(r"(?:([lmn])e?|ng|out|(?:^|[^aeiou])[aeiou][bckpt])$", re.IGNORECASE)
"""English words that end in a consonant in Korean as well: 모델, 튜플, 넷; not 리스트, 텐서, 플로트."""


def with_particle(word: str, particle: str) -> str:
    """Return a word, a name or a number with the right form of a particle: `LeNet5와`, `CNN과`, `3으로`.

    Args:
        word: as it is written; capitals at its end are read letter by letter.
        particle: a key of `AFTER_A_VOWEL`.
    """
    final = _final(word)
    opened = not final or (particle == "으로" and final == "ㄹ")
    return word + (AFTER_A_VOWEL[particle] if opened else particle)


def quoted_with(word: object, particle: str) -> str:
    """Return a word in quotation marks with the right form of a particle: `'out.zip'이`."""
    return f"'{word}'" + with_particle(str(word), particle).removeprefix(str(word))


def _final(word: str) -> str:
    """Return the final consonant of a word as read in Korean: ㄹ, ㄱ for any other, empty for a vowel."""
    last = word[-1:]
    if "가" <= last <= "힣":
        number = (ord(last) - ord("가")) % 28
        return "ㄹ" if number == 8 else "ㄱ" if number else ""
    if not (last.isascii() and last.isalpha()):
        return DIGITS.get(last, "")
    if re.search(r"(?:^|[A-Z])[A-Z]$", word):
        return LETTERS.get(last, "")
    found = CLOSED.search(re.split(r"(?=[A-Z])", word)[-1])
    return "" if found is None else "ㄹ" if (found[1] or "").lower() == "l" else "ㄱ"
