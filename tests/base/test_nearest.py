"""The known word nearest to a misspelt one."""

import pytest

from grader.base.nearest import nearest

KNOWN = ("Conv2d", "ConvTranspose2d", "ReLU", "GLU")


@pytest.mark.parametrize(
    ("word", "known"),
    [("Conv2D", "Conv2d"), ("RELU", "ReLU"), ("transposed", "ConvTranspose2d"), ("Gruu", "GLU")],
)
def test_nearest_ignores_capital_letters(word: str, known: str) -> None:
    assert nearest(word, KNOWN) == known


def test_nearest_of_no_words_is_none() -> None:
    assert nearest("Conv2d", []) is None
