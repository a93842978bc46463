"""The vocabulary of an assignment file, used as docs/assignment-file.md documents it."""

import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from grader.authoring import build, release, scaffold
from grader.authoring.validate import find_unlisted
from grader.base.errors import StaffError
from grader.base.progress import silent
from grader.base.times import KOREA
from grader.checks.assignment import Assignment
from grader.grading import course
from grader.grading.grade import grade
from grader.grading.trainer import Settings
from grader.intake import read
from grader.records.deadline import Late
from grader.records.report import Report
from tests.hosts import shared

PAGE = Path(__file__).parents[2] / "docs" / "assignment-file.md"
SNIPPETS = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
TINY = """

# %%
class Tiny(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3 * 32 * 32, 10)

    def forward(self, x):
        return self.fc(x.flatten(1))
"""
AVERAGE = "F.avg_pool2d"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A course whose assignment4 is the page's."""
    folder = tmp_path_factory.mktemp("course")
    scaffold.write("assignment4", folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(course.COURSE, str(folder))
        file(folder).write_text("\n\n".join(SNIPPETS), encoding="utf-8")
        with (folder / "reference" / "assignment4.py").open("a", encoding="utf-8") as reference:
            reference.write(TINY)
        build.write(course.load("assignment4", captured=False), shared())
        yield folder


@pytest.fixture
def own(begun: Path) -> Iterator[Path]:
    """The same, to be changed and put back."""
    text = file(begun).read_text(encoding="utf-8")
    course.use(begun)
    yield begun
    file(begun).write_text(text, encoding="utf-8")
    course.use(None)


def file(folder: Path) -> Path:
    return folder / "assignments" / "assignment4" / "assignment.py"


def loaded(folder: Path, *changes: tuple[str, str]) -> Assignment:
    text = file(folder).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file(folder).write_text(text, encoding="utf-8")
    course.use(folder)
    return course.load("assignment4")


def graded(assignment: Assignment, tmp_path: Path) -> Report:
    """The report on a right Net that pools by the average; Tiny is missing."""
    right = (assignment.here / "examples" / "right_functional.py").read_text(encoding="utf-8")
    assert "F.max_pool2d" in right
    mine = tmp_path / "mine.py"
    mine.write_text(right.replace("F.max_pool2d", AVERAGE), encoding="utf-8")
    settings = Settings(data=("standin",), device="cpu", training=False, official=True)
    return grade(read(mine), assignment, settings, shared(), silent)


def test_assignment_file_page_is_whole_and_means_what_it_says(own: Path) -> None:
    assignment = loaded(own)
    assert assignment.due == datetime(2026, 12, 1, 23, 59, tzinfo=KOREA)
    assert assignment.late == Late(per_day=0.1, at_most=0.5, grace=timedelta(minutes=15))
    net, tiny = assignment.parts
    assert (assignment.worth(net), assignment.worth(tiny)) == (112.5, 37.5)
    assert [check.id for check in net.checks if check.hidden] == ["output_shape"]


def test_grade_goes_by_weight_and_a_missing_part_costs_its_own(own: Path, tmp_path: Path) -> None:
    report = graded(loaded(own), tmp_path)
    net, tiny = report.parts
    assert (net.earned, net.points, tiny.earned, tiny.points) == (80, 100, 0, 50)
    assert (report.earned, report.points) == (90, 150)
    assert [result.id for result in net.results if result.hidden] == ["output_shape"]


@pytest.mark.parametrize(("allowed", "earned"), [("True", 40), ("False", 26.66)])
def test_average_pooling_is_allowed_by_one_word(
    own: Path, tmp_path: Path, allowed: str, earned: float
) -> None:
    changed = loaded(own, ("average_pooling=True", f"average_pooling={allowed}"))
    (layers,) = [each for each in graded(changed, tmp_path).parts[0].results if each.id == "layers"]
    assert layers.earned == pytest.approx(earned)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    weight=1,\n", "", "There is no weight for tiny"),
        ("weight=1,", "weight=0,", "tiny: weight=0; a weight is more than 0"),
        ("weight=1,", "weight=-2,", "weight=-2"),
        ("weight=1,", "weight=float('nan'),", "weight=nan"),
        ('due="2026-12-01 23:59"', 'due="2026-12-01"', "lacks the time of day"),
        ("per_day=0.1", "per_day=10", "0.1 is 10 %"),
        ("accuracy(requires=\"runs\")", "accuracy()", "net.accuracy requires output_shape, which is hidden"),
        ("checks.runs()),", "checks.runs(hidden=True)),", "net.layers requires runs, which is hidden"),
    ],
)  # fmt: skip
def test_assignment_file_refuses_what_cannot_be_meant(own: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(StaffError) as told:
        loaded(own, (old, new))
    assert said in told.value.message.en


def test_assignment_file_must_show_at_least_one_check(own: Path) -> None:
    with pytest.raises(StaffError, match="Every check is hidden"):
        loaded(
            own,
            ("checks.runs()", "checks.runs(hidden=True)"),
            ("checks.runs(title", "checks.runs(hidden=True, title"),
            ("title=LAYERS", "title=LAYERS, hidden=True"),
            ('requires="runs"', 'requires="runs", hidden=True'),
            ("points=10", "hidden=True, points=10"),
        )


def test_readmes_list_no_hidden_check(own: Path) -> None:
    said = " ".join(each.en for each in find_unlisted(loaded(own)))
    assert "README.en.md should not have the line | `output_shape`" in said
    assert "lacks the line | `output_shape`" not in said


def test_bundle_refuses_pages_that_list_a_hidden_check(own: Path) -> None:
    with pytest.raises(StaffError, match=r"README\.ko\.md: output_shape, README\.en\.md: output_shape"):
        release.bundle(loaded(own), shared())


def test_bundle_says_which_hidden_checks_it_holds(own: Path, tmp_path: Path) -> None:
    own = with_its_own_pages(own, tmp_path)
    assignment = loaded(own)
    assert release.legible(assignment, release.bundle(assignment, shared())) == ["output_shape"]
    begin, end = "### BEGIN HIDDEN TESTS\n", "### END HIDDEN TESTS\n"
    secret = loaded(
        own,
        ("    (10, checks.output_shape", f"{begin}    (10, checks.output_shape"),
        ("    (20, checks.accuracy", f"{end}    (20, checks.accuracy"),
    )
    files = release.bundle(secret, shared())
    assert release.legible(secret, files) == []
    assert not [name for name, content in files.items() if b"output_shape" in content]
    release.write(files, tmp_path / "students")
    course.use(tmp_path / "students")
    given = course.load("assignment4")
    assert [check.id for check in given.parts[0].checks] == ["runs", "layers", "accuracy", "few_layers"]
    assert sum(given.worth(part) or 0 for part in given.parts) == 140


def test_release_tells_of_a_bundle_whose_file_cannot_be_read(own: Path, tmp_path: Path) -> None:
    broken = loaded(
        with_its_own_pages(own, tmp_path),
        ("LAYERS = Text", "### BEGIN HIDDEN TESTS\nLAYERS = Text"),
        ("\nrubric(\n    net,", "### END HIDDEN TESTS\nrubric(\n    net,"),
    )
    with pytest.raises(StaffError, match=r"assignment\.py:\d+: NameError.*LAYERS"):
        release.legible(broken, release.bundle(broken, shared()))


def with_its_own_pages(folder: Path, to: Path) -> Path:
    """Copy the course, and take the hidden check out of the students' pages."""
    shutil.copytree(folder, to / "course")
    for page in (to / "course").glob("assignments/*/README.*.md"):
        lines = page.read_text(encoding="utf-8").splitlines(keepends=True)
        page.write_text("".join(line for line in lines if "`output_shape`" not in line), encoding="utf-8")
    course.use(to / "course")
    return to / "course"
