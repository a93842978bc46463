import unicodedata
from pathlib import Path

import pytest

from grader.base.errors import NothingToGrade
from grader.base.times import zoned
from grader.batch.file_name_layouts import (
    CANVAS,
    EXCHANGE,
    MOODLE,
    Named,
    by_rule,
    compiled,
    plainly,
    rule_of,
)


@pytest.mark.parametrize(
    ("name", "named"),
    [
        (
            "kimminsu_1234_56789_lenet.ipynb",
            Named(student="1234", name="kimminsu", attempt="56789", file="lenet.ipynb"),
        ),
        (
            "kimminsu_LATE_1234_56789_lenet.ipynb",
            Named(student="1234", name="kimminsu", late=True, attempt="56789", file="lenet.ipynb"),
        ),
        (
            "김민수_LATE_1234_56789_과제_1_2_최종.ipynb",
            Named(student="1234", name="김민수", late=True, attempt="56789", file="과제_1_2_최종.ipynb"),
        ),
        ("anon_77_8_a b.py", Named(student="77", name="anon", attempt="8", file="a b.py")),
    ],
)
def test_by_rule_reads_canvas_names(name: str, named: Named) -> None:
    assert rule_of([name]) is CANVAS
    assert by_rule(CANVAS, Path(name)) == named


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("김 민수_1234_assignsubmission_file", ""),
        ("김 민수_1234_assignsubmission_file_", ""),
        ("김 민수_1234_assignsubmission_file_le_net.ipynb", "le_net.ipynb"),
    ],
)
def test_by_rule_reads_moodles_names(name: str, file: str) -> None:
    assert rule_of([name]) is MOODLE
    assert by_rule(MOODLE, Path(name)) == Named(student="1234", name="김 민수", file=file)


@pytest.mark.parametrize(
    "time", ["2026-11-24 12:00:00.123456 UTC", "2026-11-24 12:00:00 UTC", "2026-11-24 12:00:00 KST"]
)
@pytest.mark.parametrize("random", ["", "+bfb8e0c2"])
def test_by_rule_reads_names_in_nbgraders_exchange(time: str, random: str) -> None:
    name = f"kim+assignment1+{time}{random}"
    assert rule_of([name]) is EXCHANGE
    named = by_rule(EXCHANGE, Path(name))
    submitted = zoned(time)
    assert named == Named(
        student="kim", submitted=submitted, attempt=time, assignment="assignment1", is_whole=True
    )
    assert (submitted is None) == time.endswith("KST")  # a zone that only a person knows


def test_rule_of_names_of_no_platform_is_none() -> None:
    assert rule_of(["kim.py", "lee_lenet.ipynb", "20231234"]) is None
    assert rule_of([]) is None


def test_rule_of_names_is_not_changed_by_an_odd_one() -> None:
    assert rule_of(["kim_1_2_a.py", "lee_3_4_a.py", "readme.txt"]) is CANVAS
    assert rule_of(["kim.py", "lee.py", "park_1_2_a.py"]) is None


def test_rule_of_moodle_is_found_beside_what_else_it_writes() -> None:
    names = [f"김민수_1_assignsubmission_{kind}" for kind in ("file", "onlinetext")]
    assert rule_of(names) is MOODLE


def test_plainly_takes_a_file_or_a_folder_for_its_students(tmp_path: Path) -> None:
    (tmp_path / "홍.길동").mkdir()
    assert plainly(tmp_path / "홍.길동") == Named(student="홍.길동")
    assert plainly(tmp_path / "kim.v2.py") == Named(student="kim.v2", file="kim.v2.py")


def test_plainly_puts_together_names_that_macos_took_apart() -> None:
    apart = unicodedata.normalize("NFD", "김민수")
    assert apart != "김민수"
    assert plainly(Path(f"{apart}.py")) == Named(student="김민수", file=f"{apart}.py")
    canvas = by_rule(CANVAS, Path(f"{apart}_1_2_a.py"))
    assert canvas is not None
    assert canvas.name == "김민수"


def test_compiled_pattern_names_the_student_and_what_it_can() -> None:
    rule = compiled(r"(?P<student>\d{8})-v(?P<attempt>\d+)-(?P<file>.+)")
    assert by_rule(rule, Path("20231234-v2-a.py")) == Named(student="20231234", attempt="2", file="a.py")
    assert by_rule(rule, Path("a.py")) is None


def test_compiled_pattern_that_matches_no_letter_finds_nobody() -> None:
    assert by_rule(compiled(r"(?P<student>\d*).*"), Path("kim.py")) is None


@pytest.mark.parametrize(
    ("pattern", "said"), [("(", "is no regular expression"), (r"\d+_.*", "(?P<student>…) is missing")]
)
def test_compiled_refuses_what_is_no_pattern(pattern: str, said: str) -> None:
    with pytest.raises(NothingToGrade) as caught:
        compiled(pattern)
    assert said in caught.value.message.en
