"""The scores of a class for Canvas, Moodle and nbgrader."""

import csv
import io
from pathlib import Path

import msgspec
import pytest

from grader.base import csv_table
from grader.base.errors import StaffError
from grader.base.text import LANGUAGES, Language, same
from grader.records.submissions import Entry, Override
from grader.reports.classroom.gradebook import Filled, GradebookRequest, number, score
from grader.reports.classroom.gradebook_formats import FILLED_IN, FORMATS, fill

from .classes import entry, small_class
from .conftest import Golden
from .samples import full_marks, many_failures, provisional, withheld

GOLDEN = Path(__file__).parent / "golden"
CANVAS = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Lab 1 (77),Lab 2 (78),Assignments Current Score\r\n"
    ",,,,,Manual Posting,,\r\n"
    "    Points Possible,,,,,10.00,100.00,(read only)\r\n"
    '"김, 민수",501,2023-10001,u1,A,,5,90\r\n'
    "이영희,502,2023-10002,u2,A,3,,\r\n"
    '"Park, Ji-hoon",503,2023-10003,u3,A,,,\r\n'
    "최서연,504,2023-10004,u4,A,EX,,\r\n"
    "정도윤,505,2023-10005,u5,A,,,\r\n"
    "강하은,506,2023-10006,u6,A,7,,\r\n"
    "조민준,507,2023-10007,u7,A,,,\r\n"
    "=윤지우,508,2023-10008,u8,A,,,\r\n"
    '"Student, Test",599,,,A,,,\r\n'
)
HEADERS = {
    "en": "Identifier,Full name,ID number,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments",
    "ko": "식별자,성명,학번,상태,성적,최고 성적,성적을 변경할 수 있음,"
    "최근 수정일 (제출물),최근 수정일 (성적),피드백 의견",
}
MOODLE = (
    'Participant 1,김민수,2023-10001,Submitted,,10.00,Yes,"Monday, 2 March 2026, 10:00 AM",-,\n'
    "Participant 2,이영희,2023-10002,Submitted,4.00,10.00,Yes,-,-,\n"
    "Participant 3,Ji-hoon Park,2023-10003,Submitted,,10.00,Yes,-,-,seen in class\n"
    "Participant 4,최서연,2023-10004,Submitted,,10.00,Yes,-,-,\n"
    "Participant 6,강하은,2023-10006,Submitted,7.00,10.00,Yes,-,-,\n"
    "Participant 9,=장서준,2023-10009,No submission,,10.00,Yes,-,-,\n"
)


def given(text: str, folder: Path, encoding: str = "utf-8") -> csv_table.Sheet:
    """A table that a teacher downloaded."""
    file = folder / "sheet.csv"
    file.write_bytes(text.encode(encoding))
    return csv_table.read(file)


def canvas(
    folder: Path, entries: list[Entry], text: str = CANVAS, column: str | None = "Lab 1 (77)"
) -> Filled:
    return fill("canvas", GradebookRequest(tuple(entries), "assignment1", "en", given(text, folder), column))


def moodle(
    folder: Path, entries: list[Entry], lang: Language = "en", rows: str = MOODLE, column: str | None = None
) -> Filled:
    text = f"\ufeff{HEADERS[lang]}\n{rows}"
    return fill("moodle", GradebookRequest(tuple(entries), "assignment1", lang, given(text, folder), column))


def nbgrader(entries: list[Entry]) -> Filled:
    return fill("nbgrader", GradebookRequest(tuple(entries), "assignment1", "en", csv_table.Sheet(rows=())))


def rows(filled: Filled) -> list[dict[str, str]]:
    text = filled.sheet.text.removeprefix(csv_table.BYTE_ORDER_MARK)
    return list(csv.DictReader(io.StringIO(text, newline="")))


def students(entries: tuple[Entry, ...]) -> list[str]:
    return [each.handed.student[-2:] for each in entries]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", FORMATS)
def test_gradebook_reads_as_agreed(name: str, lang: Language, golden: Golden, tmp_path: Path) -> None:
    sheets = {"canvas": CANVAS, "moodle": f"\ufeff{HEADERS[lang]}\n{MOODLE}"}
    table = given(sheets[name], tmp_path) if name in FILLED_IN else csv_table.Sheet(rows=())
    column = "Lab 1" if name == "canvas" else None
    filled = fill(name, GradebookRequest(tuple(small_class()), "assignment1", lang, table, column))
    golden(GOLDEN / name / f"class.{lang}.csv", filled.sheet.text.replace("\r\n", "\n"))


@pytest.mark.parametrize("name", FORMATS)
def test_gradebook_has_no_zero_for_a_student_without_a_score(name: str, tmp_path: Path) -> None:
    """Whatever stood in the teacher's table stays; else there is no line, or an empty cell."""
    unscored = [each for each in small_class() if score(each, None) is None]
    assert len(unscored) == 5
    if name == "canvas":
        assert [row["ID"] for row in rows(canvas(tmp_path, unscored))] == [""]
    elif name == "moodle":
        before = [row.split(",")[4] for row in MOODLE.splitlines()]
        assert [row["Grade"] for row in rows(moodle(tmp_path, unscored))] == before
    else:
        cells = [
            (row["raw_score"], row["late_submission_penalty"], row["score"])
            for row in rows(nbgrader(unscored))
        ]
        assert cells == [("", "", "")] * 5


# -- Canvas -----------------------------------------------------------------------------------------------


def test_canvas_gets_one_column_and_the_lines_with_a_score(tmp_path: Path) -> None:
    filled = canvas(tmp_path, small_class())
    assert filled.sheet.rows[0] == ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Lab 1 (77)")
    assert filled.sheet.rows[1][5] == "10.00"
    assert {row["ID"]: row["Lab 1 (77)"] for row in rows(filled)[1:]} == {
        "501": "10",
        "502": "4.5066",
        "503": "5.2566",
        "505": "0",
    }
    assert students(filled.kept) == ["04"]  # excused
    assert filled.lost == ()


@pytest.mark.parametrize(
    "person",
    [
        "Student,ID,Section",
        "Student,ID,SIS Login ID,Section",
        "Student,ID,SIS User ID,SIS Login ID,Integration ID,Root Account,Section",
        "LastName,FirstName,ID,SIS User ID,SIS Login ID,Section",
    ],
)
def test_canvas_finds_its_columns_where_it_looks_for_them(person: str, tmp_path: Path) -> None:
    """As its importer does: name and id first, the section last, then assignments; no empty score."""
    columns = person.split(",")
    line = ",".join("2023-10001" if name == "ID" else f"x{name}" for name in columns)
    text = f"{person},Notes,Lab 1 (77),Lab 2 (78)\n{line},late?,,\n"
    filled = canvas(tmp_path, small_class(), text)
    assert filled.sheet.rows[0] == (*columns, "Lab 1 (77)")
    assert filled.sheet.rows[1] == (*line.split(","), "100")
    assert len(filled.sheet.rows) == 2


def test_canvas_ids_are_as_they_were_and_names_are_no_formulas(tmp_path: Path) -> None:
    text = "Student,ID,SIS User ID,SIS Login ID,Section,Lab 1 (77)\n=cmd()|x,=1,+82-10,@kim,-1,\n"
    filled = canvas(tmp_path, [entry("+82-10", full_marks())], text, None)
    assert filled.sheet.rows[1] == ("'=cmd()|x", "=1", "+82-10", "@kim", "'-1", "100")


def test_canvas_says_which_columns_there_are_if_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(StaffError) as caught:
        canvas(tmp_path, small_class(), column=None)
    assert caught.value.hint is not None
    assert "'Lab 1 (77)', 'Lab 2 (78)'" in caught.value.hint.en  # and not the read-only one
    with pytest.raises(StaffError):
        canvas(tmp_path, small_class(), column="Lab 3")
    with pytest.raises(StaffError, match="no gradebook"):
        canvas(tmp_path, small_class(), "student,score\n1,2\n")


def test_canvas_without_the_points_takes_the_score_as_it_is(tmp_path: Path) -> None:
    text = "Student;ID;Section;Lab 1 (77)\nKim;2023-10002;A;\n"
    filled = canvas(tmp_path, small_class(), text, None)
    assert filled.sheet.text == "Student;ID;Section;Lab 1 (77)\nKim;2023-10002;A;45.0666\n"
    assert students(filled.lost) == ["01", "03", "04", "05"]


# -- Moodle -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_moodle_keeps_the_teachers_file_but_for_grades_and_notes(
    lang: Language, encoding: str, tmp_path: Path
) -> None:
    mark = "\ufeff" if encoding == "utf-8" else ""
    text = f"{mark}{HEADERS[lang]}\r\n" + MOODLE.replace("\n", "\r\n")
    table = given(text, tmp_path, encoding)
    filled = fill("moodle", GradebookRequest(tuple(small_class()), "assignment1", lang, table))
    assert filled.sheet.encoding == encoding
    assert filled.sheet.text.startswith(f"{mark}{HEADERS[lang]}\r\n")
    for before, after in zip(table.rows, filled.sheet.rows, strict=True):
        assert [cell for n, cell in enumerate(after) if n not in (1, 4, 9)] == [
            cell for n, cell in enumerate(before) if n not in (1, 4, 9)
        ]
    assert [row[4] for row in filled.sheet.rows[1:]] == ["10", "4.5066", "5.2566", "10", "7.00", ""]
    assert [row[1] for row in filled.sheet.rows[-2:]] == ["강하은", "'=장서준"]
    assert students(filled.lost) == ["05"]


def test_moodle_students_are_told_what_is_special_about_their_score(tmp_path: Path) -> None:
    said = {row["ID number"][-2:]: row["Feedback comments"] for row in rows(moodle(tmp_path, small_class()))}
    assert {student: notes.partition("<br>")[0] for student, notes in said.items()} == {
        "01": "",
        "02": "Handed in late.",
        "03": "seen in class",  # a person's words stay
        "04": "This score is provisional: it was measured on stand-in data.",
        "06": "",
        "09": "",
    }


def test_moodle_takes_notes_for_html_and_they_hold_none(tmp_path: Path) -> None:
    given_points = Override(part="lenet", check="logits", points=7.5, why="<b>=1</b> & more")
    one = MOODLE.splitlines(keepends=True)[0]
    filled = moodle(tmp_path, [entry("2023-10001", many_failures(), overrides=[given_points])], rows=one)
    [row] = rows(filled)
    assert row["Feedback comments"].startswith(
        "It returns raw logits, not a softmax: a person gave 7.5 points. &lt;b&gt;=1&lt;/b&gt; &amp; more<br>"
    )


def test_moodle_students_are_told_what_they_lost_points_for_or_why_they_have_none(tmp_path: Path) -> None:
    first, second = MOODLE.splitlines(keepends=True)[:2]
    failed = many_failures()
    nothing = entry("2023-10002", "nothing", message=same("<b>report.pdf</b>:\na document"))
    lost, none = rows(moodle(tmp_path, [entry("2023-10001", failed), nothing], rows=first + second))
    reasons = lost["Feedback comments"].split("<br>")
    results = [each for each in failed.parts[0].results if each.status in ("failed", "partial")]
    assert len(reasons) == len(results)
    assert results[0].message is not None
    assert "(-13.33)" in reasons[0]
    assert (none["Grade"], none["Feedback comments"]) == ("4.00", "&lt;b&gt;report.pdf&lt;/b&gt;: a document")


def test_moodle_participants_are_found_by_the_numbers_of_its_folders(tmp_path: Path) -> None:
    """Without a roster a student is called by the number in the name of Moodle's folder."""
    filled = moodle(tmp_path, [entry("4", full_marks(), "최서연"), entry("1", provisional(), "김민수")])
    assert [row["Grade"] for row in rows(filled)] == ["10", "4.00", "", "10", "7.00", ""]


def test_moodle_names_the_columns_if_several_could_be_the_grade(tmp_path: Path) -> None:
    odd = "".join(f"Participant {n},Kim,,7,,10.00,Yes,-,-,\n" for n in (1, 2))
    with pytest.raises(StaffError) as caught:
        moodle(tmp_path, [entry("1", full_marks())], rows=odd)
    assert caught.value.hint is not None
    assert "'ID number', 'Grade'" in caught.value.hint.en
    assert rows(moodle(tmp_path, [entry("1", full_marks())], rows=odd, column="Grade"))[0]["Grade"] == "10"


@pytest.mark.parametrize(
    "wrong", ["kim,Kim,1,x,,10.00,Yes,-,-,\n", "Participant 1,Kim,1,x,A,Pass,Yes,-,-,\n", ""]
)
def test_moodle_refuses_other_tables(wrong: str, tmp_path: Path) -> None:
    with pytest.raises(StaffError):
        moodle(tmp_path, small_class(), rows=wrong)


# -- nbgrader ---------------------------------------------------------------------------------------------


def test_nbgrader_has_a_line_for_everyone() -> None:
    found = rows(nbgrader([entry("kim", many_failures(), "Kim, Min-su"), entry("=lee", "missing", "이영희")]))
    assert [list(row.values()) for row in found] == [
        ["assignment1", "", "", "kim", "Kim", "Min-su", "", "45.0666", "0", "45.0666", "100"],
        ["assignment1", "", "", "'=lee", "이영희", "", "", "", "", "", "100"],
    ]


# -- whose line is whose ----------------------------------------------------------------------------------


def test_gradebook_gives_nobody_a_line_that_two_could_have(tmp_path: Path) -> None:
    text = "Student,ID,SIS User ID,Section,Lab 1 (77)\nKim,501,1,A,\nLee,1,502,A,\n"
    assert students(canvas(tmp_path, [entry("1", full_marks())], text, None).lost) == ["1"]
    named = canvas(tmp_path, [entry("1", full_marks(), "lee")], text, None)
    assert [row["ID"] for row in rows(named)] == ["1"]
    both = [entry("501", full_marks()), entry("x", many_failures(), "Kim")]
    assert students(canvas(tmp_path, both, text, None).lost) == ["01", "x"]


def test_gradebook_never_mixes_up_two_students_of_one_name(tmp_path: Path) -> None:
    text = "Student,ID,Section,Lab 1 (77)\n김민수,501,A,\n김민수,502,A,\n"
    assert students(canvas(tmp_path, [entry("x", full_marks(), "김민수")], text, None).lost) == ["x"]
    assert rows(canvas(tmp_path, [entry("502", full_marks(), "김민수")], text, None))[0]["ID"] == "502"


def test_gradebook_finds_no_line_for_a_name_without_letters(tmp_path: Path) -> None:
    text = "Student,ID,Section,Lab 1 (77)\n--,!!,A,\n"
    assert students(canvas(tmp_path, [entry("??", full_marks(), "--")], text, None).lost) == ["??"]


# -- scores -----------------------------------------------------------------------------------------------


def test_score_is_never_rounded_up_to_full_marks() -> None:
    nearly = msgspec.structs.replace(full_marks(), earned=99.99996)
    assert score(entry("kim", nearly), None) == "99.9999"
    assert score(entry("kim", full_marks()), 3) == "3"
    assert score(entry("kim", withheld()), None) is None
    assert score(entry("kim", msgspec.structs.replace(full_marks(), points=0.0)), 10) is None


def test_number_reads_a_decimal_comma() -> None:
    assert [number(cell) for cell in ("10,50", " 7 ", "(read only)", "", "nan", "1e400")] == [
        10.5, 7.0, None, None, None, None,
    ]  # fmt: skip
