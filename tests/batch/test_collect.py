"""Who handed in what, in folders as platforms make them, on a real disk."""

import os
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest

from grader.base.errors import NothingToGrade, StaffError
from grader.base.text import same
from grader.batch.collect import class_in, collect, export_in, inmost
from grader.batch.roster import Student
from grader.records.submissions import Handed, Roll, UngradedFile

CLASS = (
    Student(id="2023001", name="Kim, Min-su", also=("2023001", "Kim, Min-su", "minsu01")),
    Student(id="2023002", name="이영희", also=("2023002", "이영희", "yhlee")),
    Student(id="2023003", name="Park, Jin", also=("2023003", "Park, Jin")),
)

posix = pytest.mark.skipif(os.name != "posix", reason="needs names and files of POSIX")


def make(folder: Path, *names: str) -> Path:
    """Write files; a name that ends in a slash is an empty folder."""
    for name in names:
        path = folder / name
        (path if name.endswith("/") else path.parent).mkdir(parents=True, exist_ok=True)
        if not name.endswith("/"):
            path.write_text("x = 1\n", encoding="utf-8")
    return folder


def names(paths: Sequence[str]) -> list[str]:
    return [Path(path).name for path in paths]


def reason(handed: Handed) -> str:
    """Why the only file that is refused is."""
    [refused] = handed.refused
    return refused.why.en


def one(roll: Roll, student: str) -> Handed:
    [handed] = [each for each in roll.handed if each.student == student]
    return handed


def test_collect_reads_canvas_files(tmp_path: Path) -> None:
    make(
        tmp_path,
        "kimminsu_LATE_11_901_lenet.ipynb",
        "kimminsu_LATE_11_902_cnn.py",
        "이영희_12_903_과제.ipynb",
    )
    roll = collect(tmp_path, "assignment1")
    kim, lee = roll.handed
    assert (kim.student, kim.name, kim.late) == ("11", "kimminsu", True)
    assert names(kim.files) == ["kimminsu_LATE_11_901_lenet.ipynb", "kimminsu_LATE_11_902_cnn.py"]
    assert (lee.student, lee.name, lee.late) == ("12", "이영희", False)
    assert roll.unmatched == ()


def test_collect_takes_the_newest_attempt_and_lists_the_others(tmp_path: Path) -> None:
    make(tmp_path, "kim_11_99_lenet.ipynb", "kim_11_100_lenet-1.ipynb", "kim_11_1000_lenet-2.ipynb")
    [kim] = collect(tmp_path, "assignment1").handed
    assert names(kim.files) == ["kim_11_1000_lenet-2.ipynb"]
    assert sorted(names(kim.older)) == ["kim_11_100_lenet-1.ipynb", "kim_11_99_lenet.ipynb"]


def test_collect_does_not_mistake_numbered_parts_for_attempts(tmp_path: Path) -> None:
    make(tmp_path, "kim_11_99_part-1.ipynb", "kim_11_100_part-2.ipynb")
    [kim] = collect(tmp_path, "assignment1").handed
    assert len(kim.files) == 2
    make(tmp_path / "moodle", *(f"Kim_7_assignsubmission_file_{name}.py" for name in ("net", "net-1")))
    [kim] = collect(tmp_path / "moodle", "assignment1").handed
    assert len(kim.files) == 2


def test_collect_reads_moodles_folders(tmp_path: Path) -> None:
    make(
        tmp_path,
        "김 민수_11_assignsubmission_file/lenet.ipynb",
        "김 민수_11_assignsubmission_onlinetext/onlinetext.html",
        "이영희_12_assignsubmission_file_/lenet.ipynb",
        "이영희_12_assignsubmission_onlinetext/onlinetext.html",
    )
    roll = collect(tmp_path, "assignment1")
    assert [(each.student, each.name) for each in roll.handed] == [("11", "김 민수"), ("12", "이영희")]
    assert names(roll.handed[0].files) == ["김 민수_11_assignsubmission_file"]
    assert roll.unmatched == ()
    assert len(roll.aside) == 2


def test_collect_tells_who_typed_a_text_and_handed_in_no_file(tmp_path: Path) -> None:
    make(
        tmp_path,
        "김 민수_11_assignsubmission_file/lenet.ipynb",
        "이영희_12_assignsubmission_onlinetext/onlinetext.html",
    )
    lee = one(collect(tmp_path, "assignment1"), "12")
    assert (lee.files, reason(lee)) == ((), "a text typed into the platform, without a file.")


def test_collect_reads_moodles_flat_files(tmp_path: Path) -> None:
    make(tmp_path, *(f"김민수_11_assignsubmission_file_{name}" for name in ("a.py", "b.py", "c.pdf")))
    roll = collect(tmp_path, "assignment1")
    [kim] = roll.handed
    assert len(kim.files) == 2
    assert names([each.path for each in kim.refused]) == ["김민수_11_assignsubmission_file_c.pdf"]


def test_collect_reads_an_nbgrader_course(tmp_path: Path) -> None:
    make(
        tmp_path,
        "source/assignment1/lenet.ipynb",
        "submitted/kim/assignment1/lenet.ipynb",
        "submitted/kim/assignment0/mlp.ipynb",
        "submitted/lee/assignment0/mlp.ipynb",
    )
    kim, lee = collect(tmp_path, "assignment1").handed
    assert kim.files == (str(tmp_path / "submitted" / "kim" / "assignment1"),)
    assert (lee.student, lee.files, lee.older) == ("lee", (), ())


def test_collect_reads_nbgraders_exchange(tmp_path: Path) -> None:
    first = "kim+assignment1+2026-11-24 12:00:00.1 UTC+aa"
    second = "kim+assignment1+2026-11-25 09:00:00.1 UTC+bb"
    other = "kim+assignment0+2026-11-26 09:00:00.1 UTC+cc"
    make(tmp_path, *(f"{folder}/lenet.ipynb" for folder in (first, second, other)))
    roll = collect(tmp_path, "assignment1")
    [kim] = roll.handed
    assert (kim.student, names(kim.files), names(kim.older)) == ("kim", [second], [first])
    [aside] = roll.aside
    assert Path(aside.path).name == other
    assert "another assignment" in aside.why.en


GRADESCOPE = """---
submission_1:
  :submitters:
  - :name: Kim Minsu
    :sid: '2023001'
    :email: minsu@example.com
  :created_at: 2026-11-24 12:00:00.000000000 Z
  :results: !ruby/hash:ActiveSupport::HashWithIndifferentAccess
    tests: [&1 {score: 1.0}, *1]
submission_2:
  :submitters:
  - :name: Lee
    :sid:
    :email: lee@example.com
  - :name: Park
    :sid:
    :email: park@example.com
submission_9:
  :submitters:
  - :name: Gone
    :sid: 7
../outside:
  :submitters:
  - :name: Evil
    :sid: 8
"""


def test_collect_reads_gradescopes_export(tmp_path: Path) -> None:
    make(tmp_path, "submission_1/lenet.py", "submission_2/lenet.ipynb", "submission_3/lenet.py", "readme.txt")
    (tmp_path / "submission_metadata.yml").write_text(GRADESCOPE, encoding="utf-8")
    roll = collect(tmp_path, "assignment1")
    assert [(each.student, each.name, names(each.files)) for each in roll.handed] == [
        ("2023001", "Kim Minsu", ["submission_1"]),
        ("7", "Gone", []),
        ("lee@example.com", "Lee", ["submission_2"]),  # a group: it is graded for both
        ("park@example.com", "Park", ["submission_2"]),
    ]
    assert names([each.path for each in roll.unmatched]) == ["readme.txt", "submission_3"]


@pytest.mark.parametrize(
    "text",
    ["a: [", "- 1", "", "!!python/object/apply:os.system ['false']", "[" * 10_000, "a: &a [*a]", "\x00"],
)
def test_collect_says_gradescopes_metadata_cannot_be_read(tmp_path: Path, text: str) -> None:
    make(tmp_path, "submission_1/lenet.py")
    (tmp_path / "submission_metadata.yml").write_text(text, encoding="utf-8")
    with pytest.raises((StaffError, NothingToGrade)):
        collect(tmp_path, "assignment1")


def test_collect_defuses_an_alias_bomb_in_gradescopes_metadata(tmp_path: Path) -> None:
    make(tmp_path, "submission_1/lenet.py")
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(20)
    )
    (tmp_path / "submission_metadata.yml").write_text(
        bomb + GRADESCOPE.removeprefix("---\n"), encoding="utf-8"
    )
    assert "2023001" in [each.student for each in collect(tmp_path, "assignment1").handed]


def test_collect_reads_files_and_folders_of_no_platform(tmp_path: Path) -> None:
    make(tmp_path, "kim.py", "kim.ipynb", "이영희/lenet.ipynb", "park.PY", "notes.txt")
    roll = collect(tmp_path, "assignment1")
    assert [each.student for each in roll.handed] == ["kim", "park", "이영희"]
    assert len(one(roll, "kim").files) == 2
    assert names([each.path for each in roll.unmatched]) == ["notes.txt"]


def test_collect_looks_into_a_folder_in_a_folder(tmp_path: Path) -> None:
    make(
        tmp_path,
        "kim/hw/최종/lenet.py",
        "kim/__MACOSX/x",
        "kim/.DS_Store",
        "lee/a/lenet.py",
        "lee/b/x.py",
        "park/",
    )
    assert {each.student: Path(each.files[0]) for each in collect(tmp_path, "assignment1").handed} == {
        "kim": tmp_path / "kim" / "hw" / "최종",
        "lee": tmp_path / "lee",
        "park": tmp_path / "park",
    }


@pytest.mark.parametrize(
    ("file", "inside"),
    [
        ("hw/과제/kim.py", "hw/과제"),
        ("course/submitted/kim/assignment1/a.py", "course"),
        ("kim_1_assignsubmission_file/a.py", "."),
        ("kim.py", "."),
    ],
)
def test_class_in_takes_a_zipped_folder_for_the_class(tmp_path: Path, file: str, inside: str) -> None:
    assert class_in(make(tmp_path, file, "__MACOSX/x")) == tmp_path / inside


def test_collect_goes_by_a_pattern(tmp_path: Path) -> None:
    make(tmp_path, "hw1-2023001-mlp.py", "hw1-2023001-slp.py", "hw1-2023002.py", "template.py")
    roll = collect(tmp_path, "assignment1", pattern=r"hw1-(?P<student>\d+).*")
    assert [(each.student, len(each.files)) for each in roll.handed] == [("2023001", 2), ("2023002", 1)]
    assert names([each.path for each in roll.unmatched]) == ["template.py"]


def test_collect_ignores_what_systems_leave_in_folders(tmp_path: Path) -> None:
    make(
        tmp_path,
        "kim.py",
        ".DS_Store",
        "._kim.py",
        "__MACOSX/kim.py",
        "Thumbs.db",
        "__pycache__/kim.cpython.pyc",
    )
    roll = collect(tmp_path, "assignment1")
    assert [each.student for each in roll.handed] == ["kim"]
    assert roll.unmatched == ()


@pytest.mark.parametrize(
    ("file", "student"),
    [
        ("2023001.py", "2023001"),
        ("minsu01.py", "2023001"),
        ("Kim Min-su.py", "2023001"),
        ("kimminsu_555_1_lenet.py", "2023001"),
        ("이영희.py", "2023002"),
        (unicodedata.normalize("NFD", "이영희") + ".py", "2023002"),
        ("이영희_12_assignsubmission_file/lenet.py", "2023002"),
    ],
)
def test_collect_finds_students_by_anything_in_their_roster_line(
    tmp_path: Path, file: str, student: str
) -> None:
    roll = collect(make(tmp_path, file), "assignment1", roster=CLASS)
    assert [each.student for each in roll.handed if each.files] == [student]
    assert roll.unmatched == ()


def test_collect_lists_strangers_and_who_handed_in_nothing(tmp_path: Path) -> None:
    roll = collect(make(tmp_path, "2023002.py", "stranger.py"), "assignment1", roster=CLASS)
    assert [(each.student, each.name, len(each.files)) for each in roll.handed] == [
        ("2023001", "Kim, Min-su", 0),
        ("2023002", "이영희", 1),
        ("2023003", "Park, Jin", 0),
    ]
    [unmatched] = roll.unmatched
    assert (Path(unmatched.path).name, unmatched.why.en) == ("stranger.py", "the roster has no such student.")


@posix
def test_collect_lists_links_and_follows_none(tmp_path: Path) -> None:
    make(tmp_path, "outside/solution.py", "subs/kim.py", "subs/mine/lenet.py")
    (tmp_path / "subs" / "lee.py").symlink_to(tmp_path / "outside" / "solution.py")
    (tmp_path / "subs" / "park").symlink_to(tmp_path / "outside", target_is_directory=True)
    (tmp_path / "subs" / "thief.py").symlink_to("kim.py")
    (tmp_path / "subs" / "gone.py").symlink_to("nowhere")
    roll = collect(tmp_path / "subs", "assignment1")
    assert [each.student for each in roll.handed] == ["kim", "mine"]
    assert names([each.path for each in roll.unmatched]) == ["gone.py", "lee.py", "park", "thief.py"]
    assert {each.why.en for each in roll.unmatched} == {"it is a link to another place, and is not followed."}


@posix
def test_collect_follows_no_link_in_an_nbgrader_course(tmp_path: Path) -> None:
    make(tmp_path, "outside/assignment1/lenet.py", "submitted/kim/assignment1/lenet.py")
    (tmp_path / "submitted" / "lee").symlink_to(tmp_path / "outside", target_is_directory=True)
    kim, lee = collect(tmp_path, "assignment1").handed
    assert (len(kim.files), lee.files) == (1, ())
    assert "link" in reason(lee)


@posix
def test_collect_leaves_out_a_pipe(tmp_path: Path) -> None:
    make(tmp_path, "kim.py")
    os.mkfifo(tmp_path / "lee.py")
    kim, lee = collect(tmp_path, "assignment1").handed
    assert (len(kim.files), lee.files) == (1, ())
    assert reason(lee) == "it is no ordinary file."


@posix
def test_collect_lists_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    make(tmp_path, "kim.py")
    try:
        (Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "김.py".encode("cp949")))).write_text("x = 1\n")
    except OSError:
        pytest.skip("this file system takes UTF-8 names alone")
    roll = collect(tmp_path, "assignment1")
    assert [each.student for each in roll.handed] == ["kim"]
    [unmatched] = roll.unmatched
    assert unmatched.path.encode().endswith(rb"\udcb1\udce8.py")
    assert "not UTF-8" in unmatched.why.en


@posix
@pytest.mark.parametrize(
    "name", ["a\nb.py", "a\x1b[2Jb.py", "=cmd()|'x'!A1.py", "..py", "-rf.py", "김" * 84 + ".py", "[red]a.py"]
)
def test_collect_loses_nobody_over_a_strange_name(tmp_path: Path, name: str) -> None:
    make(tmp_path, "kim.py", name)
    roll = collect(tmp_path, "assignment1")
    found = [file for each in roll.handed for file in each.files] + [each.path for each in roll.unmatched]
    hidden = name.startswith(".")
    assert len(found) == (1 if hidden else 2)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is closed to root")
def test_collect_is_not_stopped_by_a_students_closed_folder(tmp_path: Path) -> None:
    make(tmp_path, "kim/a.py", "lee/a.py")
    (tmp_path / "lee").chmod(0)
    try:
        roll = collect(tmp_path, "assignment1")
    finally:
        (tmp_path / "lee").chmod(0o700)
    assert [each.student for each in roll.handed] == ["kim", "lee"]


def test_collect_says_that_a_folder_is_empty(tmp_path: Path) -> None:
    with pytest.raises(NothingToGrade, match="nothing that a student handed in"):
        collect(tmp_path, "assignment1", roster=CLASS)
    make(tmp_path, "notes.txt")
    with pytest.raises(NothingToGrade) as caught:
        collect(tmp_path, "assignment1")
    assert caught.value.hint is not None
    assert "notes.txt: it is neither a notebook nor a Python file." in caught.value.hint.en


def test_collect_says_that_a_folder_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(StaffError, match="cannot be read"):
        collect(tmp_path / "none", "assignment1")


def test_collect_leaves_out_the_results(tmp_path: Path) -> None:
    make(tmp_path, "kim.py", "assignment1-grades/grades.csv")
    roll = collect(tmp_path, "assignment1", out=tmp_path / "x" / ".." / "assignment1-grades")
    assert [each.student for each in roll.handed] == ["kim"]
    assert roll.unmatched == ()


def test_collect_sorts_out_ten_thousand_files(tmp_path: Path) -> None:
    for number in range(10_000):
        (tmp_path / f"kim_{number % 2}_{number}_net.py").touch()
    one_, two = collect(tmp_path, "assignment1").handed
    assert names(two.files) == ["kim_1_9999_net.py"]
    assert len(one_.older) == len(two.older) == 4_999


# -- whose is it -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "2023002_이영희_과제1_hw1.ipynb",
        "과제1_2023002_이영희.py",
        "이영희(2023002)_hw1.py",
        "hw1 이영희 2023002.ipynb",
        "2023002 이영희/hw1.py",
        "hw1-2023002.py",
        "이영희_최종.py",
        "[이영희] 과제.ipynb",
        "과제_이영희_2.py",
        "hw1_2023002이영희.zip",
    ],
)
def test_collect_finds_a_student_anywhere_in_a_name(tmp_path: Path, name: str) -> None:
    roll = collect(make(tmp_path, name), "assignment1", roster=CLASS)
    assert [each.student for each in roll.handed if each.files] == ["2023002"]
    assert roll.unmatched == ()


def test_collect_reads_blackboards_files_and_takes_the_newest_attempt_whole(tmp_path: Path) -> None:
    first, second = (f"HW 1_2023002_attempt_2026-11-{day}-13-05-00" for day in ("28", "29"))
    make(tmp_path, f"{first}.txt", f"{first}_old_name.py", f"{second}.txt", f"{second}_lenet.py")
    make(tmp_path, "HW 1_2023003_attempt_2026-11-29-13-05-00.txt")
    roll = collect(tmp_path, "assignment1", roster=CLASS)
    lee, park = one(roll, "2023002"), one(roll, "2023003")
    assert names(lee.files) == [f"{second}_lenet.py"]
    assert names(lee.older) == [f"{first}_old_name.py"]
    assert reason(park) == "a text typed into the platform, without a file."
    assert len(roll.aside) == 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("{}.rar", "archives other than zips"),
        ("{} 과제.7z", "archives other than zips"),
        ("{}.pdf", "it is a document"),
        ("{}.hwp", "it is a document"),
        ("{}.jpg", "it is a picture"),
        ("{}.txt", "neither a notebook nor a Python file"),
    ],
)
@pytest.mark.parametrize("whose", ["2023002", "이영희"])
def test_collect_keeps_why_a_students_file_is_of_no_use(
    tmp_path: Path, name: str, whose: str, said: str
) -> None:
    make(tmp_path, "2023001.py", name.format(whose))
    roll = collect(tmp_path, "assignment1", roster=CLASS)
    assert said in reason(one(roll, "2023002"))
    assert roll.unmatched == ()


def test_collect_without_a_roster_keeps_who_handed_in_an_archive(tmp_path: Path) -> None:
    roll = collect(make(tmp_path, "kim.py", "lee.rar"), "assignment1")
    assert [each.student for each in roll.handed] == ["kim", "lee"]
    assert "archives" in reason(one(roll, "lee"))


def test_collect_tells_namesakes_apart_by_nothing_and_forgets_neither(tmp_path: Path) -> None:
    twins = (Student("1001", "김민수", ()), Student("1002", "김민수", ()))
    make(tmp_path, "김민수_11_assignsubmission_file/lenet.py")
    roll = collect(tmp_path, "assignment1", roster=twins)
    [stray] = roll.unmatched
    assert stray.why.en == "several students have that name: 1001, 1002."
    assert [len(each.unclear) for each in roll.handed] == [1, 1]


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        ("2023001_이영희.py", ["2023001", "2023002"]),  # the id is one student's, the name another's
        ("2023002_2023003.py", ["2023002", "2023003"]),
        ("이영희의과제.py", ["2023002"]),
        ("12023003.py", ["2023003"]),
    ],
)
def test_collect_asks_a_person_where_a_name_is_not_clear(tmp_path: Path, name: str, whose: list[str]) -> None:
    roll = collect(make(tmp_path, name), "assignment1", roster=CLASS)
    assert [each.student for each in roll.handed if each.unclear] == whose
    assert all(each.files == () for each in roll.handed)
    assert names([each.path for each in roll.unmatched]) == [name]


def test_collect_proposes_a_pattern_for_names_that_match_nobody(tmp_path: Path) -> None:
    make(tmp_path, "2023001.py", "team-07-final.py", "team-12-final.py")
    roll = collect(tmp_path, "assignment1", roster=CLASS)
    assert roll.pattern == r"team-(?P<student>\d{2})-final\.py"
    assert len(roll.unmatched) == 2


def test_collect_refuses_a_roster_that_knows_nobody_and_proposes_a_pattern(tmp_path: Path) -> None:
    make(tmp_path, "team-07-final.py", "team-12-final.py")
    with pytest.raises(StaffError, match="anybody on the roster") as caught:
        collect(tmp_path, "assignment1", roster=CLASS)
    assert caught.value.hint is not None
    assert r"--pattern 'team-(?P<student>\d{2})-final\.py'" in caught.value.hint.en


def test_collect_gives_what_a_zip_lost_to_its_student(tmp_path: Path) -> None:
    make(tmp_path, "2023001.py", "이영희/readme.md")
    lost = [
        UngradedFile("이영희/hw1.ipynb", same("too large")),
        UngradedFile("박 진/2023003.ipynb", same("encrypted")),
    ]
    roll = collect(tmp_path, "assignment1", roster=CLASS, lost=lost)
    assert reason(one(roll, "2023002")) == "too large"
    assert [Path(each.path).name for each in roll.unmatched] == ["2023003.ipynb"]


def test_export_in_finds_gradescopes_export_in_its_parent(tmp_path: Path) -> None:
    make(
        tmp_path, "assignment_12_export/submission_1/lenet.py", "assignment_12_export/submission_metadata.yml"
    )
    assert export_in(tmp_path) == tmp_path / "assignment_12_export"
    assert export_in(make(tmp_path / "other", "kim/lenet.py")) == tmp_path / "other"


def test_class_in_takes_no_students_folder_for_the_class(tmp_path: Path) -> None:
    make(tmp_path, "이영희 과제/hw1.py")
    assert class_in(tmp_path) == tmp_path / "이영희 과제"
    assert class_in(tmp_path, CLASS) == tmp_path


def test_inmost_passes_over_documents_beside_the_only_folder(tmp_path: Path) -> None:
    make(tmp_path, "kim/report.pdf", "kim/src/lenet.py", "lee/a.py", "lee/src/b.py")
    assert inmost(tmp_path / "kim") == tmp_path / "kim" / "src"
    assert inmost(tmp_path / "lee") == tmp_path / "lee"
