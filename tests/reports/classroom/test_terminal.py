import io
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console

from grader.base.text import LANGUAGES, Language, same
from grader.records.submissions import Entry, Handed, Unmatched
from grader.reports import formats
from grader.reports.classroom.summary import classroom
from grader.reports.classroom.terminal import MOST, file_name, outcome, render

from ..samples import HOSTILE, full_marks, many_failures, withheld

NAMES = [
    "../../etc/passwd",
    "..",
    ".",
    "/root",
    "a/b",
    "a\\b",
    "a:b",
    "C:",
    "a\nb",
    "a\x1b[2J",
    "a\x00b",
    "=cmd()",
    "<script>",
    ".hidden",
    "kim.",
    " kim",
    "",
    "김" * 300,
    "x" * 300,
    "𠀀" * 100,
    "\u202eevil",
    HOSTILE,
]


@pytest.mark.parametrize("student", NAMES, ids=ascii)
def test_file_name_never_leaves_its_folder_and_can_be_written(student: str, tmp_path: Path) -> None:
    page = tmp_path / "feedback" / f"{file_name(student)}.html"
    assert page.parent == tmp_path / "feedback"
    assert page.name.isprintable()
    assert not page.name.startswith(".")
    page.parent.mkdir()
    formats.write("x", page)
    assert [each.name for each in page.parent.iterdir()] == [page.name]


def test_file_name_is_never_shared_by_two_students() -> None:
    students = [*NAMES, "kim", "kim_", "kim?", "kim/", "kim*", "김" * 301, "x" * 200, "x" * 201, "x" * 202]
    students += ["Kim", "KIM", "straße", "strasse", unicodedata.normalize("NFD", "김민수"), "김민수"]
    same_to_a_system = {unicodedata.normalize("NFC", file_name(each)).casefold() for each in students}
    assert len(same_to_a_system) == len(students)


def test_file_name_keeps_an_ordinary_name() -> None:
    for student in ("2023-12345", "김민수", "kim min-su", "kim@snu.ac.kr", "kim+1"):
        assert file_name(student) == student
    assert unicodedata.is_normalized("NFC", file_name("김민수"))


def drawn(
    entries: Sequence[Entry],
    unmatched: Sequence[Unmatched] = (),
    lang: Language = "en",
    encoding: str = "utf-8",
) -> str:
    sent = io.BytesIO()
    file = io.TextIOWrapper(sent, encoding=encoding, errors="backslashreplace", newline="\n")
    console = Console(file=file, width=100, force_terminal=False)
    console.print(render(classroom(entries), unmatched, Path("out"), lang))
    file.flush()
    return sent.getvalue().decode(encoding)


def entry(student: str = "kim", **more: object) -> Entry:
    return Entry(**{"handed": Handed(student=student, files=()), **more})  # type: ignore[arg-type]


def test_class_terminal_shows_all_at_a_glance() -> None:
    text = drawn(
        [
            entry("kim", state="graded", report=full_marks()),
            entry("lee", state="graded", report=many_failures()),
            entry("park", state="graded", report=withheld()),
            entry("choi", state="fault", message=same("it broke")),
            entry("jung", state="nothing", message=same("no model")),
            entry("kang", state="missing"),
        ],
        [Unmatched("/subs/notes.txt", same("no notebook"))],
    )
    assert "2 students, mean 72.5 %, median 72.5 %" in text
    for line in (
        "A person must look at (2)",
        "  · park: The check gradient broke: ZeroDivisionError",
        "  · choi: it broke",
        "Nothing to grade (1)",
        "  · jung: no model",
        "Handed in nothing (1)",
        "  · kang",
        "Belong to nobody (1)",
        "  · notes.txt: no notebook",
        "grade report out",
    ):
        assert line in text


def test_class_terminal_sets_off_students_where_a_reason_takes_several_lines() -> None:
    text = drawn(
        [entry("kim", state="nothing", message=same("too long " * 20)), entry("lee", state="nothing")]
    )
    after = text[text.index("Nothing to grade") :].splitlines()
    students = [line for line in after if line.startswith("  · ")]
    assert [line.split()[1] for line in students] == ["kim:", "lee"]
    assert after[2].startswith("    too long")


def test_class_terminal_cuts_and_counts_long_lists() -> None:
    text = drawn([entry(f"s{number}", state="missing") for number in range(MOST + 3)])
    assert f"Handed in nothing ({MOST + 3})" in text
    assert f"  · s{MOST - 1}\n" in text.replace(" \n", "\n")
    assert "  and 3 more" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_class_terminal_obeys_nothing_that_a_student_writes(lang: Language) -> None:
    hostile = Handed(student=HOSTILE, files=(), name=HOSTILE)
    entries = [
        Entry(handed=hostile, state=state, message=same(HOSTILE)) for state in ("fault", "nothing", "missing")
    ]
    text = drawn(entries, [Unmatched(f"/subs/{HOSTILE}", same(HOSTILE))], lang)
    assert all(character.isprintable() or character == "\n" for character in text)
    assert "[bold red]hi[/] :smile:" in text


def test_class_terminal_copes_without_scores_and_in_ascii() -> None:
    text = drawn([], encoding="ascii")
    assert "No submission has a score." in text
    assert "0-10%" in text


def test_outcome_says_in_a_line_what_became_of_a_student() -> None:
    assert outcome(entry(state="graded", report=full_marks()), "en") == "100 / 100"
    assert outcome(entry(state="nothing", message=same("no model")), "ko") == "채점할 것 없음: no model"
    assert outcome(entry(state="missing"), "en") == "not handed in"
