"""Loops that a rehearsal cannot follow: a person is called, and nothing is held against them."""

from pathlib import Path

import pytest

from grader import intake
from grader.checks.loops import running
from grader.checks.verdict import Withheld
from tests.loops.asking import rehearsed

BEYOND = sorted((Path(__file__).parent / "fixtures" / "beyond").glob("*.py"))


@pytest.mark.parametrize("file", BEYOND, ids=lambda file: file.stem)
def test_what_cannot_be_followed_calls_a_person(file: Path) -> None:
    with pytest.raises(Withheld):
        running.trains_something(rehearsed(intake.read(file)))
