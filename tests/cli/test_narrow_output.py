"""What an output cannot encode is written as what is most like it."""

import pytest

from grader.cli.narrow_output import ALIKE, register


@pytest.mark.parametrize("encoding", ["cp949", "cp1252", "ascii"])
def test_characters_of_the_graders_own_have_one_that_is_like_them(encoding: str) -> None:
    for character, like in ALIKE.items():
        written = character.encode(encoding, errors=register()).decode(encoding)
        assert written in (character, like)


def test_other_characters_are_written_as_their_numbers() -> None:
    assert "32 − 5, é, 층".encode("cp949", errors=register()).decode("cp949") == "32 - 5, \\xe9, 층"
