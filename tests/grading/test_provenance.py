"""Whatever a score depends on changes its key, and nothing else does."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from grader.base import version
from grader.base.version import code_digest
from grader.grading import course, provenance
from grader.grading.provenance import contents, course_digest, installation, training_key
from grader.records.graph import Graph
from tests.marks import LINKS
from tests.training.test_unconfined import RECIPE

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def own_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an assignment in a course of its own."""
    monkeypatch.setenv(course.COURSE, str(tmp_path))
    folder = tmp_path / "assignments" / "mine"
    (folder / "helpers" / "deep").mkdir(parents=True)
    (folder / "examples").mkdir()
    (folder / "assignment.py").write_text("POINTS = 5")
    (folder / "helpers" / "deep" / "rule.py").write_text("LIMIT = 1")
    (folder / "README.en.md").write_text("Five points.")
    return folder


@pytest.fixture
def own_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the grader's code, from which its digest is made."""
    copy = tmp_path / "grader"
    shutil.copytree(REPOSITORY / "grader", copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(version, "_ROOT", copy)
    code_digest.cache_clear()
    yield copy
    code_digest.cache_clear()


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "assignment.py").write_text("POINTS = 6"),
        lambda folder: (folder / "helpers" / "deep" / "rule.py").write_text("LIMIT = 2"),
        lambda folder: (folder / "helpers" / "table.csv").write_text("1,2"),
        lambda folder: (folder / "helpers" / "deep" / "rule.py").rename(folder / "helpers" / "rule.py"),
    ],
    ids=["the assignment", "a helper package", "a table that a check may read", "another place"],
)
def test_course_digest_changes_with_what_a_check_may_use(
    own_course: Path, change: Callable[[Path], object]
) -> None:
    before = course_digest()
    change(own_course)
    assert course_digest() != before


@pytest.mark.parametrize("name", ["README.en.md", "template.py", "mistakes.py", "examples/right.py"])
def test_course_digest_does_not_change_with_what_decides_no_score(own_course: Path, name: str) -> None:
    before = course_digest()
    (own_course / name).write_text("other words")
    assert course_digest() == before


def test_code_digest_changes_with_any_file_of_the_grader(own_code: Path) -> None:
    before = code_digest()
    file = own_code / "checks" / "forward.py"
    file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    code_digest.cache_clear()
    assert code_digest() != before


def test_code_digest_does_not_change_with_line_endings(own_code: Path) -> None:
    before = code_digest()
    file = own_code / "checks" / "forward.py"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    code_digest.cache_clear()
    assert code_digest() == before


@pytest.mark.parametrize("package", provenance.TRAINS)
def test_training_key_changes_with_the_code_that_trains(own_code: Path, lenet: Graph, package: str) -> None:
    before = training_key(lenet, RECIPE, "data", "cpu", 0)
    (own_code / package / "more.py").write_text("# other code")
    code_digest.cache_clear()
    assert training_key(lenet, RECIPE, "data", "cpu", 0) != before


def test_training_key_does_not_change_with_the_code_of_reports(own_code: Path, lenet: Graph) -> None:
    before = training_key(lenet, RECIPE, "data", "cpu", 0)
    (own_code / "reports" / "more.py").write_text("# other code")
    code_digest.cache_clear()
    assert training_key(lenet, RECIPE, "data", "cpu", 0) == before


def test_training_key_counts_every_package_that_a_training_loads() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import sys, grader.training.child; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=REPOSITORY,
    ).stdout.split()
    loaded = {name.split(".")[1] for name in said if name.startswith("grader.")}
    assert loaded - set(provenance.TRAINS) == {"datasets"}  # counts by its content


def test_training_key_holds_all_that_a_training_depends_on(lenet: Graph) -> None:
    same_again = {training_key(lenet, RECIPE, "data", "cpu", 0) for _ in range(2)}
    others = {
        training_key(msgspec.structs.replace(lenet, batch=4), RECIPE, "data", "cpu", 0),
        training_key(lenet, msgspec.structs.replace(RECIPE, epochs=9), "data", "cpu", 0),
        training_key(lenet, RECIPE, "other data", "cpu", 0),
        training_key(lenet, RECIPE, "data", "cuda", 0),
        training_key(lenet, RECIPE, "data", "cpu", 1),
    }
    assert len(same_again) == 1
    assert len(others | same_again) == 6


@pytest.mark.parametrize("field", ["version", "grader", "course", "torch", "torchvision", "python"])
def test_installation_says_what_differs_in_another(field: str) -> None:
    here = installation()
    other = msgspec.structs.replace(here, **{field: "1.0"})
    assert here.differs(here) is None
    said = other.differs(here)
    assert said is not None
    assert "1.0" in said.en


def test_installation_is_another_with_another_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    here = installation()
    monkeypatch.setattr(provenance, "version", lambda library: f"9.9+{library}")
    assert installation() == msgspec.structs.replace(here, torch="9.9", torchvision="9.9")


def test_contents_cover_all_files_and_their_names(tmp_path: Path) -> None:
    folder = tmp_path / "kim"
    folder.mkdir()
    (folder / "lenet.py").write_text("1")
    (folder / "helper.py").write_text("2")
    seen = {contents([str(folder)])}
    (folder / "helper.py").write_text("3")
    seen.add(contents([str(folder)]))
    (folder / "helper.py").rename(folder / "other.py")
    seen.add(contents([str(folder)]))
    assert len(seen) == 3


@LINKS
def test_contents_do_not_follow_a_link(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("1")
    (tmp_path / "link.py").symlink_to(tmp_path / "secret")
    before = contents([str(tmp_path / "link.py")])
    (tmp_path / "secret").write_text("2")
    assert contents([str(tmp_path / "link.py")]) == before
