from pathlib import Path

import pytest

from grader.base.errors import StaffError
from grader.batch.roster import Student, find, read


def roster(folder: Path, text: str, encoding: str = "utf-8") -> list[Student]:
    file = folder / "명단.csv"
    file.write_bytes(text.encode(encoding))
    return read(file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_roster_reads_korean_headers_in_every_excel_encoding(tmp_path: Path, encoding: str, end: str) -> None:
    students = roster(
        tmp_path, end.join(["번호,학번,이름", "1,2023001,김민수", "2,2023002,이영희", ""]), encoding
    )
    assert [(each.id, each.name) for each in students] == [("2023001", "김민수"), ("2023002", "이영희")]


def test_roster_reads_a_canvas_gradebook(tmp_path: Path) -> None:
    students = roster(
        tmp_path,
        "Student,ID,SIS User ID,SIS Login ID,Section,Lab 1 (77)\n"
        "    Points Possible,,,,,100\n"
        '"Kim, Min-su",555,2023001,minsu,A,\n',
    )
    [kim] = students
    assert (kim.id, kim.name) == ("2023001", "Kim, Min-su")
    for said in ("555", "2023001", "minsu", "kimminsu"):
        assert find(students, said, "") is kim


def test_roster_tells_students_apart_by_the_best_column(tmp_path: Path) -> None:
    assert roster(tmp_path, "Name,Username, Student ID \nKim,kim,7\n")[0].id == "7"
    assert roster(tmp_path, "이름,username\n김민수,kim\n")[0] == Student(
        "kim", "김민수", ("김민수", "kim", "김민수")
    )


def test_roster_is_read_without_names(tmp_path: Path) -> None:
    assert [(each.id, each.name) for each in roster(tmp_path, "student_id\nkim\n\nlee\n")] == [
        ("kim", "kim"),
        ("lee", "lee"),
    ]


def test_roster_passes_over_short_lines_and_those_of_no_student(tmp_path: Path) -> None:
    assert [each.id for each in roster(tmp_path, "name,student_id\nKim,1\nLee\nPark,\n,4\n")] == ["1", "4"]


def test_roster_cell_may_hold_a_line_break(tmp_path: Path) -> None:
    assert [each.id for each in roster(tmp_path, 'student_id,note\n1,"a\nb"\n2,c\n')] == ["1", "2"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is empty"),
        ("\n\n", "it is empty"),
        ("grade,section\n1,A\n", "no column that tells students apart"),
        ('student_id\n"' + "x" * 200_000 + '"\n', "field larger than field limit"),
    ],
)
def test_roster_refuses_in_words_what_is_none(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(StaffError) as caught:
        roster(tmp_path, text)
    assert said in caught.value.message.en


def test_roster_refuses_bytes_of_no_encoding(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"\xff\xfes\x00")
    with pytest.raises(StaffError, match="neither UTF-8 nor CP949"):
        read(tmp_path / "x.csv")
    with pytest.raises(StaffError, match="cannot be read"):
        read(tmp_path / "none.csv")


def test_find_matches_nobody_by_a_name_that_two_students_have(tmp_path: Path) -> None:
    students = roster(tmp_path, "student_id,name\n1,김민수\n2,김민수\n")
    assert find(students, "77", "김민수") is None
    assert find(students, "2", "김민수") is students[1]


def test_find_counts_a_student_in_two_sections_as_one(tmp_path: Path) -> None:
    students = roster(tmp_path, "student_id,name,section\n1,Kim,A\n1,Kim,B\n")
    found = find(students, "1", "")
    assert found is not None
    assert found.id == "1"


def test_find_puts_the_id_before_what_stands_in_anothers_line(tmp_path: Path) -> None:
    students = roster(tmp_path, "student_id,name,seat\n1,Kim,2\n2,Lee,1\n")
    assert find(students, "1", "") is students[0]


def test_find_matches_canvas_sorted_name_to_given_name_first(tmp_path: Path) -> None:
    students = roster(tmp_path, "student_id,name\n1,Min Su Kim\n2,Jin Park\n")
    assert find(students, "555", "kimminsu") is students[0]


def test_find_matches_nobody_by_names_without_letters(tmp_path: Path) -> None:
    assert find(roster(tmp_path, "student_id,name\n1,--\n"), "!!", "??") is None
