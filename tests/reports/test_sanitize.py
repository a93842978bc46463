import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from grader.reports.sanitize import LONGEST, visible

ANY = st.text(st.characters(exclude_categories=()))


@given(ANY)
def test_visible_leaves_only_printable_characters(text: str) -> None:
    assert visible(text).isprintable()


@given(ANY)
def test_visible_keeps_line_breaks_on_request(text: str) -> None:
    shown = visible(text, lines=True)
    assert shown.replace("\n", "").isprintable()
    assert shown.splitlines() == shown.split("\n")[: len(shown.splitlines())]


@given(st.text(st.characters(categories=("L", "N", "P", "S")), max_size=LONGEST // 20))
def test_visible_leaves_ordinary_text_alone(text: str) -> None:
    assert visible(text) == unicodedata.normalize("NFC", text)


def test_visible_composes_korean_names_from_a_mac() -> None:
    assert visible(unicodedata.normalize("NFD", "과제.ipynb")) == "과제.ipynb"


def test_visible_spells_out_what_cannot_be_seen() -> None:
    assert visible("a\x1b[31m\x9b\u202e\u200b\xa0\udce9") == "a\\x1b[31m\\x9b\\u202e\\u200b\\xa0\\udce9"
