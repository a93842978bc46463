"""No page and no message proposes to install the grader from an index; what they propose works."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Final

import pytest

from grader.base.version import DISTRIBUTION, VERSION

from .given import REPOSITORY
from .sessions import blocks
from .test_commands import PAGES

INSTALL: Final = re.compile(r"pip install ((?:[^\s`'\"()]+|\"[^\"]+\")(?: (?:[\w.$/*-]+|\"[^\"]+\"))*)")
OURS: Final = re.compile(rf"^(grader|{DISTRIBUTION})(?![\w./-])")
WHEEL: Final = f"{DISTRIBUTION}-{VERSION}-py3-none-any.whl"
SOURCES: Final = {
    path.relative_to(REPOSITORY).as_posix(): path
    for pattern in (
        "grader/**/*.py",
        "grader/**/*.yml",
        "grader/**/*.sh",
        "assignments/*/*.py",
        "*.md",
        "Makefile",
    )
    for path in REPOSITORY.glob(pattern)
} | PAGES


def proposals(path: Path) -> Iterator[str]:
    """Yield what a file says after `pip install`, a target or an option at a time."""
    for words in INSTALL.findall(path.read_text(encoding="utf-8")):
        yield from (word.strip('"') for word in words.split())


def ways() -> set[str]:
    """The targets in the pages that are the grader itself."""
    return {
        target
        for page in PAGES.values()
        for target in proposals(page)
        if re.match(rf"\.(\[\w+\])?$|{DISTRIBUTION}-", target)
    }


def test_docs_propose_no_install_of_the_grader_from_an_index() -> None:
    found = {name: bad for name, path in SOURCES.items() if (bad := [*filter(OURS.match, proposals(path))])}
    assert found == {}


@pytest.mark.parametrize(
    "said", ["grader", "grader[cluster]", "grader==0.1.0", "torchgrader", DISTRIBUTION + ">=0"]
)
def test_an_install_from_an_index_would_be_found(said: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f'run `pip install -U "{said}"`, or\npip install {said}\n', encoding="utf-8")
    assert len([*filter(OURS.match, proposals(page))]) == 2


def test_docs_name_a_folder_and_a_wheel_to_install() -> None:
    assert {".", ".[cluster]", WHEEL, f"{WHEEL}[cluster]"} <= ways()


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the wheel, made by the command of `make wheel`."""
    folder = tmp_path_factory.mktemp("dist")
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), ".", folder=REPOSITORY)
    return folder


@pytest.mark.parametrize("target", sorted(ways()))
def test_docs_ways_to_install_find_the_grader(target: str, dist: Path) -> None:
    """Without its libraries, which pip would download, and without replacing what is here."""
    offline = ("--dry-run", "--force-reinstall", "--no-deps", "--no-index", "--no-build-isolation")
    done = pip("install", *offline, target, folder=REPOSITORY if target.startswith(".") else dist)
    assert f"Would install {DISTRIBUTION}-{VERSION}" in done


@pytest.mark.skipif(os.name != "posix", reason="Colab's shell is bash")
@pytest.mark.parametrize("page", ["docs/students.en.md", "docs/students.ko.md"])
def test_docs_cell_for_colab_installs_the_grader_and_leaves_torch_alone(
    page: str, dist: Path, tmp_path: Path
) -> None:
    (cell,) = (content for _, _, content in blocks(PAGES[page]) if content.startswith("!pip"))
    script = cell.replace("!pip", f'"{sys.executable}" -m pip --disable-pip-version-check').replace(
        "--quiet", "--dry-run --force-reinstall --no-deps --no-index"
    )
    (tmp_path / WHEEL).write_bytes((dist / WHEEL).read_bytes())
    done = subprocess.run(
        ["bash", "-e", "-c", script], cwd=tmp_path, check=True, capture_output=True, encoding="utf-8"
    )
    assert f"Would install {DISTRIBUTION}-{VERSION}\n" in done.stdout
    kept = (tmp_path / "torch.txt").read_text(encoding="utf-8").splitlines()
    assert kept == [f"{name}=={metadata.version(name)}" for name in ("torch", "torchvision")]


def pip(*arguments: str, folder: Path) -> str:
    """Run pip in a folder, and return what it says."""
    return subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if not name.startswith("PIP_")},
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout
