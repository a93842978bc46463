"""Assignments are found by their folders, loaded by their paths, and leave nothing behind in the process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.base.errors import StaffError
from grader.grading import course
from grader.grading.course import Course

FILE = '''"""A course's file."""

from grader.base.text import Text
from grader.checks import Assignment, Failed
from grader.checks.evidence import Attempt
%imports%

assignment = Assignment(__file__, title=Text(ko="첫째", en="The " "first"))
net = assignment.part(id="net", model="Net", title=%title%, input=(3,), output=(2,))


@net.check(points=1, title=Text(ko="된다", en="It runs"))
def runs(attempt: Attempt) -> None:
    raise Failed(Text(ko="틀림", en="wrong"))
'''


def write(root: Path, name: str, title: str = 'Text(ko="망", en="A net")', imports: str = "") -> Path:
    """Write an assignment; return its folder."""
    here = root / "assignments" / name
    here.mkdir(parents=True, exist_ok=True)
    text = FILE.replace("%title%", title).replace("%imports%", imports)
    (here / "assignment.py").write_text(text, encoding="utf-8")
    return here


def loaded_titles(found: Course, name: str) -> list[str]:
    return [part.title.en for part in found.load(name, captured=False).parts]


# -- where assignments are -------------------------------------------------------------------------------


def test_course_takes_the_name_of_a_folder_as_the_id(tmp_path: Path) -> None:
    here = write(tmp_path, "week_1")
    (tmp_path / "assignments" / "notes").mkdir()
    found = Course(tmp_path)
    assert set(found.folders()) == {"week_1", *Course().folders()}
    assert "assignment1" in Course().folders()
    assignment = found.load("week_1", captured=False)
    assert (assignment.id, assignment.here, assignment.title.ko) == ("week_1", here, "첫째")


def test_course_of_the_user_goes_before_the_graders_own(tmp_path: Path) -> None:
    here = write(tmp_path, "assignment1")
    assert Course(tmp_path).folder("assignment1") == here
    assert Course(tmp_path).title("assignment1").en == "The first"


def test_course_load_blames_the_staff_for_a_missing_assignment() -> None:
    with pytest.raises(StaffError, match="assignment99"):
        course.load("assignment99")


def test_course_chosen_goes_before_the_environments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen, named = tmp_path / "chosen", tmp_path / "named"
    write(chosen, "one")
    write(named, "two")
    monkeypatch.setenv(course.COURSE, str(named))
    assert "two" in course.names()
    course.use(chosen)
    try:
        assert "one" in course.names()
        assert "two" not in course.names()
        assert os.environ[course.COURSE] == str(named)
    finally:
        course.use(None)
    assert "two" in course.names()


# -- loading ---------------------------------------------------------------------------------------------


def test_courses_with_the_same_ids_are_loaded_side_by_side(tmp_path: Path) -> None:
    for place in ("a", "b"):
        here = write(tmp_path / place, "same", "TITLE", "from .helpers import TITLE")
        text = f'from grader.base.text import same\n\nTITLE = same("{place}")\n'
        (here / "helpers.py").write_text(text, encoding="utf-8")
    a, b = Course(tmp_path / "a"), Course(tmp_path / "b")
    assert [loaded_titles(each, "same") for each in (a, b, a)] == [["a"], ["b"], ["a"]]


def test_course_keeps_helpers_of_the_same_name_apart(tmp_path: Path) -> None:
    for name in ("one", "two"):
        package = write(tmp_path, name, "TITLE", "from .helpers.titles import TITLE") / "helpers"
        package.mkdir()
        text = f'from grader.base.text import same\n\nTITLE = same("{name}")\n'
        (package / "titles.py").write_text(text, encoding="utf-8")
        (package / "__init__.py").touch()
    found = Course(tmp_path)
    assert [loaded_titles(found, name) for name in ("one", "two")] == [["one"], ["two"]]


def test_course_lets_an_assignment_import_from_another(tmp_path: Path) -> None:
    write(tmp_path, "one")
    write(tmp_path, "two", "net.title", "from ..one.assignment import net")
    assert loaded_titles(Course(tmp_path), "two") == ["A net"]


def test_course_loads_an_assignment_while_it_reads_another(tmp_path: Path) -> None:
    write(tmp_path, "one")
    load = (
        "from pathlib import Path\nfrom grader.grading.course import Course\n"
        f"Course(Path({str(tmp_path)!r})).load('one', captured=False)"
    )
    here = write(tmp_path, "two", "TITLE", f"{load}\nfrom .helpers import TITLE")
    text = 'from grader.base.text import same\n\nTITLE = same("after")\n'
    (here / "helpers.py").write_text(text, encoding="utf-8")
    assert loaded_titles(Course(tmp_path), "two") == ["after"]


def test_course_load_changes_nothing_in_the_process(tmp_path: Path) -> None:
    write(tmp_path / "first", "one")
    Course(tmp_path / "first").load("one", captured=False)  # imports the library of checks
    here = write(tmp_path / "second", "one", imports="from . import helpers")
    (here / "helpers.py").touch()
    before = dict(sys.modules), dict(os.environ), list(sys.path)
    Course(tmp_path / "second").load("one", captured=False)
    assert (dict(sys.modules), dict(os.environ), list(sys.path)) == before


# -- mistakes --------------------------------------------------------------------------------------------


def test_course_names_the_line_of_a_broken_file(tmp_path: Path) -> None:
    here = write(tmp_path, "one", imports="from . import helpers")
    (here / "helpers.py").write_text("x = 1\ny = x / 0\n", encoding="utf-8")
    before = dict(sys.modules)
    with pytest.raises(StaffError, match=r"'one' cannot be read: helpers\.py:2: ZeroDivisionError"):
        Course(tmp_path).load("one", captured=False)
    assert dict(sys.modules) == before
    (here / "assignment.py").write_text("x = 1\nx = = 2\n", encoding="utf-8")
    for read in (Course(tmp_path).title, Course(tmp_path).load):
        with pytest.raises(StaffError, match=r"'one' cannot be read: SyntaxError: .*assignment\.py, line 2"):
            read("one")


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("title=TITLE", r"one/assignment\.py:8: write the title out"),
        ('title=Text(ko="가", en=f"{1}")', r"one/assignment\.py:8: write the title out"),
        ('title=Text(ko="가")', r"one/assignment\.py:8: write the title out"),
        ('\n    title=Text("가", "a"),\n', r"one/assignment\.py:9: write the title out"),
        ("due=None", r"one/assignment\.py:8: write the title out"),
        ('title=Text(ko="", en="a")', "lacks its 'ko' version"),
    ],
)
def test_course_tells_the_line_of_a_title_that_is_no_literal(title: str, said: str, tmp_path: Path) -> None:
    file = write(tmp_path, "one") / "assignment.py"
    whole = file.read_text(encoding="utf-8")
    old = 'title=Text(ko="첫째", en="The " "first")'
    assert old in whole
    file.write_text(whole.replace(old, title), encoding="utf-8")
    for read in (Course(tmp_path).title, Course(tmp_path).load):
        with pytest.raises(StaffError, match=said):
            read("one")


def test_course_tells_of_a_file_without_an_assignment(tmp_path: Path) -> None:
    file = write(tmp_path, "one") / "assignment.py"
    file.write_text("x = 1\n", encoding="utf-8")
    with pytest.raises(StaffError, match=r"one/assignment\.py has no statement 'assignment ="):
        Course(tmp_path).title("one")


# -- the list --------------------------------------------------------------------------------------------


def test_course_titles_need_no_torch(tmp_path: Path) -> None:
    write(tmp_path, "one", imports="import torch")
    code = (
        "import sys; from grader.cli import main; status = main();"
        "print('torch' in sys.modules); raise SystemExit(status)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, "list", "--lang", "en", "--course", str(tmp_path)],
        capture_output=True, encoding="utf-8", check=True,
    ).stdout.splitlines()  # fmt: skip
    assert "one          The first" in told
    assert told[-1] == "False"
