import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from grader.reports.sanitize import LONGEST, visible

ANY = st.text(st.characters(exclude_categories=()))


@given(ANY)
def test_only_printable_characters_are_left(text: str) -> None:
    assert visible(text).isprintable()


@given(ANY)
def test_line_breaks_may_stay(text: str) -> None:
    shown = visible(text, lines=True)
    assert shown.replace("\n", "").isprintable()
    assert shown.splitlines() == shown.split("\n")[: len(shown.splitlines())]


@given(st.text(st.characters(categories=("L", "N", "P", "S")), max_size=LONGEST // 20))
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert visible(text) == unicodedata.normalize("NFC", text)


def test_korean_names_from_a_mac_are_composed() -> None:
    assert visible(unicodedata.normalize("NFD", "과제.ipynb")) == "과제.ipynb"


def test_what_cannot_be_seen_is_spelt_out() -> None:
    assert visible("a\x1b[31m\x9b\u202e\u200b\xa0\udce9") == "a\\x1b[31m\\x9b\\u202e\\u200b\\xa0\\udce9"
