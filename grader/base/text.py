"""Text for people, in every language of the course."""

from typing import Literal

import msgspec

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")


class Text(msgspec.Struct, frozen=True):
    """One message in Korean and in English.

    Raises:
        ValueError: a language is missing; a half-translated course thus fails on import.
    """

    ko: str
    en: str

    def __post_init__(self) -> None:
        for language in LANGUAGES:
            if not self.get(language).strip():
                raise ValueError(f"a text lacks its {language!r} version: {self!r}")

    def get(self, language: Language) -> str:
        """Return the message in one language."""
        return self.ko if language == "ko" else self.en


def same(text: str) -> Text:
    """Return a text that reads the same in every language: code, a formula, a layer in the lab's notation."""
    return Text(ko=text, en=text)
