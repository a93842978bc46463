"""grades.csv, as read by a spreadsheet."""

import csv
import io

import pytest

from grader.base.csv_table import BYTE_ORDER_MARK
from grader.base.text import Text, same
from grader.records.submissions import Entry, Handed, Override, State, Unmatched
from grader.reports.classroom.grades_csv import harmless, nobodys, render

from ..samples import HOSTILE, full_marks, many_failures, provisional, withheld

WORDS = Text(ko="모델이\n없습니다.", en="There is\nno model.")


def entry(student: str = "kim", state: State = "graded", **more: object) -> Entry:
    handed = Handed(
        student=student, files=(), name=str(more.pop("name", "")), late=bool(more.pop("late", False))
    )
    return Entry(**{"handed": handed, "state": state, **more})  # type: ignore[arg-type]


def rows(*entries: Entry, lang: str = "en") -> list[dict[str, str]]:
    text = render(entries, "ko" if lang == "ko" else "en")
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_grades_csv_has_a_line_a_student_and_a_column_a_check() -> None:
    [row] = rows(entry(name="김민수", late=True, report=many_failures()))
    assert row["student"] == "kim"
    assert row["name"] == "김민수"
    assert (row["state"], row["late"]) == ("graded", "yes")
    assert (row["score"], row["max_score"]) == ("45.0667", "100")
    assert (row["lenet.runs"], row["lenet.kernel"], row["lenet.activations"]) == ("10", "6.66667", "0")


def test_grades_csv_leaves_a_missing_score_empty_and_never_zero() -> None:
    lines = rows(
        entry("withheld", report=withheld()),
        entry("nothing", "nothing", message=WORDS),
        entry("missing", "missing"),
        entry("fault", "fault", message=WORDS),
        entry("waiting", "waiting"),
    )
    assert {row["score"] for row in lines} == {""}
    assert [row["state"] for row in lines] == [
        "to be looked at",
        "nothing to grade",
        "not handed in",
        "to be looked at",
        "waiting",
    ]
    assert lines[1]["note"] == "There is no model."
    assert lines[1]["lenet.runs"] == ""


def test_grades_csv_speaks_korean() -> None:
    [row] = rows(entry(state="nothing", message=WORDS), lang="ko")
    assert row == {
        "학생": "kim",
        "이름": "",
        "상태": "채점할 것 없음",
        "지각": "",
        "점수": "",
        "만점": "",
        "잠정": "",
        "조교 점수": "",
        "비고": "모델이 없습니다.",
    }


def test_grades_csv_marks_provisional_scores() -> None:
    marked, final = rows(entry(report=provisional()), entry(report=full_marks()))
    assert (marked["provisional"], final["provisional"]) == ("yes", "")


def test_grades_csv_names_the_checks_whose_points_a_person_gave() -> None:
    given = (
        Override(part="lenet", check="kernel", points=1, why="x"),
        Override(part="", check="late", points=1, why="x"),
    )
    marked, other = rows(entry(report=full_marks(), overrides=given), entry(report=full_marks()))
    assert (marked["by_hand"], other["by_hand"]) == ("lenet.kernel late", "")


def test_grades_csv_lists_earlier_attempts() -> None:
    handed = Handed(student="kim", files=("/s/b.py",), older=("/s/a.py", "/s/=a.py"))
    [row] = rows(Entry(handed=handed, state="graded", report=full_marks()))
    assert row["note"] == "earlier attempts: a.py, =a.py"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", " =", "\t="])
def test_grades_csv_has_no_formula_from_a_student(start: str) -> None:
    said = f"{start}cmd|' /C calc'!A0"
    [row] = rows(entry(said, "fault", name=said, message=same(said)))
    assert row["student"] == row["name"] == f"'{said.expandtabs(4)}"
    assert not row["note"].startswith(tuple("=+-@"))
    assert harmless("kim-1=2") == "kim-1=2"


def test_grades_csv_keeps_commas_and_quotes_in_their_cell() -> None:
    name = 'Kim, "Min" su'
    first, second = rows(entry(name, report=full_marks()), entry("lee"))
    assert (first["student"], second["student"]) == (name, "lee")


def test_grades_csv_holds_nothing_that_a_terminal_obeys() -> None:
    text = render([entry(HOSTILE, "fault", name=HOSTILE, message=same(HOSTILE))], "en")
    assert all(
        character.isprintable() for character in text.removeprefix(BYTE_ORDER_MARK).replace("\r\n", "")
    )


def test_nobodys_is_a_table_of_its_own() -> None:
    text = nobodys([Unmatched("=x,y.py", same("no"))], "en")
    assert text == BYTE_ORDER_MARK + 'file,reason\r\n"\'=x,y.py",no\r\n'
    assert nobodys([], "ko") == BYTE_ORDER_MARK + "파일,이유\r\n"
