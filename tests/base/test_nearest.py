"""The known word that a misspelt one is nearest to."""

import pytest

from grader.base.nearest import nearest

KNOWN = ("Conv2d", "ConvTranspose2d", "ReLU", "GLU")


@pytest.mark.parametrize(
    ("word", "known"),
    [("Conv2D", "Conv2d"), ("RELU", "ReLU"), ("transposed", "ConvTranspose2d"), ("Gruu", "GLU")],
)
def test_capital_letters_do_not_count(word: str, known: str) -> None:
    assert nearest(word, KNOWN) == known


def test_of_no_words_none_is_nearest() -> None:
    assert nearest("Conv2d", []) is None
