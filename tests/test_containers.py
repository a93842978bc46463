"""The Dockerfile and the devcontainer name only what exists; they are built where there is an engine."""

import json
import re
import shlex
import shutil
import tomllib
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parent.parent
DEBIAN = frozenset({"bubblewrap", "gcc", "git", "libc6-dev", "libseccomp2", "make", "procps"})
"""The packages, all of Debian 13, on which Docker Hub's `python:…-slim` images are made."""
IMAGES = {
    "grader": ROOT / "Dockerfile",
    "autolab": ROOT / "grader" / "exports" / "templates" / "autolab.Dockerfile",
    "prairielearn": ROOT / "grader" / "exports" / "templates" / "prairielearn.Dockerfile",
}


def instructions(file: Path) -> list[tuple[str, str]]:
    """Return the instructions of a Dockerfile with their arguments, each on one line."""
    text = re.sub(r"^#.*\n", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE).replace("\\\n", " ")
    pairs = (line.split(maxsplit=1) for line in text.splitlines() if line.strip())
    return [(word, " ".join(rest.split())) for word, rest in pairs]


def named(file: Path, word: str) -> list[str]:
    """Return the arguments of every instruction of one kind."""
    return [rest for each, rest in instructions(file) if each == word]


@pytest.fixture(params=IMAGES.values(), ids=list(IMAGES))
def image(request: pytest.FixtureRequest) -> Path:
    """Each Dockerfile in turn."""
    found: Path = request.param
    return found


def test_image_is_made_on_a_python_that_the_grader_supports(image: Path) -> None:
    defaults = dict(each.split("=") for each in named(image, "ARG"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version = defaults.get("PYTHON", "")
    bases = [each.split()[0].replace("${PYTHON}", version) for each in named(image, "FROM")]
    assert bases
    for base in bases:
        found = re.fullmatch(r"python:(3\.\d+)-slim", base)
        assert found, base
        assert found[1] in SpecifierSet(project["requires-python"])


def test_image_installs_packages_that_there_are(image: Path) -> None:
    (run,) = (each for each in named(image, "RUN") if "apt-get" in each)
    _, _, install = run.partition("apt-get install ")
    words = install.split(" && ")[0].split()
    packages = {word for word in words if not word.startswith("-")}
    assert {"bubblewrap", "libseccomp2"} <= packages <= DEBIAN
    assert "--no-install-recommends" in words
    assert "rm -rf /var/lib/apt/lists/*" in run


def test_image_has_pytorch_without_cuda_and_keeps_no_downloads(image: Path) -> None:
    installs = [each for each in named(image, "RUN") if "pip install" in each]
    assert len(installs) == 1
    assert "--no-cache-dir --extra-index-url https://download.pytorch.org/whl/cpu" in installs[0]


def test_grader_image_grades_as_a_user_that_it_makes() -> None:
    file = IMAGES["grader"]
    (user,) = named(file, "USER")
    (making,) = (each for each in named(file, "RUN") if "useradd" in each)
    assert shlex.split(making.split(" && ")[0])[-1] == user
    assert json.loads(named(file, "ENTRYPOINT")[0]) == ["grade"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "grade" in project["scripts"]


def test_grader_image_is_built_from_what_the_wheel_needs(tmp_path: Path) -> None:
    """What `.dockerignore` lets through makes the wheel that the whole repository makes."""
    kept = re.findall(r"^!(.+?)/?$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    for name in kept:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, tmp_path)
    contents = []
    for number, source in enumerate((tmp_path, ROOT)):
        (built,) = WheelBuilder(str(source)).build(directory=str(tmp_path / f"dist{number}"))
        with zipfile.ZipFile(built) as archive:
            contents.append({name: archive.read(name) for name in archive.namelist()})
    assert contents[0] == contents[1]


def test_devcontainer_makes_the_environment_that_contributors_use() -> None:
    found = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    version = found["image"].removeprefix("mcr.microsoft.com/devcontainers/python:")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert version in SpecifierSet(project["requires-python"])
    target = found["postCreateCommand"].rpartition("make ")[2]
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    interpreter = found["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"]
    assert interpreter == "${workspaceFolder}/.venv/bin/python"
