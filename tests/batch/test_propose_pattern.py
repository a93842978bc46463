import re

import pytest

from grader.batch.propose_pattern import propose
from grader.batch.roster import Student

CLASS = tuple(
    Student(id=str(2023001 + n), name=name, also=()) for n, name in enumerate(("Kim", "Lee", "Park"))
)


@pytest.mark.parametrize(
    ("names", "students"),
    [
        (["hw1-2023001-kim.py", "hw1-2023002-lee.py"], ["2023001", "2023002"]),
        (["2023001(v1).py", "2023003(v1).ipynb"], ["2023001", "2023003"]),
        (["팀 3 - 과제.py", "팀 12 - 과제.py"], ["3", "12"]),
    ],
)
def test_propose_finds_the_students_of_names_that_are_made_alike(
    names: list[str], students: list[str]
) -> None:
    pattern = propose(names, CLASS)
    assert pattern is not None
    assert [re.fullmatch(pattern, name)["student"] for name in names] == students  # type: ignore[index]


def test_propose_prefers_what_the_roster_knows() -> None:
    names = ["1_a_2023001.py", "2_b_2023002.py", "3_c_2023003.py"]
    assert propose(names, CLASS) == r"\d{1}_[^\W\d_]+_(?P<student>\d{7})\.py"


def test_propose_is_silent_about_names_that_have_nothing_in_common() -> None:
    assert propose([]) is None
    assert propose(["notes.txt"]) is None
    assert propose(["a.py", "1-2.py"]) is None
