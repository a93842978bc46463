import pytest

from grader.batch.name_search import Meant, search
from grader.batch.roster import Student

CLASS = (
    Student("2023-10001", "Kim, Min-su", (), ("minsu01",)),
    Student("2023-10002", "이수", ()),
    Student("2023-10003", "이수민", ()),
    Student("7", "Lee", ()),
    Student("2023-10004", "Jin Park", ()),
    Student("2023-10004", "Jin Park", ()),  # in two sections
)


@pytest.mark.parametrize(
    ("text", "student"),
    [
        ("hw1_2023-10001.py", 0),
        ("hw1_202310001.py", 0),
        ("202310001Kim.py", 0),
        ("minsu01_lenet.py", 0),
        ("KIM_MIN SU-hw.py", 0),
        ("hw1 min-su kim.py", 0),
        ("과제_이수.py", 1),
        ("이수민 과제.py", 2),
        ("2023-10004 Jin Park.py", 4),
    ],
)
def test_search_finds_an_id_or_a_name_that_stands_alone(text: str, student: int) -> None:
    assert search(CLASS, text).student == CLASS[student]


@pytest.mark.parametrize("text", ["hw1.py", "7_hw1.py", "Lee.py", "1202310001.ipynb"[4:], "park.py"])
def test_search_takes_nothing_short_for_a_student(text: str) -> None:
    assert search(CLASS, text) == Meant()


def test_search_names_all_who_may_be_meant() -> None:
    assert [each.id for each in search(CLASS, "이수, 이수민.py").perhaps] == ["2023-10002", "2023-10003"]
    assert [each.id for each in search(CLASS, "202310001_이수민.py").perhaps] == ["2023-10001", "2023-10003"]
    assert search(CLASS, "202310001_Kim Min-su_이수민.py").student == CLASS[0]
