import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest
import yaml
from hatchling.builders.wheel import WheelBuilder
from packaging.specifiers import SpecifierSet

from grader.base.version import DISTRIBUTION, VERSION

ROOT = Path(__file__).parent.parent
COURSE = ROOT / "assignments"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that `pip install .` makes."""
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("dist")))
    return Path(path)


@pytest.fixture(scope="module")
def content(wheel: Path) -> dict[str, bytes]:
    """What is in the wheel, by name."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def scripts(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an environment in which the wheel is installed.

    It borrows the libraries of this environment, but nothing of this clone: a path in a .pth file brings
    what lies in that folder, and an editable install does not.
    """
    environment = tmp_path_factory.mktemp("설치된 곳")
    venv.create(environment, symlinks=sys.platform != "win32")
    base = {"base": str(environment)}
    library = Path(sysconfig.get_path("purelib", "venv", base))
    (library / "borrowed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    folder = Path(sysconfig.get_path("scripts", "venv", base))
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "python"), "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "install", "--quiet", "--no-deps", "--no-index", "--force-reinstall", wheel], check=True
    )
    return folder


def run(command: Path, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [command, *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def test_wheel_holds_the_course(content: dict[str, bytes]) -> None:
    wanted = (
        "assignment.py",
        "references.json",
        "template.ipynb",
        "template.py",
        "template.en.ipynb",
        "template.en.py",
        "README.ko.md",
        "README.en.md",
    )
    assignments = [each.parent.name for each in COURSE.glob("*/assignment.py")]
    assert assignments
    assert not [
        missing
        for assignment in assignments
        for name in wanted
        if (missing := f"grader/course/assignments/{assignment}/{name}") not in content
    ]
    assert "grader/py.typed" in content


def test_wheel_holds_the_templates_of_pages(content: dict[str, bytes]) -> None:
    templates = ROOT / "grader" / "reports" / "templates"
    wanted = {each.relative_to(ROOT).as_posix() for each in templates.rglob("*") if each.is_file()}
    assert wanted
    assert wanted <= set(content)


def test_wheel_holds_neither_references_nor_examples_nor_tests(content: dict[str, bytes]) -> None:
    top = {name.split("/")[0] for name in content}
    assert {name for name in top if not name.endswith(".dist-info")} == {"grader"}
    private = {"examples", "variants.py", "mistakes.py", "reference", "tests"}
    course = [name for name in content if name.startswith("grader/course/")]
    assert not [name for name in course if private & set(name.split("/"))]
    assert "grader/authoring/mistakes.py" in content
    assert (ROOT / "reference" / "assignment1.py").read_bytes() not in content.values()


def test_wheel_says_which_pythons_it_runs_on(content: dict[str, bytes]) -> None:
    (metadata,) = (message_from_bytes(content[name]) for name in content if name.endswith("/METADATA"))
    assert set(metadata["Requires-Python"].split(",")) == {">=3.11", "<3.15"}
    wanted = {f"Programming Language :: Python :: 3.{minor}" for minor in (11, 12, 13)}
    assert wanted <= set(metadata.get_all("Classifier", []))


def test_github_tests_every_python_that_the_wheel_names() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    tested = workflow["jobs"]["test"]["strategy"]["matrix"]
    named = [each.rpartition(" ")[2] for each in project["classifiers"] if "Python :: 3." in each]
    assert tested["python"] == named
    assert [each for each in named if each not in SpecifierSet(project["requires-python"])] == []
    assert {system.partition("-")[0] for system in tested["system"]} == {"ubuntu", "macos", "windows"}
    assert workflow["permissions"] == {"contents": "read"}


def test_wheel_says_whose_it_is_and_who_may_use_it(content: dict[str, bytes]) -> None:
    (name,) = (name for name in content if name.endswith("/METADATA"))
    metadata = message_from_bytes(content[name])
    assert name == f"{DISTRIBUTION}-{VERSION}.dist-info/METADATA"
    assert metadata["Name"] == DISTRIBUTION
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Author"] == "The grader's developers"
    licence = content[name.replace("METADATA", "licenses/LICENSE")]
    assert licence == (ROOT / "LICENSE").read_bytes()
    assert licence.startswith(b"MIT License")


def test_citation_names_this_version() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(cited)
    assert (cited["version"], cited["license"]) == (VERSION, "MIT")


def test_editable_wheel_holds_no_copy_of_the_course(tmp_path: Path) -> None:
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["editable"])
    with zipfile.ZipFile(path) as archive:
        (link,) = (name for name in archive.namelist() if ".dist-info/" not in name)
        assert archive.read(link).decode().split() == [str(ROOT)]


def test_wheel_installs_the_grader_alone(scripts: Path, tmp_path: Path) -> None:
    for name in ("assignments", "reference", "tests"):
        failed = run(scripts / "python", "-c", f"import {name}", folder=tmp_path)
        assert f"No module named '{name}'" in failed.stderr


def test_wheel_once_installed_grades_from_any_folder(scripts: Path, tmp_path: Path) -> None:
    folder = tmp_path / "내 과제 [1]"
    folder.mkdir()
    example = COURSE / "assignment1" / "examples" / "right_comments_and_prints.py"
    (folder / "LeNet 제출.py").write_bytes(example.read_bytes())

    came_from = run(scripts / "python", "-c", "import grader; print(grader.__file__)", folder=folder)
    assert str(scripts.parent) in came_from.stdout

    listed = run(scripts / "grade", "list", folder=folder)
    assert [line.split()[0] for line in listed.stdout.splitlines()] == sorted(
        each.parent.name for each in COURSE.glob("*/assignment.py")
    )
    assert (listed.returncode, listed.stderr) == (0, "")

    arguments = ("assignment1", "LeNet 제출.py", "--no-training", "--points-only")
    graded = run(scripts / "grade", *arguments, folder=folder)
    assert graded.stdout.strip() == "92/100"  # all but the 8 points for accuracy
    assert graded.returncode == 1
